/** A line of a chart; points in ascending x. */
export interface ChartLine {
  readonly label: string
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly dashed?: boolean
}

export interface Chart {
  readonly title: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly lines: readonly ChartLine[]
  /** Single points with a label. */
  readonly marks?: readonly { readonly label: string; readonly x: number; readonly y: number }[]
}

export interface ChartAxis {
  readonly label: string
  readonly from: number
  readonly to: number
  /** Decades instead of equal steps. */
  readonly logarithmic?: boolean
  readonly ticks: readonly number[]
  readonly format?: (value: number) => string
}

const size = { width: 600, height: 330 }
const plot = { left: 56, top: 34, right: 420, bottom: 284 }
const palette = ['#1f6fb4', '#d1661a', '#2b8a4b', '#b02f4b', '#6b4ca0', '#7a6a2f']

/**
 * A line chart as SVG text: axes, grid, lines with a legend beside them, marked points. What lies outside the axes is cut off. The same
 * chart gives the same text.
 */
export function svgChart(chart: Chart): string {
  return picture(size.height, contentOf(chart))
}

/** Several charts in one picture, each below the one before. */
export function stackedCharts(charts: readonly Chart[]): string {
  const content = charts.flatMap((chart, i) => [`<g transform="translate(0 ${i * size.height})">`, ...contentOf(chart), '</g>'])
  return picture(charts.length * size.height, content)
}

function picture(height: number, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" font-family="sans-serif" font-size="11">`,
    '<style>.g{stroke:#ddd}.l{fill:none;stroke-width:1.8}</style>',
    ...content,
    '</svg>',
    '',
  ].join('\n')
}

function contentOf({ title, x, y, lines, marks = [] }: Chart): string[] {
  const px = (value: number): number => plot.left + place(x, value) * (plot.right - plot.left)
  const py = (value: number): number => plot.bottom - place(y, value) * (plot.bottom - plot.top)
  const grid = [
    ...x.ticks.map((tick) => `<path d="M${short(px(tick))} ${plot.top}V${plot.bottom}" class="g"/>`),
    ...y.ticks.map((tick) => `<path d="M${plot.left} ${short(py(tick))}H${plot.right}" class="g"/>`),
  ]
  const labels = [
    ...x.ticks.map((tick) => text([px(tick), plot.bottom + 16], format(x, tick), ' text-anchor="middle"')),
    ...y.ticks.map((tick) => text([plot.left - 6, py(tick) + 4], format(y, tick), ' text-anchor="end"')),
    text([(plot.left + plot.right) / 2, plot.bottom + 34], x.label, ' text-anchor="middle"'),
    text([14, (plot.top + plot.bottom) / 2], y.label, ` text-anchor="middle" transform="rotate(-90 14 ${(plot.top + plot.bottom) / 2})"`),
    text([plot.left, 20], title, ' font-weight="bold"'),
  ]
  const drawn = lines.map(({ points, dashed }, i) => {
    const inside = points.filter(([, value]) => value >= y.from && value <= y.to)
    const path = inside.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${short(px(a))} ${short(py(b))}`).join('')
    return `<path d="${path}" stroke="${palette[i % palette.length]}"${dashed === true ? ' stroke-dasharray="5 4"' : ''} class="l"/>`
  })
  const legend = lines.flatMap(({ label, dashed }, i) => {
    const at = plot.top + 10 + 18 * i
    const stroke = `stroke="${palette[i % palette.length]}"${dashed === true ? ' stroke-dasharray="5 4"' : ''}`
    return [`<path d="M${plot.right + 12} ${at}h22" ${stroke} class="l"/>`, text([plot.right + 40, at + 4], label)]
  })
  const points = marks.flatMap((mark) => [
    `<circle cx="${short(px(mark.x))}" cy="${short(py(mark.y))}" r="4"/>`,
    text([px(mark.x) + 7, py(mark.y) - 6], mark.label),
  ])
  return [
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    ...grid,
    `<path d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}" fill="none" stroke="#333"/>`,
    ...labels,
    ...drawn,
    ...legend,
    ...points,
  ]
}

/** From 0 to 1 along an axis. */
function place({ from, to, logarithmic }: ChartAxis, value: number): number {
  return logarithmic === true ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from)
}

function text(at: readonly [number, number], words: string, more = ''): string {
  return `<text x="${short(at[0])}" y="${short(at[1])}"${more}>${escape(words)}</text>`
}

function format(axis: ChartAxis, value: number): string {
  return axis.format?.(value) ?? String(value)
}

/** A tenth of a pixel is enough. */
function short(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

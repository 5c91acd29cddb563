import { causeColour, nameColour } from './colours.ts'
import { ticksBetween } from './ticks-between.ts'
import type { PixelStrip } from './pixel-strip.ts'
import { eachBox, meanBetween, type TimelineModel, type Track } from './timeline-model.ts'
import type { Details } from '@onnc/results'

import { formatSi } from '../src/format-number.ts'
import { nodeLabel } from '../src/result-view.ts'

export interface Frame {
  readonly from: number
  readonly to: number
  readonly scrollTop: number
  readonly colourBy: 'cause' | 'node'
  /** Nodes that stand out, by index. */
  readonly selected: ReadonlySet<number> | undefined
}

export interface Surface {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly ink: string
  readonly faint: string
  readonly paper: string
  /** For slices that are narrower than a few pixels. */
  readonly strip: PixelStrip
}

export const labelWidth = 110
export const axisHeight = 20
export const curveHeight = 44

/** Narrower boxes are set as pixels. */
const narrow = 4

const rowHeights = { resource: 15, bank: 9 } as const

/** Where each track lies, from the top of the first one. */
export function trackPlaces({ tracks, curves }: TimelineModel): { tops: readonly number[]; height: number } {
  let y = axisHeight + curves.length * curveHeight
  const tops = tracks.map(({ kind }) => {
    const top = y
    y += rowHeights[kind]
    return top
  })
  return { tops, height: y + 4 }
}

/** Draws what lies between two times; how many boxes that took. */
export function drawTimeline(surface: Surface, model: TimelineModel, timeline: Details['timeline'], frame: Frame): number {
  const { context, width, height, paper } = surface
  const plot = width - labelWidth
  context.fillStyle = paper
  context.fillRect(0, 0, width, height)
  const { tops } = trackPlaces(model)
  const palette = paletteOf(surface, timeline, frame)
  let boxes = 0
  for (const [i, track] of model.tracks.entries()) {
    const y = tops[i]! - frame.scrollTop
    if (y > -20 && y < height) boxes += drawTrack(surface, palette, track, y, timeline, frame)
  }
  context.fillStyle = paper
  context.fillRect(0, 0, width, axisHeight)
  for (const [i, curve] of model.curves.entries()) drawCurve(surface, curve, axisHeight + i * curveHeight - frame.scrollTop, frame, plot)
  drawAxis(surface, frame, plot)
  return boxes
}

/** Colours of slices as pixels, by index of the node or of the cause; nodes that do not stand out are faint. */
interface Palette {
  readonly nodes: Uint32Array
  readonly causes: Uint32Array
  readonly faintCauses: Uint32Array
  readonly cssCauses: readonly string[]
  readonly isWait: readonly boolean[]
  readonly isFaint: readonly boolean[]
}

function paletteOf({ strip, faint }: Surface, { nodes, causes }: Details['timeline'], { selected, colourBy }: Frame): Palette {
  const isFaint = nodes.map((_, i) => selected !== undefined && !selected.has(i))
  const isWait = causes.map((cause) => cause.startsWith('wait'))
  const cssCauses = causes.map((cause, i) => (isWait[i] && colourBy === 'node' ? faint : causeColour(cause)))
  const ofCause = (alpha: number): Uint32Array => Uint32Array.from(cssCauses, (colour) => strip.rgba(colour, alpha))
  return {
    nodes: Uint32Array.from(nodes, (node, i) => strip.rgba(nameColour(node), isFaint[i] ? faintAlpha : 1)),
    causes: ofCause(1),
    faintCauses: ofCause(faintAlpha),
    cssCauses,
    isWait,
    isFaint,
  }
}

const faintAlpha = 0.25

function drawTrack(surface: Surface, palette: Palette, track: Track, y: number, timeline: Details['timeline'], frame: Frame): number {
  const { context, ink, paper, strip, width: whole } = surface
  const { slices, nodes, causes } = timeline
  const plot = whole - labelWidth
  const rowHeight = rowHeights[track.kind]
  const byNode = frame.colourBy === 'node' || track.kind === 'bank'
  const wide: [slice: number, x: number, width: number][] = []
  let boxes = 0
  strip.clear(Math.max(1, Math.floor(plot)))
  eachBox(track, frame.from, frame.to, plot, (index, x, width) => {
    boxes++
    const slice = track.slice[index]!
    if (width >= narrow) {
      wide.push([slice, x, width])
      return
    }
    const [node, cause] = [slices.node[slice]!, slices.cause[slice]!]
    const colour =
      byNode && !palette.isWait[cause] ? palette.nodes[node]! : (palette.isFaint[node] ? palette.faintCauses : palette.causes)[cause]!
    for (let pixel = Math.floor(x); pixel < Math.max(x + width, Math.floor(x) + 1); pixel++) strip.set(pixel, colour)
  })
  if (boxes > wide.length) strip.draw(context, labelWidth, y + 1, rowHeight - 2)
  context.font = '10px system-ui, sans-serif'
  context.textBaseline = 'middle'
  for (const [slice, x, width] of wide) {
    const [node, cause] = [slices.node[slice]!, slices.cause[slice]!]
    const isWait = palette.isWait[cause]!
    context.globalAlpha = palette.isFaint[node] ? faintAlpha : 1
    context.fillStyle = byNode && !isWait ? nameColour(nodes[node]!) : palette.cssCauses[cause]!
    context.fillRect(labelWidth + x, y + 1, width - (width > 4 ? 1 : 0), rowHeight - 2)
    if (width <= 40 || track.kind === 'bank') continue
    context.save()
    context.beginPath()
    context.rect(labelWidth + x, y, width - 3, rowHeight)
    context.clip()
    context.fillStyle = isWait ? (byNode ? ink : '#222') : '#fff'
    context.fillText(isWait ? causes[cause]! : nodeLabel(nodes[node]!), labelWidth + x + 3, y + rowHeight / 2)
    context.restore()
  }
  context.globalAlpha = 1
  context.fillStyle = paper
  context.fillRect(0, y, labelWidth, rowHeight)
  context.fillStyle = ink
  if (track.kind === 'bank') context.font = '8px system-ui, sans-serif'
  context.fillText(track.name, 4, y + rowHeight / 2, labelWidth - 8)
  return boxes
}

function drawCurve(
  { context, ink, faint }: Surface,
  curve: TimelineModel['curves'][number],
  y: number,
  { from, to }: Frame,
  plot: number,
): void {
  const means = Array.from({ length: Math.ceil(plot) }, (_, x) =>
    meanBetween(curve, from + (x * (to - from)) / plot, from + ((x + 1) * (to - from)) / plot),
  )
  const most = means.reduce((a, b) => Math.max(a, b), 0)
  context.fillStyle = faint
  context.fillRect(labelWidth, y + curveHeight - 3, plot, 1)
  context.fillStyle = '#3aa6b9'
  const floor = y + curveHeight - 3
  context.beginPath()
  context.moveTo(labelWidth, floor)
  for (const [x, mean] of means.entries()) {
    const level = floor - (most > 0 ? ((curveHeight - 8) * mean) / most : 0)
    context.lineTo(labelWidth + x, level)
    context.lineTo(labelWidth + x + 1, level)
  }
  context.lineTo(labelWidth + means.length, floor)
  context.fill()
  context.fillStyle = ink
  context.font = '10px system-ui, sans-serif'
  context.textBaseline = 'middle'
  context.fillText(curve.name, 4, y + 12)
  context.fillText(`to ${curve.unit === 'W' ? formatSi(most, 'W') : `${most.toPrecision(3)} ${curve.unit}`}`, 4, y + 26, labelWidth - 8)
}

function drawAxis({ context, ink, faint, height }: Surface, { from, to }: Frame, plot: number): void {
  context.font = '10px system-ui, sans-serif'
  context.textBaseline = 'middle'
  for (const tick of ticksBetween(from, to, plot / 110)) {
    const x = labelWidth + ((tick - from) * plot) / (to - from)
    context.fillStyle = faint
    context.globalAlpha = 0.5
    context.fillRect(x, axisHeight - 4, 1, height)
    context.globalAlpha = 1
    context.fillStyle = ink
    context.fillText(formatSi(tick * 1e-12, 's'), x + 3, axisHeight / 2)
  }
}

import { formatPercent } from '../src/format-number.ts'

export interface BarPart {
  readonly name: string
  readonly value: number
  readonly colour: string
}

/** Parts of a whole as one bar; `most` is what the full width stands for. */
export function StackedBar({ parts, most, format }: { parts: readonly BarPart[]; most: number; format: (value: number) => string }) {
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const shown = parts.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value)
  const text = shown.map(({ name, value }) => `${name} ${format(value)} (${formatPercent(value / total)})`).join(', ')
  let x = 0
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={text === '' ? 'nothing' : text}>
      <title>{text}</title>
      {shown.map(({ name, value, colour }) => {
        const width = most > 0 ? (100 * value) / most : 0
        x += width
        return <rect key={name} x={x - width} y="0" width={width} height="10" fill={colour} data-part={name} />
      })}
    </svg>
  )
}

export function Legend({ parts }: { parts: readonly Pick<BarPart, 'name' | 'colour'>[] }) {
  return (
    <ul class="legend">
      {parts.map(({ name, colour }) => (
        <li key={name}>
          <span class="swatch" style={{ background: colour }} />
          {name}
        </li>
      ))}
    </ul>
  )
}

/** Name, bar, value and share of each part, largest first. */
export function PartTable({ caption, parts, format }: { caption: string; parts: readonly BarPart[]; format: (value: number) => string }) {
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const shown = parts.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value)
  const most = shown[0]?.value ?? 0
  return (
    <table class="parts">
      <caption>{caption}</caption>
      <tbody>
        {shown.map((part) => (
          <tr key={part.name}>
            <th scope="row">
              <span class="swatch" style={{ background: part.colour }} />
              {part.name}
            </th>
            <td class="wide">
              <StackedBar parts={[part]} most={most} format={format} />
            </td>
            <td class="number">{format(part.value)}</td>
            <td class="number">{formatPercent(part.value / total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

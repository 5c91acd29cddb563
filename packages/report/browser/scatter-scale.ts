import { ticksBetween } from './ticks-between.ts'

/** From values to places along an axis. */
export interface Scale {
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** Values over more decades than that are drawn by their logarithm. */
const logarithmicBeyond = 50

/** An axis that holds all values, with room at both ends. */
export function scatterScale(values: readonly number[], from: number, to: number): Scale {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  if (low > 0 && high / low > logarithmicBeyond) {
    const [first, last] = [Math.log10(low) - 0.1, Math.log10(high) + 0.1]
    const ticks = Array.from({ length: Math.floor(last) - Math.ceil(first) + 1 }, (_, i) => 10 ** (Math.ceil(first) + i))
    return { at: (value) => from + ((Math.log10(value) - first) * (to - from)) / (last - first), ticks }
  }
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1
  const [first, last] = [low - room, high + room]
  return { at: (value) => from + ((value - first) * (to - from)) / (last - first), ticks: ticksBetween(first, last, 7) }
}

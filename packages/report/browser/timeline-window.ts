/** What a timeline shows, from one time to another. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** The least that is shown, in picoseconds. */
const least = 10

/** Zooms by a factor around a time that stays where it is; never beyond the whole. */
export function zoomed({ from, to }: Window, factor: number, around: number, span: number): Window {
  const width = Math.min(span, Math.max(least, (to - from) * factor))
  const share = (around - from) / (to - from)
  return placed(around - share * width, width, span)
}

export function panned({ from, to }: Window, by: number, span: number): Window {
  return placed(from + by, to - from, span)
}

/** Some time with a margin on both sides. */
export function around(from: number, to: number, span: number): Window {
  const width = Math.min(span, Math.max(least, (to - from) * 1.1))
  return placed((from + to - width) / 2, width, span)
}

function placed(from: number, width: number, span: number): Window {
  const start = Math.min(Math.max(0, from), span - width)
  return { from: start, to: start + width }
}

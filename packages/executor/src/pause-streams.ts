import type { CalibrationRounds } from '@onnc/hardware'

/** A calibration under way. */
export interface ProbeRounds extends CalibrationRounds {
  readonly start: number
}

/** When a stream of so many seconds is over that begins, or goes on, at `from`, and pauses while another bank is probed. */
export function streamedBy(from: number, seconds: number, probing: ProbeRounds | undefined): number {
  if (probing === undefined) return from + seconds
  const { start, rounds, quietSeconds, litSeconds } = probing
  const round = quietSeconds + litSeconds
  const begun = Math.floor((from - start) / round)
  if (begun >= rounds) return from + seconds
  const now = Math.min(quietSeconds, seconds, Math.max(0, start + begun * round + quietSeconds - from))
  const left = seconds - now
  if (left <= 0) return from + seconds
  const whole = rounds - begun - 1
  // As many more rounds as it cannot do without, and what is left then.
  const more = quietSeconds === 0 ? whole : Math.min(whole, Math.ceil(left / quietSeconds) - 1)
  return start + (begun + 1 + more) * round + left - more * quietSeconds
}

import type { ResumedTimes } from '@onnc/executor'
import type { Resumed } from '@onnc/results'

/** What results say of an inference that follows another one. */
export function resumedOf(resumed: ResumedTimes | undefined): { resumed?: Resumed } {
  if (resumed === undefined) return {}
  const { latencySeconds, energyJoules, programs, ringsWritten, renewSeconds } = resumed
  const renewed = Number.isFinite(renewSeconds) ? { renewSeconds } : {}
  return { resumed: { latencySeconds, energyJoules: { ...energyJoules }, programs, ringsWritten, ...renewed } }
}

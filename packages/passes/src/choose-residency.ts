import type { Objective } from './choices.ts'
import { worth } from './plan-layer.ts'
import { type Machine, planResidency, type Policy, type Residency, type ResidencyStep } from './plan-residency.ts'

/** Policies worth trying; which is best depends on how long writes are beside streams, and on how many units there are. */
function policiesFor({ units }: Machine): readonly Policy[] {
  return [{ patience: 1 / units }, { patience: 0.25 }, { patience: 1 }, { patience: 4 }, 'fewest']
}

/** The best placement for an objective; `streamJoules`: what all streams take, however tiles are placed. */
export function chooseResidency(
  { steps, streamJoules }: { readonly steps: readonly ResidencyStep[]; readonly streamJoules: number },
  machine: Machine,
  objective: Objective,
  passes = 1,
): Residency {
  const worthOf = ({ seconds, writes, writeJoules, holdJoules, ringsWritten }: Residency): readonly [number, number] => {
    if (objective === 'writes') return [ringsWritten, seconds]
    return [worth({ seconds, energyJoules: streamJoules + writeJoules + holdJoules, ringsWritten }, objective), writes]
  }
  const tried = policiesFor(machine).map((policy) => planResidency(steps, machine, policy, passes))
  return tried.reduce((a, b) => {
    const [[first, second], [best, least]] = [worthOf(b), worthOf(a)]
    return first < best || (first === best && second < least) ? b : a
  })
}

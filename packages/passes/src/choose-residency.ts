import type { Objective } from './choices.ts'
import { worth } from './plan-layer.ts'
import { type Machine, planResidency, type Policy, type Residency, type ResidencyStep } from './plan-residency.ts'
import { planSteady, type Steady } from './plan-steady.ts'

/** What is placed; `streamJoules`: what all streams take, however tiles are placed. */
export interface Placed {
  readonly steps: readonly ResidencyStep[]
  readonly streamJoules: number
}

/** Policies worth trying; which is best depends on how long writes are beside streams, and on how many units there are. */
function policiesFor({ units, banks }: Machine, objective: Objective): readonly Policy[] {
  const spares = objective === 'latency' ? [1] : [1, 4, 16, 64, 256].filter((spare) => spare < units * banks)
  return [{ patience: 1 / units }, { patience: 0.25 }, { patience: 1 }, { patience: 4 }, ...spares.map((spare) => ({ spare }))]
}

/** The best placement for an objective. */
export function chooseResidency(placed: Placed, machine: Machine, objective: Objective): Residency {
  const tried = policiesFor(machine, objective).map((policy) => planResidency(placed.steps, machine, policy))
  return best(tried, placed, objective)
}

/** The best placement of inferences that follow each other. */
export function chooseSteady(placed: Placed, machine: Machine, objective: Objective): Steady {
  const tried = policiesFor(machine, objective).flatMap((policy) => planSteady(placed.steps, machine, policy))
  return best(tried, placed, objective)
}

function best<R extends Residency>(tried: readonly R[], { streamJoules }: Placed, objective: Objective): R {
  const worthOf = ({ seconds, writes, writeJoules, holdJoules, ringsWritten }: Residency): readonly [number, number] => {
    if (objective === 'writes') return [ringsWritten, seconds]
    return [worth({ seconds, energyJoules: streamJoules + writeJoules + holdJoules, ringsWritten }, objective), writes]
  }
  return tried.reduce((a, b) => {
    const [[first, second], [least, next]] = [worthOf(b), worthOf(a)]
    return first < least || (first === least && second < next) ? b : a
  })
}

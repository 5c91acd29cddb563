import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { targetClassLeftOut, targetNotCompilable } from './target-diagnostics.ts'
import type { Target, UnitClass } from './target.ts'

/** The unit class that today's passes map everything to, and the number of its first unit. */
export interface CompilationClass {
  readonly unitClass: UnitClass
  readonly firstUnit: number
}

/** What the passes and the executor cannot do yet, each a reason why a class stays unused. */
const limits: readonly ((unitClass: UnitClass) => string | undefined)[] = [
  ({ stationary }) => (stationary.operand === 'activations' ? 'its rings hold activations only' : undefined),
  ({ stationary }) => (stationary.range === 'nonnegative' ? 'its weights cannot be negative' : undefined),
  ({ moving }) => (moving.signs === 'nonnegative' ? 'its inputs cannot be negative' : undefined),
]

/**
 * The first class of the target that holds weights and takes inputs of both signs; with a remark for every class that stays unused.
 * Errors: target-not-compilable, which gives the reason for each class.
 */
export function compilationClass(target: Target): Result<CompilationClass> {
  let firstUnit = 0
  let found: CompilationClass | undefined
  const reasons: string[] = []
  const leftOut: Diagnostic[] = []
  for (const unitClass of target.units) {
    const reason =
      limits.flatMap((limit) => limit(unitClass) ?? [])[0] ?? (found === undefined ? undefined : 'one class does all work so far')
    if (reason === undefined) found = { unitClass, firstUnit }
    else {
      reasons.push(`'${unitClass.name}': ${reason}`)
      leftOut.push(targetClassLeftOut(target.name, unitClass.name, reason))
    }
    firstUnit += unitClass.count
  }
  return found === undefined ? failure({ ...targetNotCompilable(target.name), notes: reasons }) : success(found, leftOut)
}

import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { targetClassLeftOut, targetNotCompilable } from './target-diagnostics.ts'
import type { Target, UnitClass } from './target.ts'

/** A unit class that passes map work to, and the number of its first unit. */
export interface CompilationClass {
  readonly unitClass: UnitClass
  readonly firstUnit: number
}

/** What the passes and the executor cannot do yet, each a reason why a class stays unused. */
const limits: readonly ((unitClass: UnitClass) => string | undefined)[] = [
  ({ stationary }) => (stationary.range === 'nonnegative' ? 'its weights cannot be negative' : undefined),
  ({ moving }) => (moving.signs === 'nonnegative' ? 'its inputs cannot be negative' : undefined),
]

/**
 * The classes of a target that take weights and inputs of both signs, in its order; with a remark for every class that stays unused.
 * Errors: target-not-compilable, which gives the reason for each class.
 */
export function compilationClasses(target: Target): Result<readonly CompilationClass[]> {
  let firstUnit = 0
  const found: CompilationClass[] = []
  const reasons: string[] = []
  const leftOut: Diagnostic[] = []
  for (const unitClass of target.units) {
    const reason = limits.flatMap((limit) => limit(unitClass) ?? [])[0]
    if (reason === undefined) found.push({ unitClass, firstUnit })
    else {
      reasons.push(`'${unitClass.name}': ${reason}`)
      leftOut.push(targetClassLeftOut(target.name, unitClass.name, reason))
    }
    firstUnit += unitClass.count
  }
  return found.length === 0 ? failure({ ...targetNotCompilable(target.name), notes: reasons }) : success(found, leftOut)
}

/** The first of them whose rings hold weights; else the first. */
export function compilationClass(target: Target): Result<CompilationClass> {
  const found = compilationClasses(target)
  if (!found.ok) return found
  const holding = found.value.find(({ unitClass }) => unitClass.stationary.operand !== 'activations')
  return success(holding ?? found.value[0]!, found.diagnostics)
}

import { at, type Diagnostic, failure, nearestName, type Result, type SourceLocation, success } from '@onnc/support'
import type { z } from 'zod'
import { maxTargetValues } from './read-document.ts'
import { targetField, targetTooLarge } from './target-diagnostics.ts'
import { targetKeys } from './target-json-schema.ts'
import { targetSchema } from './target-schema.ts'
import type { Target } from './target.ts'

/** Where a value of the document stands; of a value that is missing, where its group does. */
export type Locate = (path: readonly PropertyKey[], what: 'value' | 'key') => SourceLocation

const maxErrors = 50

/** Checks a parsed document against the schema and reports all that is wrong with it, in the order of the schema. */
export function checkTarget(document: unknown, locate: Locate): Result<Target> {
  if (!hasAtMostNodes(document, maxTargetValues)) {
    return failure(at(targetTooLarge(`${maxTargetValues} values`, 'more'), locate([], 'value')))
  }
  const checked = targetSchema.safeParse(document, { reportInput: true })
  if (checked.success) return success(checked.data)
  const errors = checked.error.issues.flatMap((issue) => diagnosticsOf(issue, locate))
  const left = errors.length - maxErrors
  const shown = errors.slice(0, maxErrors)
  const last = shown.at(-1)
  if (left > 0 && last !== undefined) shown[shown.length - 1] = { ...last, notes: [`${left} more errors are not shown`] }
  return failure(...shown)
}

function diagnosticsOf(issue: z.core.$ZodIssue, locate: Locate): Diagnostic[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key]
      const nearest = nearestName(key, targetKeys(issue.path))
      const unknown = at(targetField(formatPath(path), issue.message), locate(path, 'key'))
      return nearest === undefined ? unknown : { ...unknown, fix: `did you mean '${nearest}'?` }
    })
  }
  return [at(targetField(formatPath(issue.path), issue.message), locate(issue.path, 'value'))]
}

/** `units[0].readout.rate`: a quantity is named by its field, not by the `value` inside. */
function formatPath(path: readonly PropertyKey[]): string {
  const steps = path.length > 1 && path.at(-1) === 'value' ? path.slice(0, -1) : path
  return steps.map((step, i) => formatStep(step, i === 0)).join('')
}

function formatStep(step: PropertyKey, first: boolean): string {
  if (typeof step === 'number') return `[${step}]`
  const name = String(step)
  if (/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return first ? name : `.${name}`
  return `[${JSON.stringify(name.slice(0, 64))}]`
}

/** Walks with a stack of its own: documents may be nested deeper than calls can be, and aliases may repeat a node many times. */
function hasAtMostNodes(document: unknown, limit: number): boolean {
  const open: unknown[] = [document]
  let seen = 0
  while (open.length > 0) {
    if (++seen + open.length > limit) return false
    const value = open.pop()
    if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) open.push(child)
  }
  return true
}

import fc from 'fast-check'

import { type Case, checkCases, type CheckOptions, smallTarget } from './check-cases.ts'

export const small = fc.integer({ min: 1, max: 3 })
export const wide = fc.integer({ min: 1, max: 9 })
/** With slow symbols, copies of tiles pay; with fast ones, writing rings is all that counts. */
const crossbar = fc.record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }), isSlow: fc.boolean() })

export interface PropertyOptions extends Omit<CheckOptions, 'target'> {
  /** A target with a crossbar of this size; that of weights by default. */
  readonly makeTarget?: typeof smallTarget
  /** Crossbars to try, 80 cases on each. */
  readonly runs?: number
}

/** Checks 240 cases, or as many as `runs` says, 80 at a time on one crossbar of a few rings. */
export async function checkProperty(cases: fc.Arbitrary<Case>, options: PropertyOptions = {}): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(cases, { minLength: 80, maxLength: 80 }), crossbar, async (list, { rows, columns, isSlow }) => {
      await checkCases(list, { target: (options.makeTarget ?? smallTarget)(rows, columns, isSlow), ...options })
    }),
    // The message names the case; shrinking would compile eighty of them again and again.
    { numRuns: options.runs ?? 3, endOnFailure: true },
  )
}

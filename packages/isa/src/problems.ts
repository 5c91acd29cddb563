import { defineDiagnostic, type Diagnostic } from '@onnc/support'

/** Faults found in one file, in order. Whoever looks for them stops when the list is full: a broken file can hold millions. */
export interface Problems {
  readonly list: readonly Diagnostic[]
  readonly full: boolean
  add(diagnostic: Diagnostic): void
}

/** How many problems of one file are listed. */
export const problemLimit = 100

export const moreProblems = defineDiagnostic(
  'isa-more-problems',
  'invalid',
  () => `more than ${problemLimit} problems were found, the rest is not listed`,
)

export function createProblems(): Problems {
  const list: Diagnostic[] = []
  return {
    list,
    get full() {
      return list.length > problemLimit
    },
    add(diagnostic) {
      if (list.length < problemLimit) list.push(diagnostic)
      else if (list.length === problemLimit) list.push(moreProblems())
    },
  }
}

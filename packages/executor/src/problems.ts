import { at, type Diagnostic } from '@onnc/support'
import { moreProblems } from './diagnostics.ts'

const listed = 50

/** Collects what is wrong with a program; a hostile program cannot make the list long. */
export interface Problems {
  report(problem: Diagnostic, instruction?: number): void
  /** What was reported; beyond 50 only their number. */
  list(): readonly Diagnostic[]
}

export function createProblems(): Problems {
  const found: Diagnostic[] = []
  let more = 0
  return {
    report: (problem, instruction) => {
      if (found.length === listed) more++
      else found.push(instruction === undefined ? problem : at(problem, { kind: 'instruction', index: instruction }))
    },
    list: () => (more === 0 ? found : [...found, moreProblems(more)]),
  }
}

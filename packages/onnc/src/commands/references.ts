import { passReference } from '@onnc/ir'
import { isaReference } from '@onnc/isa'
import { passes } from '@onnc/passes'

import { operatorReference } from '../operator-reference.ts'
import type { Terminal } from '../terminal.ts'

/** `onnc ops`, `onnc passes`, `onnc isa`: what the tables of operators, passes and instructions hold, as pages for people. */
export const references = {
  ops: operatorReference,
  passes: () => passReference(passes),
  isa: isaReference,
} as const satisfies Record<string, () => string>

export function referenceCommand(which: keyof typeof references, terminal: Terminal): number {
  terminal.out(references[which]())
  return 0
}

import { operatorReference } from '../operator-reference.ts'
import type { Terminal } from '../terminal.ts'

/** `onnc ops`: what becomes of every operator. */
export function opsCommand(terminal: Terminal): number {
  terminal.out(operatorReference())
  return 0
}

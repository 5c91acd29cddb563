import { defineDiagnostic } from '@onnc/support'

/** What can be wrong with instruction words or with an instruction's JSON. */

export const instructionBytes = defineDiagnostic(
  'instruction-bytes',
  'invalid',
  (length: number) => `the instructions take ${length} bytes, expected a multiple of 16`,
)

export const instructionOpcode = defineDiagnostic('instruction-opcode', 'invalid', (opcode: number) => `unknown opcode ${opcode}`)

export const instructionReserved = defineDiagnostic(
  'instruction-reserved-bits',
  'invalid',
  (op: string, bit: number) => `'${op}' has bit ${bit} set, which is reserved and must be 0`,
)

export const instructionField = defineDiagnostic(
  'instruction-field',
  'invalid',
  (op: string, field: string, expected: string, found: string) => `'${field}' of '${op}': expected ${expected}, found ${found}`,
)

export const instructionIndex = defineDiagnostic(
  'instruction-index',
  'invalid',
  (op: string, field: string, found: number, section: string, size: number) =>
    `'${field}' of '${op}' is ${found}, but the program has ${size === 1 ? `1 entry` : `${size} entries`} in '${section}'`,
)

export const instructionShape = defineDiagnostic(
  'instruction-shape',
  'invalid',
  (expected: string, found: string) => `expected ${expected}, found ${found}`,
)

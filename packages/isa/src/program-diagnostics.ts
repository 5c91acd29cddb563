import { defineDiagnostic } from '@onnc/support'
import type { Range } from './pattern-range.ts'

/** What can be wrong with the contents of a program. `entry` names the place: `tiles[3]`, `patterns[2].guards[0]`, `target`. */

const quote = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}...` : name)

export const sectionLength = defineDiagnostic(
  'program-section-length',
  'invalid',
  (section: string, list: string, found: number, expected: number, unit: string) =>
    `'${section}': '${list}' has length ${found}, expected ${expected} ${unit}`,
)

export const entryNumber = defineDiagnostic(
  'program-number',
  'invalid',
  (entry: string, what: string, found: number | string, expected: string) => `${entry}: ${what} is ${found}, expected ${expected}`,
)

export const entryLength = defineDiagnostic(
  'program-length',
  'invalid',
  (entry: string, what: string, found: number, expected: number) =>
    `${entry}: ${what} has ${found} ${found === 1 ? 'value' : 'values'}, expected ${expected}`,
)

export const entryReference = defineDiagnostic(
  'program-reference',
  'invalid',
  (entry: string, what: string, found: number | string, size: number) =>
    `${entry}: ${what} ${found} does not exist, the program has ${size}`,
)

export const tileCode = defineDiagnostic(
  'program-tile-code',
  'invalid',
  (entry: string, row: number, column: number, found: number, highest: number) =>
    `${entry}: code ${found} at row ${row}, column ${column}, expected ${-highest} to ${highest}`,
)

export const patternAddress = defineDiagnostic(
  'program-pattern-address',
  'invalid',
  (entry: string, { lowest, highest }: Range, buffer: string, size: number) =>
    `${entry}: reaches elements ${lowest} to ${highest} of buffer ${quote(buffer)}, which has ${size}`,
)

export const patternMemory = defineDiagnostic(
  'program-pattern-memory',
  'invalid',
  (entry: string, buffer: string) => `${entry}: addresses buffer ${quote(buffer)} of the ECU, expected one in the activation memory`,
)

export const bufferType = defineDiagnostic(
  'program-buffer-type',
  'invalid',
  (entry: string, found: string) => `${entry}: holds ${found} in the activation memory, expected float32 of a known shape`,
)

export const weightBinding = defineDiagnostic(
  'program-weight-binding',
  'invalid',
  (entry: string, name: string) => `${entry}: ${quote(name)} is in the weight memory, which only streams read`,
)

export const weightWritten = defineDiagnostic(
  'program-weight-written',
  'invalid',
  (op: string, pattern: number) => `'${op}' writes through patterns[${pattern}] to the weight memory, or takes activations from it`,
)

export const nameTwice = defineDiagnostic(
  'program-name-twice',
  'invalid',
  (entry: string, name: string) => `${entry}: the name ${quote(name)} is given twice`,
)

export const targetFingerprint = defineDiagnostic(
  'program-target-fingerprint',
  'invalid',
  (stated: string, found: string) => `target: the fingerprint is ${quote(stated)}, expected the SHA-256 of its definition, ${found}`,
)

export const sourceMapOrder = defineDiagnostic(
  'program-source-map-order',
  'invalid',
  (entry: string, first: number, least: number) =>
    `${entry}: begins at instruction ${first}, expected ${least} or later, behind the entry before`,
)

/** Located at an instruction. */

export const streamCount = defineDiagnostic(
  'program-stream-count',
  'invalid',
  (side: 'input' | 'output', pattern: number, found: number, expected: number, whose: string) =>
    `'stream' has ${found} elements per position in its ${side} patterns[${pattern}], expected ${expected}, the ${whose}`,
)

export const writtenTile = defineDiagnostic(
  'program-written-tile',
  'invalid',
  (op: string, tile: number, holdsActivations: boolean) =>
    `'${op}' writes tiles[${tile}], which holds ${holdsActivations ? 'activations, expected codes' : 'codes, expected activations'}`,
)

export const registerNone = defineDiagnostic(
  'program-register',
  'invalid',
  (op: string) => `'${op}' names count register 0, expected 1 or higher`,
)

export const indicesMisplaced = defineDiagnostic(
  'program-indices',
  'invalid',
  (op: string) => `'${op}' goes through a pattern with an index list made at run time, which only inputs of streams may have`,
)

export const whenHolds = defineDiagnostic(
  'program-when',
  'invalid',
  (body: number, found: number) =>
    `'when' holds for ${body} instructions, expected 1 or more imprints, calibrations and streams (${found} instructions follow)`,
)

export const streamPositions = defineDiagnostic(
  'program-stream-positions',
  'invalid',
  (input: number, inputPositions: number, output: number, outputPositions: number) =>
    `'stream' reads ${inputPositions} positions of patterns[${input}] and writes ${outputPositions} of patterns[${output}], expected as many`,
)

export const streamSigns = defineDiagnostic(
  'program-stream-signs',
  'invalid',
  (use: number) => `'inputs' of 'stream' is nonnegative, but uses[${use}] multiplies some by a negative number`,
)

export const streamGuards = defineDiagnostic(
  'program-stream-guards',
  'invalid',
  (op: string, output: number) => `'${op}' writes through patterns[${output}], which has guards, expected none`,
)

export const streamDirection = defineDiagnostic(
  'program-stream-direction',
  'invalid',
  (found: string, use: number, expected: string) => `'direction' of 'stream' is ${found}, expected ${expected}, that of uses[${use}]`,
)

export const shuffleCount = defineDiagnostic(
  'program-shuffle-count',
  'invalid',
  (input: number, reads: number, output: number, writes: number) =>
    `'shuffle' reads ${reads} values through patterns[${input}] and writes ${writes} through patterns[${output}], expected as many`,
)

export const loopBody = defineDiagnostic(
  'program-loop-body',
  'invalid',
  (op: string, body: number, room: number) =>
    `'body' of '${op}' is ${body}, expected 1 to ${room}, the instructions behind it in the same body`,
)

export const loopCount = defineDiagnostic(
  'program-loop-count',
  'invalid',
  (op: string) => `'count' of '${op}' is 0, expected 1 or more rounds`,
)

export const repeatStep = defineDiagnostic('program-repeat-step', 'invalid', () => `'above' of 'repeat' is 0, expected 1 or more`)

export const repeatHolds = defineDiagnostic(
  'program-repeat',
  'invalid',
  (register: number, found: string) =>
    `'repeat' holds ${found}, expected waits, and imprints, calibrations and streams that a 'when' of register ${register} holds`,
)

export const loopHolds = defineDiagnostic('program-loop-halt', 'invalid', () => `'halt' stands in the body of a loop`)

export const loopTooLong = defineDiagnostic(
  'program-loops-too-long',
  'unsupported',
  (limit: number) => `with its loops unrolled the program has more than ${limit} instructions`,
)

export const loopDepth = defineDiagnostic(
  'program-loop-depth',
  'invalid',
  (limit: number) => `more than ${limit} loops stand in each other`,
)

export const resumeBehind = defineDiagnostic(
  'program-resume',
  'invalid',
  (op: string) => `'resume' stands behind '${op}', expected only 'program', 'calibrate' and loops of them before it`,
)

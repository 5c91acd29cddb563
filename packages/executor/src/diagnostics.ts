import { defineDiagnostic, type Diagnostic, type DiagnosticDef, formatTensorType } from '@onnc/support'

type Shape = readonly (number | null)[] | null

/** Everything the executor says. Instruction messages get the instruction's index as their location. */

export const otherTarget: DiagnosticDef<[compiledFor: string, running: string]> = defineDiagnostic(
  'program-other-target',
  'invalid',
  (compiledFor, running) => `the program was compiled for another definition than the target it runs on: ${compiledFor}, here ${running}`,
  { severity: 'warning' },
)

export const unknownUnit: DiagnosticDef<[unit: number, count: number, target: string]> = defineDiagnostic(
  'instruction-unit',
  'invalid',
  (unit, count, target) => `unit ${unit} does not exist, target '${target}' has ${count} units`,
)

export const unknownBank: DiagnosticDef<[bank: number, unit: number, count: number]> = defineDiagnostic(
  'instruction-bank',
  'invalid',
  (bank, unit, count) => `bank ${bank} does not exist, unit ${unit} has ${count} banks`,
)

export const unknownQueue: DiagnosticDef<[bank: number, resource: string, count: number]> = defineDiagnostic(
  'instruction-queue',
  'invalid',
  (bank, resource, count) => `bank ${bank} has no queue, ${resource} has ${count === 1 ? 'one' : `${count}, one for each bank`}`,
)

export const tileTooLarge: DiagnosticDef<[tile: number, size: string, unit: number, room: string]> = defineDiagnostic(
  'instruction-tile-size',
  'invalid',
  (tile, size, unit, room) => `tile ${tile} has ${size}, unit ${unit} has room for ${room}`,
)

export const unitCannot: DiagnosticDef<[unit: number, ability: string]> = defineDiagnostic(
  'instruction-ability',
  'invalid',
  (unit, ability) => `unit ${unit} cannot ${ability}: its class has no such ability`,
)

export const bankEmpty: DiagnosticDef<[bank: number, unit: number]> = defineDiagnostic(
  'instruction-bank-empty',
  'invalid',
  (bank, unit) => `bank ${bank} of unit ${unit} is used before a tile is programmed into it`,
)

export const indexOutside: DiagnosticDef<[index: number, total: number]> = defineDiagnostic(
  'instruction-index-outside',
  'invalid',
  (index, total) => `an index list made at run time has ${index}, the pattern has elements 0 to ${total - 1}`,
)

export const wrongTile: DiagnosticDef<[bank: number, unit: number, resident: number, use: number, expected: number]> = defineDiagnostic(
  'instruction-wrong-tile',
  'invalid',
  (bank, unit, resident, use, expected) => `bank ${bank} of unit ${unit} holds tile ${resident}, use ${use} is one of tile ${expected}`,
)

export const resumeTwice: DiagnosticDef<[first: number]> = defineDiagnostic(
  'instruction-resume-twice',
  'invalid',
  (first) => `a second place where later inferences begin, the first is instruction ${first}`,
)

export const resumeDiffers: DiagnosticDef<[bank: number, unit: number, found: number, expected: number]> = defineDiagnostic(
  'instruction-resume-differs',
  'invalid',
  (bank, unit, found, expected) =>
    `bank ${bank} of unit ${unit} ends with tile ${found}` +
    (found === expected ? ' calibrated otherwise than' : `, expected tile ${expected},`) +
    ' where later inferences begin, which use it without writing it',
)

export const outputsMeet: DiagnosticDef<[pattern: number, buffer: string]> = defineDiagnostic(
  'instruction-outputs-meet',
  'invalid',
  (pattern, buffer) => `output pattern ${pattern}: expected distinct elements of buffer '${buffer}', found one written twice`,
)

export const patternTooWide: DiagnosticDef<[pattern: number]> = defineDiagnostic(
  'instruction-pattern-tables',
  'unsupported',
  (pattern) => `pattern ${pattern}: its strides leave 32 bits, or its guards leave other elements at almost every position`,
)

export const streamIntoInput: DiagnosticDef<[from: string, into: string]> = defineDiagnostic(
  'instruction-stream-into-input',
  'invalid',
  (from, into) => `writes values of buffer '${into}' that it reads from buffer '${from}'`,
)

export const race: DiagnosticDef<
  [verb: string, buffer: string, otherBuffer: string, instruction: number, resource: string, otherVerb: string]
> = defineDiagnostic('instruction-race', 'invalid', (verb, buffer, otherBuffer, instruction, resource, otherVerb) => {
  const same = buffer === otherBuffer ? 'it' : `buffer '${otherBuffer}' at the same addresses`
  return `${verb} buffer '${buffer}' while instruction ${instruction} on ${resource} ${otherVerb} ${same}: a wait is missing`
})

export const eventNone: DiagnosticDef<[]> = defineDiagnostic(
  'instruction-event',
  'invalid',
  () => 'expected an event from 1, found 0, which is never signalled',
)

export const haltMissing: DiagnosticDef<[]> = defineDiagnostic(
  'program-halt-missing',
  'invalid',
  () => 'expected a halt at the end, found none',
)

export const haltEarly: DiagnosticDef<[behind: number]> = defineDiagnostic(
  'program-halt-early',
  'invalid',
  (behind) => `expected the halt at the end, found ${behind} instructions behind it`,
)

export const neverSignalled: DiagnosticDef<[event: number, count: number, signals: number]> = defineDiagnostic(
  'instruction-never-signalled',
  'invalid',
  (event, count, signals) => `waits until event ${event} was signalled ${count} times, the whole program signals it ${signals} times`,
)

export const deadlock: DiagnosticDef<[resource: string, event: number, count: number, reached: number]> = defineDiagnostic(
  'instruction-deadlock',
  'invalid',
  (resource, event, count, reached) =>
    `deadlock: ${resource} waits until event ${event} was signalled ${count} times, nothing left to run takes it past ${reached}`,
)

export const moreProblems: DiagnosticDef<[count: number]> = defineDiagnostic(
  'program-more-problems',
  'invalid',
  (count) => `${count} more problems of this program are not listed`,
)

export const bufferOutsideMemory: DiagnosticDef<[buffer: string, first: number, end: number, size: number, target: string]> =
  defineDiagnostic(
    'program-buffer-outside-memory',
    'does-not-fit',
    (buffer, first, end, size, target) =>
      `buffer '${buffer}' takes bytes ${first} to ${end}, the activation memory of '${target}' has ${size}`,
  )

export const bufferMisplaced: DiagnosticDef<[buffer: string, address: number, elementBytes: number]> = defineDiagnostic(
  'program-buffer-misplaced',
  'invalid',
  (buffer, address, elementBytes) => `buffer '${buffer}': expected an address that is a multiple of ${elementBytes}, found ${address}`,
)

export const activationTooLarge: DiagnosticDef<[bytes: number, limit: number]> = defineDiagnostic(
  'program-activations-too-large',
  'unsupported',
  (bytes, limit) => `the values of one inference take ${bytes} bytes, the executor holds at most ${limit}`,
)

export const exactMissing: DiagnosticDef<[tiles: number]> = defineDiagnostic(
  'program-without-exact',
  'unsupported',
  (tiles) => `mode 'ideal' needs the exact weights, ${tiles} tiles in use come without: the program was written with --no-exact`,
  { fix: (_tiles) => `compile without --no-exact, or run in mode 'quantized'` },
)

export const inputMissing: DiagnosticDef<[input: string, type: string, shape: Shape, where: string]> = defineDiagnostic(
  'input-missing',
  'usage',
  (input, type, shape, where) => `input '${input}'${where} is missing, expected ${formatTensorType(type, shape)}`,
)

export const inputUnknown: DiagnosticDef<[input: string, known: readonly string[], where: string]> = defineDiagnostic(
  'input-unknown',
  'usage',
  (input, known, where) => `the program has no input '${input}'${where}, it has ${known.map((name) => `'${name}'`).join(', ') || 'none'}`,
)

export const inputMismatch: DiagnosticDef<[input: string, expected: string, found: string, where: string]> = defineDiagnostic(
  'input-mismatch',
  'usage',
  (input, expected, found, where) => `input '${input}'${where}: expected ${expected}, found ${found}`,
)

export const notFinite: DiagnosticDef<[mode: string, buffer: string, found: string, where: string]> = defineDiagnostic(
  'quantized-not-finite',
  'unsupported',
  (mode, buffer, found, where) => `mode '${mode}' cannot encode ${found} in buffer '${buffer}'${where}`,
  { fix: (_mode, _buffer, _found, _where) => `run in mode 'ideal', which computes with infinities and NaN as ONNX does` },
)

export const negativeInput: DiagnosticDef<[buffer: string]> = defineDiagnostic(
  'quantized-negative-input',
  'check',
  (buffer) => `buffer '${buffer}' has negative values, the stream says it has none: they were sent as 0`,
  { severity: 'warning' },
)

/** What ONNX Runtime has against a kernel, with the kernel's name in front; class, place and fix stay. */
export function inKernel(kernel: string, diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, message: `kernel '${kernel}': ${diagnostic.message}` }
}

export const kernelOutput: DiagnosticDef<[kernel: string, output: string, buffer: string, expected: string, found: string]> =
  defineDiagnostic(
    'kernel-output',
    'invalid',
    (kernel, output, buffer, expected, found) =>
      `kernel '${kernel}': output '${output}' goes to buffer '${buffer}', expected ${expected}, found ${found}`,
  )

export const readBeforeWrite: DiagnosticDef<[reader: string, buffer: string]> = defineDiagnostic(
  'program-read-before-write',
  'invalid',
  (reader, buffer) => `${reader} reads buffer '${buffer}' before anything is written to it`,
)

export const rangesOtherwise: DiagnosticDef<[held: number, needed: number, target: string]> = defineDiagnostic(
  'ranges-of-other-converters',
  'invalid',
  (held, needed, target) => `the program holds ranges for ${held} conversions of each sum, '${target}' makes ${needed}`,
  { fix: 'compile for this target, or --range-data' },
)

export const linkedOutside: DiagnosticDef<[unit: number, bank: number, target: string]> = defineDiagnostic(
  'program-linked-outside',
  'invalid',
  (unit, bank, target) => `the program is linked to rings of bank ${bank} of unit ${unit} that '${target}' does not have`,
  { fix: 'onnc link' },
)

export const linkedElsewhere: DiagnosticDef<[]> = defineDiagnostic(
  'program-linked-elsewhere',
  'invalid',
  () => 'the program is linked to another chip than the one it is to run on',
  { fix: 'onnc link' },
)

import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

/** What the checker of claims finds: the instructions do not do what the program was meant to do. Located at instructions. */

export const claimsMissing: DiagnosticDef<[]> = defineDiagnostic(
  'claims-missing',
  'check',
  () => 'the program holds no claims: only its structure and its waits were checked',
  { severity: 'warning' },
)

export const claimsCount: DiagnosticDef<[what: string, found: number, expected: number]> = defineDiagnostic(
  'claims-count',
  'check',
  (what, found, expected) => `the program has ${found} ${what}, its claims speak of ${expected}`,
)

export const claimTileDiffers: DiagnosticDef<[tile: number]> = defineDiagnostic(
  'claim-tile-contents',
  'check',
  (tile) => `tile ${tile} has other codes, levels or another step than claimed`,
)

export const claimTile: DiagnosticDef<[use: number, claimed: number, found: number]> = defineDiagnostic(
  'claim-tile',
  'check',
  (use, claimed, found) => `use ${use} was planned for tile ${claimed}, the bank holds tile ${found}`,
)

export const claimCalibration: DiagnosticDef<[unit: number, bank: number, claimed: string, found: string]> = defineDiagnostic(
  'claim-calibration',
  'check',
  (unit, bank, claimed, found) => `bank ${bank} of unit ${unit}: expected ${claimed} since it was programmed, found ${found}`,
)

export const claimScale: DiagnosticDef<[use: number, what: string]> = defineDiagnostic(
  'claim-scale',
  'check',
  (use, what) => `use ${use} has other ${what} than claimed`,
)

export const claimPattern: DiagnosticDef<[side: string, pattern: number]> = defineDiagnostic(
  'claim-pattern',
  'check',
  (side, pattern) => `the ${side} pattern ${pattern} visits other elements than claimed`,
)

export const claimField: DiagnosticDef<[field: string, claimed: string, found: string]> = defineDiagnostic(
  'claim-field',
  'check',
  (field, claimed, found) => `'${field}' is ${found}, claimed was ${claimed}`,
)

export const claimRepeated: DiagnosticDef<[what: string]> = defineDiagnostic(
  'claim-repeated',
  'check',
  (what) => `${what} has been done before, it was planned once`,
)

export const claimNotDone: DiagnosticDef<[what: string, others: number]> = defineDiagnostic(
  'claim-not-done',
  'check',
  (what, others) => `${what}${others > 0 ? ` and ${others} more` : ''} was planned, no instruction does it`,
)

export const claimBindings: DiagnosticDef<[what: string, found: number, claimed: number]> = defineDiagnostic(
  'claim-bindings',
  'check',
  (what, found, claimed) => `${what} number ${found}, claimed were ${claimed}`,
)

export const claimRead: DiagnosticDef<[buffer: string, tensor: number, found: string]> = defineDiagnostic(
  'claim-read',
  'check',
  (buffer, tensor, found) => `buffer '${buffer}' was planned to hold tensor ${tensor} here, it holds ${found}`,
)

export const claimUnfinished: DiagnosticDef<[buffer: string, tensor: number, missing: number]> = defineDiagnostic(
  'claim-unfinished',
  'check',
  (buffer, tensor, missing) => `tensor ${tensor} in buffer '${buffer}' is used before ${missing} of its writes`,
)

export const claimUnordered: DiagnosticDef<[verb: string, buffer: string, earlier: string]> = defineDiagnostic(
  'claim-unordered',
  'check',
  (verb, buffer, earlier) => `${verb} buffer '${buffer}' without having waited for ${earlier}`,
)

export const claimAmbiguousWait: DiagnosticDef<[event: number, count: number]> = defineDiagnostic(
  'claim-ambiguous-wait',
  'check',
  (event, count) =>
    `signals event ${event}, of which others wait for ${count} signals, at a time of its own: they may mistake it for an earlier one`,
)

export const claimUnplanned: DiagnosticDef<[what: string]> = defineDiagnostic(
  'claim-unplanned',
  'check',
  (what) => `${what} was not planned`,
)

export const claimsTooLarge: DiagnosticDef<[tensors: number, queues: number]> = defineDiagnostic(
  'claims-too-large',
  'unsupported',
  (tensors, queues) => `replaying the program would need clocks of ${tensors} tensors in ${queues} queues, more than the checker holds`,
)

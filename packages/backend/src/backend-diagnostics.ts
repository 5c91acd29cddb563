import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const memoryShort: DiagnosticDef<
  [needed: number, available: number, target: string, largest: readonly { readonly name: string; readonly bytes: number }[]]
> = defineDiagnostic(
  'activation-memory-short',
  'does-not-fit',
  (needed, available, target, largest) =>
    `the activation memory of '${target}' has ${available} bytes, streams need ${needed} at one time: ` +
    largest.map(({ name, bytes }) => `'${name}' takes ${bytes}`).join(', '),
  { fix: 'a target with more activation memory, or smaller inputs' },
)

export const tensorTooLarge: DiagnosticDef<[value: string, shape: readonly (number | null)[], limit: number]> = defineDiagnostic(
  'tensor-too-large',
  'does-not-fit',
  (value, shape, limit) => `'${value}' has shape [${shape.join(', ')}], a program holds tensors of fewer than ${limit} elements`,
)

export const programTooLarge: DiagnosticDef<[what: string, count: number, limit: number]> = defineDiagnostic(
  'program-too-large',
  'does-not-fit',
  (what, count, limit) => `the program has ${count} ${what}, an instruction can name ${limit}`,
)

export const ringDead: DiagnosticDef<[ring: string, tile: number]> = defineDiagnostic(
  'ring-dead',
  'does-not-fit',
  (ring, tile) => `ring ${ring} has no drive, tile ${tile} needs it`,
  { fix: 'a chip without this fault; onnc run --chip shows what the fault does' },
)

export const driveOutOfRange: DiagnosticDef<[ring: string, tile: number]> = defineDiagnostic(
  'drive-out-of-range',
  'does-not-fit',
  (ring, tile) => `ring ${ring} cannot be driven to its weight of tile ${tile}: the drive would have to leave its range`,
)

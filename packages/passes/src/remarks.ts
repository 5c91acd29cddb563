import type { Target } from '@onnc/hardware'
import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

const remark = { severity: 'remark' } as const

export const staysElectronic: DiagnosticDef<[opType: string, reason: string]> = defineDiagnostic(
  'stays-electronic',
  'unsupported',
  (opType, reason) => `${opType} stays electronic: ${reason}`,
  remark,
)

/** Blocks side by side, in tiers below each other. */
export interface Stacked {
  readonly pack: number
  readonly stack: number
}

export const runsOnRings: DiagnosticDef<[tiles: number, copies: readonly number[], percent: number, stacked: readonly Stacked[]]> =
  defineDiagnostic(
    'runs-on-rings',
    'usage',
    (tiles, copies, percent, stacked) => {
      const tiers = stacked.map(({ pack, stack }) => `${stack} tiers of ${pack} ${pack === 1 ? 'block' : 'blocks'}`).join(' or ')
      const each = copies.join() === '1' ? '' : `, ${copies.join(' or ')} copies of each`
      const held = tiers === '' ? '' : `, up to ${tiers} in each`
      return `runs on the rings: ${tiles} ${tiles === 1 ? 'tile' : 'tiles'}${each}${held}, ${percent} % of their rings in use`
    },
    remark,
  )

export const takenForOthers: DiagnosticDef<[taken: number, tiles: number, percent: string]> = defineDiagnostic(
  'taken-for-others',
  'usage',
  (taken, tiles, percent) =>
    `${taken} of ${tiles} tiles are taken for ones that are nearly alike: its weights, and its outputs for inputs that are white, are ${percent} % off (root mean square)`,
  remark,
)

export const sharesMatrix: DiagnosticDef<[node: string, differs: readonly string[]]> = defineDiagnostic(
  'shares-matrix',
  'usage',
  (node, differs) =>
    `shares the matrix of ${node === '' ? 'another product' : node}: ${differs.length === 0 ? 'a copy' : differs.join(', ')}`,
  remark,
)

export const heldBothWays: DiagnosticDef<[matrices: number, objective: string, percent: number]> = defineDiagnostic(
  'held-both-ways',
  'usage',
  (matrices, objective, percent) =>
    `${matrices} ${matrices === 1 ? 'matrix is' : 'matrices are'} held both ways, since light that goes backwards costs more: ${percent} % less ${objective === 'writes' ? 'rings written' : objective}`,
  remark,
)

export const zerosLeftOut: DiagnosticDef<[zeros: number, weights: number, percent: number]> = defineDiagnostic(
  'zeros-left-out',
  'usage',
  (zeros, weights, percent) => `${zeros} of ${weights} weights are left out with their inputs; of those held, ${percent} % are not zero`,
  remark,
)

export const rowsByLight: DiagnosticDef<[lit: number, streams: number]> = defineDiagnostic(
  'rows-by-light',
  'usage',
  (lit, streams) => `broadband rings scale the rows of ${lit} of ${streams} streams; those of the others are scaled digitally`,
  remark,
)

export const cheaperOnEcu: DiagnosticDef<[opType: string, objective: string, electronic: string, photonic: string]> = defineDiagnostic(
  'cheaper-on-ecu',
  'usage',
  (opType, objective, electronic, photonic) =>
    `${opType} stays electronic: ${objective} ${electronic} on the ECU, ${photonic} on the rings`,
  remark,
)

/** Why a product without a constant factor stays electronic. */
export function twoActivations({ name, units }: Target): string {
  const holds = units.some((unit) => unit.stationary.operand !== 'weights')
  return holds
    ? `it multiplies two activations, and the units of '${name}' whose rings hold activations are not usable for them`
    : `it multiplies two activations, and the rings of '${name}' hold weights`
}

/** Why a product with a constant stays electronic where no rings hold weights. */
export function noClass({ name }: Target): string {
  return `the rings of '${name}' hold activations only, through which only fully connected layers stream their weights`
}

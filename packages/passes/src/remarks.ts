import type { Target } from '@onnc/hardware'
import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

const remark = { severity: 'remark' } as const

export const staysElectronic: DiagnosticDef<[opType: string, reason: string]> = defineDiagnostic(
  'stays-electronic',
  'unsupported',
  (opType, reason) => `${opType} stays electronic: ${reason}`,
  remark,
)

/** Why a product without a constant factor stays electronic. */
export function twoActivations({ name, units }: Target): string {
  const holds = units.some((unit) => unit.stationary.operand !== 'weights')
  return holds
    ? 'it multiplies two activations, and writing activations to rings is not built'
    : `it multiplies two activations, and the rings of '${name}' hold weights`
}

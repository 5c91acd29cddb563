import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

const remark = { severity: 'remark' } as const

export const staysElectronic: DiagnosticDef<[opType: string, reason: string]> = defineDiagnostic(
  'stays-electronic',
  'unsupported',
  (opType, reason) => `${opType} stays electronic: ${reason}`,
  remark,
)

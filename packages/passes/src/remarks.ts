import { at, defineDiagnostic, type Diagnostic, type DiagnosticDef } from '@onnc/support'
import { locationNames, type Operation } from '@onnc/ir'

const remark = { severity: 'remark' } as const

export const staysElectronic: DiagnosticDef<[opType: string, reason: string]> = defineDiagnostic(
  'stays-electronic',
  'unsupported',
  (opType, reason) => `${opType} stays electronic: ${reason}`,
  remark,
)

/** Ties a diagnostic to the ONNX node an operation came from. */
export function atNode(diagnostic: Diagnostic, operation: Operation): Diagnostic {
  const opType = operation.name.slice(operation.name.indexOf('.') + 1)
  return at(diagnostic, { kind: 'node', node: locationNames(operation.location).join(' + ') || '(unnamed)', opType })
}

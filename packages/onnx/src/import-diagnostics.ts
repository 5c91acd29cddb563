import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const typeUnsupported: DiagnosticDef<[value: string, type: string]> = defineDiagnostic(
  'onnx-type-unsupported',
  'unsupported',
  (value, type) => `value '${value}' has type ${type}, which is not supported`,
)

export const valueUndefined: DiagnosticDef<[value: string]> = defineDiagnostic(
  'onnx-value-undefined',
  'invalid',
  (value) => `value '${value}' is read but never defined`,
)

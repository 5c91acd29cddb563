import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const notSteady: DiagnosticDef<[reason: string]> = defineDiagnostic(
  'not-steady',
  'unsupported',
  (reason) => `no program is made whose inferences begin with what the one before left: ${reason}`,
)

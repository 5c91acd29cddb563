import type { Diagnostic } from '@onnc/support'

export interface NodeRemark {
  code: string
  message: string
  /** The ONNX node. */
  node?: string
}

/** What passes decided, as it stands in documents. */
export function nodeRemarks(diagnostics: readonly Diagnostic[]): NodeRemark[] {
  return diagnostics
    .filter(({ severity }) => severity === 'remark')
    .map(({ code, message, location }) => ({ code, message, ...(location?.kind === 'node' ? { node: location.node } : {}) }))
}

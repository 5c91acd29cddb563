import { defineDiagnostic, formatTensorType } from '@onnc/support'

/** What can be wrong with ONNX Runtime itself. */

export const runtimeMissing = defineDiagnostic('onnxruntime-missing', 'usage', () => 'onnxruntime-node is not installed', {
  fix: 'install onnxruntime-node',
})

export const runtimeUnusable = defineDiagnostic(
  'onnxruntime-unusable',
  'usage',
  (reason: string) => `onnxruntime-node does not load: ${reason.split('\n')[0]}`,
  { fix: 'install onnxruntime-node 1.30 or newer for this platform' },
)

/** What ONNX Runtime says of a model. Texts are its own, condensed. */

export const modelRefused = defineDiagnostic(
  'onnxruntime-refuses',
  'invalid',
  (reason: string) => `ONNX Runtime refuses the model: ${reason}`,
)

export const modelUnsupported = defineDiagnostic(
  'onnxruntime-unsupported',
  'unsupported',
  (reason: string) => `ONNX Runtime does not support the model: ${reason}`,
)

export const operatorUnknown = defineDiagnostic(
  'operator-unknown',
  'unsupported',
  (operator: string) => `ONNX Runtime does not know the operator ${operator}`,
  { fix: 'an export without custom operators, or one whose functions define them' },
)

export const kernelMissing = defineDiagnostic('kernel-missing', 'unsupported', (lack: string) => `ONNX Runtime has ${lack}`, {
  fix: 'a conversion of the model to a newer operator set, or to float32',
})

export const runFailed = defineDiagnostic(
  'onnxruntime-run-failed',
  'invalid',
  (reason: string) => `ONNX Runtime fails to run the model: ${reason}`,
)

export const runUnsupported = defineDiagnostic(
  'onnxruntime-run-unsupported',
  'unsupported',
  (reason: string) => `ONNX Runtime cannot run the model: ${reason}`,
)

export const annotationMissing = defineDiagnostic(
  'onnxruntime-annotation-missing',
  'internal',
  (reason: string) => `ONNX Runtime wrote no annotated model: ${reason}`,
)

/** What a caller can ask wrongly of a session. */

export const inputUnknown = defineDiagnostic(
  'runtime-input-unknown',
  'usage',
  (name: string, known: readonly string[]) => `the model has no input '${name}', expected ${list(known)}`,
)

export const inputMissing = defineDiagnostic('runtime-input-missing', 'usage', (name: string) => `no value is given for input '${name}'`)

export const inputMismatch = defineDiagnostic(
  'runtime-input-mismatch',
  'usage',
  (
    name: string,
    expectedType: string,
    expectedShape: readonly (number | string | null)[] | null,
    type: string,
    shape: readonly number[],
  ) => {
    const expected = expectedShape === null ? expectedType : formatTensorType(expectedType, expectedShape)
    return `input '${name}' is ${formatTensorType(type, shape)}, expected ${expected}`
  },
)

export const inputLength = defineDiagnostic(
  'runtime-input-length',
  'usage',
  (name: string, shape: readonly number[], found: number) => `input '${name}' of shape [${shape.join(',')}] is given ${found} values`,
)

export const outputUnknown = defineDiagnostic(
  'output-unknown',
  'usage',
  (name: string, known: readonly string[]) => `the model has no output '${name}', expected ${list(known)}`,
)

export const valueNotCarried = defineDiagnostic(
  'value-not-carried',
  'unsupported',
  (role: 'input' | 'output', name: string, type: string) =>
    `${role} '${name}' is ${type}, which onnxruntime-node does not carry to JavaScript`,
)

/** How isolated work can end. */

export const outOfTime = defineDiagnostic(
  'onnxruntime-time',
  'unsupported',
  (what: string, seconds: number) => `ONNX Runtime ran out of its ${seconds} s while it was ${what}`,
)

export const outOfMemory = defineDiagnostic(
  'onnxruntime-memory',
  'unsupported',
  (what: string, limit: string) => `ONNX Runtime ran out of its ${limit} of memory while it was ${what}`,
)

export const crashed = defineDiagnostic(
  'onnxruntime-crashed',
  'unsupported',
  (what: string, how: string) => `ONNX Runtime ended (${how}) while it was ${what}`,
)

export const notStarted = defineDiagnostic(
  'onnxruntime-not-started',
  'internal',
  (reason: string) => `the process for ONNX Runtime cannot be used: ${reason}`,
)

function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `'${name}'`)
  if (shown.length < 2) return shown[0] ?? 'none'
  return names.length > shown.length ? `one of ${shown.join(', ')} and ${names.length - shown.length} more` : `one of ${shown.join(', ')}`
}

import { defineDiagnostic, formatShape } from '@onnc/support'

/** What can be wrong with the bytes of a model or tensor file, before anything is known about its meaning. */

export const fileEmpty = defineDiagnostic('onnx-file-empty', 'invalid', (expected: string) => `the file is empty, expected ${expected}`)

export const fileForeign = defineDiagnostic(
  'onnx-file-foreign',
  'invalid',
  (found: string, expected: string) => `the file is ${found}, expected ${expected}`,
  { fix: (found) => (found.startsWith('a Git LFS pointer') ? 'fetch the real file with git lfs pull' : 'give the .onnx file itself') },
)

export const fileTruncated = defineDiagnostic('onnx-file-truncated', 'invalid', (what: string) => `the file is truncated: ${what}`)

export const fileMalformed = defineDiagnostic(
  'onnx-file-malformed',
  'invalid',
  (message: string, byte: number, reason: string) => `the file is no valid ${message}: ${reason} near byte ${byte}`,
)

export const fileTooComplex = defineDiagnostic(
  'onnx-file-too-complex',
  'unsupported',
  (byte: number, gigabytes: number) =>
    `decoding the file would take more than ${gigabytes} GB of memory, for its many small fields (stopped at byte ${byte})`,
)

export const modelWithoutGraph = defineDiagnostic('model-without-graph', 'invalid', () => 'the model has no graph')

export const modelWithoutIrVersion = defineDiagnostic(
  'model-ir-version',
  'invalid',
  (found: string) => `the model's IR version is ${found}, expected a number from 1 to 2147483647`,
)

export const modelWithoutOpset = defineDiagnostic(
  'model-without-opset',
  'invalid',
  () => 'the model imports no operator set, expected at least one entry in opset_import',
)

export const modelOpsetVersion = defineDiagnostic(
  'model-opset-version',
  'invalid',
  (domain: string, found: string) =>
    `the model imports operator set '${domain}' in version ${found}, expected a version from 1 to 2147483647`,
)

export const modelOpsetTwice = defineDiagnostic(
  'model-opset-twice',
  'invalid',
  (domain: string, first: number, second: number) =>
    `the model imports operator set '${domain}' twice, in versions ${first} and ${second}, expected one`,
)

export const tensorFileSequence = defineDiagnostic(
  'tensor-file-sequence',
  'unsupported',
  () => 'the file seems to hold a sequence or an optional, expected a plain tensor',
)

/** What can be wrong with one tensor. `tensor` names it: its name in quotes, or `tensor` without one. */

export const tensorType = defineDiagnostic(
  'tensor-type-unsupported',
  'unsupported',
  (tensor: string, type: string) => `${tensor} holds ${type} values, which are not supported as plain tensors`,
)

export const tensorTypeMissing = defineDiagnostic('tensor-type-missing', 'invalid', (tensor: string) => `${tensor} states no element type`)

export const tensorDimension = defineDiagnostic(
  'tensor-dimension',
  'invalid',
  (tensor: string, axis: number, found: string) => `${tensor} has dimension ${found} on axis ${axis}, expected 0 to 9007199254740991`,
)

export const tensorSize = defineDiagnostic(
  'tensor-size',
  'invalid',
  (tensor: string, shape: readonly number[], expected: number | string, unit: string, field: string, found: number) =>
    `${tensor} of shape [${formatShape(shape)}] needs ${expected} ${unit}, found ${found} in ${field}`,
)

export const tensorFields = defineDiagnostic(
  'tensor-fields',
  'invalid',
  (tensor: string, expected: string, found: string) => `${tensor} keeps values in ${found}, expected them in ${expected}`,
)

export const tensorValue = defineDiagnostic(
  'tensor-value',
  'invalid',
  (tensor: string, index: number, found: string, expected: string) => `${tensor} holds ${found} at element ${index}, expected ${expected}`,
)

export const tensorExternal = defineDiagnostic(
  'tensor-external-data',
  'unsupported',
  (tensor: string) => `${tensor} keeps its values in another file, expected them in the message`,
)

export const tensorSegment = defineDiagnostic(
  'tensor-segment',
  'unsupported',
  (tensor: string) => `${tensor} is one segment of a larger tensor, expected a whole one`,
)

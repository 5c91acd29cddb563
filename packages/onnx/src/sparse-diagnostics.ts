import { defineDiagnostic, formatShape } from '@onnc/support'

/** What can be wrong with a sparse tensor. `tensor` names it: its name in quotes, or `sparse tensor` without one. */

export const sparseMalformed = defineDiagnostic(
  'sparse-tensor-malformed',
  'invalid',
  (tensor: string, fault: string) => `${tensor} ${fault}`,
)

export const sparseTooLarge = defineDiagnostic(
  'sparse-tensor-too-large',
  'unsupported',
  (tensor: string, shape: readonly number[], bytes: string, limit: number) =>
    `${tensor} of shape [${formatShape(shape)}] takes ${bytes} bytes as a dense tensor, at most ${limit} are made of so few values as the model states`,
)

export const sparseType = defineDiagnostic(
  'sparse-tensor-type',
  'unsupported',
  (tensor: string, type: string) => `${tensor} holds ${type} values, expected numbers`,
)

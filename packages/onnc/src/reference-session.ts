import type { Result, Tensor } from '@onnc/support'
import type { ModelProto } from '@onnc/onnx'
import { createSession } from '@onnc/ort'

/** ONNX Runtime on a whole model, as whoever compares with it would run it. */
export interface ReferenceSession {
  readonly run: (inputs: ReadonlyMap<string, Tensor>, outputs?: readonly string[]) => Result<ReadonlyMap<string, Tensor>>
  readonly dispose: () => void
}

/** @param source a model that has been read, and the file it comes from: beside it may lie its weights */
export function openReference({ file }: { readonly model: ModelProto; readonly file: string }): Result<ReferenceSession> {
  return createSession({ file }, { optimization: 'all' })
}

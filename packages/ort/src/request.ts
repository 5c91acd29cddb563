import type { Result, Tensor } from '@onnc/support'
import { annotateTypesIn } from './annotate-types.ts'
import { runOnce } from './run-once.ts'

/** What the isolated process is asked, one at a time, and what it answers. Both cross as structured clones. */
export type Request = { readonly model: Uint8Array | { readonly file: string } } & (
  | { readonly kind: 'annotate-types' }
  | { readonly kind: 'run-once'; readonly feeds: ReadonlyMap<string, Tensor>; readonly outputs?: readonly string[] }
)

export type Answer = Result<Uint8Array> | Result<Map<string, Tensor>>

/** What the process says first, when requests no longer wait for ONNX Runtime to load. */
export const ready = 'ready'

/** What the process was doing, for messages. */
export const doing: Readonly<Record<Request['kind'], string>> = {
  'annotate-types': 'inferring the types of the model',
  'run-once': 'running a part of the model',
}

/** Answers one request in this process; `folder` is private to it. */
export function answer(request: Request, folder: string): Answer {
  switch (request.kind) {
    case 'annotate-types':
      return annotateTypesIn(folder, request.model)
    case 'run-once':
      return runOnce(request.model, request.feeds, request.outputs)
  }
}

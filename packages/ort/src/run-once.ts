import type { Result, Tensor } from '@onnc/support'
import { createSession } from './session.ts'

/** Loads a model with all optimisation off, runs it once and disposes of it: how constant parts of a graph are folded. */
export function runOnce(
  model: Uint8Array | { readonly file: string },
  feeds: ReadonlyMap<string, Tensor>,
  outputs?: readonly string[],
): Result<Map<string, Tensor>> {
  const session = createSession(model)
  if (!session.ok) return session
  try {
    return session.value.run(feeds, outputs)
  } finally {
    session.value.dispose()
  }
}

import { failure, type Result, success, type Tensor } from '@onnc/support'
import { annotateTypes } from './annotate-types.ts'
import { type IsolatedProcess, type Limits, startIsolatedProcess } from './child-process.ts'
import { notStarted } from './diagnostics.ts'
import type { Answer, Request } from './request.ts'
import { runOnce } from './run-once.ts'

/**
 * ONNX Runtime in a process of its own, for models nobody vouches for: what a model does there - run forever, take all memory, crash -
 * ends in a diagnostic. The model reaches no file.
 */
export interface Isolated {
  /** See `annotateTypes`. */
  readonly annotateTypes: (model: Uint8Array) => Promise<Result<Uint8Array>>
  /** See `runOnce`. */
  readonly runOnce: (
    model: Uint8Array,
    feeds: ReadonlyMap<string, Tensor>,
    outputs?: readonly string[],
  ) => Promise<Result<Map<string, Tensor>>>
  /** Ends the process after the requests made so far. */
  readonly close: () => Promise<void>
}

/** 30 s and 4 GiB per request. */
export const defaultLimits: Limits = { seconds: 30, bytes: 4 * 2 ** 30 }

/**
 * Starts a process that serves requests one after another. When one dies of its request, the next gets a new process. Without `close`
 * it ends with this process.
 */
export function openIsolated(limits: Partial<Limits> = {}): Isolated {
  const effective = { ...defaultLimits, ...limits }
  let current = start(effective)
  let queue: Promise<unknown> = Promise.resolve()
  const ask = (request: Request): Promise<Answer> => {
    const turn = queue.then(async () => {
      if (current.ok && !current.value.alive()) await current.value.end()
      if (!current.ok || !current.value.alive()) current = start(effective)
      return current.ok ? current.value.ask(request) : current
    })
    queue = turn
    return turn
  }
  return {
    annotateTypes: (model) => ask({ kind: 'annotate-types', model }) as Promise<Result<Uint8Array>>,
    runOnce: (model, feeds, outputs) =>
      ask({ kind: 'run-once', model, feeds, ...(outputs === undefined ? {} : { outputs }) }) as Promise<Result<Map<string, Tensor>>>,
    close: async () => {
      await queue
      if (current.ok) await current.value.end()
    },
  }
}

/** The same requests answered in this process, without limits: for processes that are isolated themselves. */
export function openInProcess(): Isolated {
  return {
    annotateTypes: async (model) => annotateTypes(model),
    runOnce: async (model, feeds, outputs) => runOnce(model, feeds, outputs),
    close: async () => {},
  }
}

function start(limits: Limits): Result<IsolatedProcess> {
  try {
    return success(startIsolatedProcess(limits))
  } catch (error) {
    return failure(notStarted(error instanceof Error ? error.message : String(error)))
  }
}

/** `annotateTypes` in a process of its own. */
export async function annotateTypesIsolated(model: Uint8Array, limits: Partial<Limits> = {}): Promise<Result<Uint8Array>> {
  const isolated = openIsolated(limits)
  try {
    return await isolated.annotateTypes(model)
  } finally {
    await isolated.close()
  }
}

/** `runOnce` in a process of its own. */
export async function runOnceIsolated(
  model: Uint8Array,
  feeds: ReadonlyMap<string, Tensor>,
  outputs?: readonly string[],
  limits: Partial<Limits> = {},
): Promise<Result<Map<string, Tensor>>> {
  const isolated = openIsolated(limits)
  try {
    return await isolated.runOnce(model, feeds, outputs)
  } finally {
    await isolated.close()
  }
}

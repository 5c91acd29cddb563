import { createRequire } from 'node:module'
import path from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { failure, type Result, success } from '@onnc/support'
import { runtimeMissing, runtimeUnusable } from './diagnostics.ts'

/**
 * The native part of onnxruntime-node, which its JavaScript wraps. Used directly because it is synchronous, and because it states the
 * element type of every value where the wrapper throws on those JavaScript has no array for.
 */
export interface Binding {
  readonly InferenceSession: new () => NativeSession
  /** `makeTensor` is called with `new`; what it returns is what outputs are. */
  initOrtOnce(
    logLevel: number,
    makeTensor: (type: string, data: NativeData, dims: readonly number[]) => NativeTensor,
    mainThread: boolean,
  ): void
}

export interface NativeSession {
  loadModel(file: string, options: object): void
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void
  readonly inputMetadata: readonly NativeMetadata[]
  readonly outputMetadata: readonly NativeMetadata[]
  run(feeds: object, fetches: object, options: object): Readonly<Record<string, NativeTensor>>
  dispose(): void
}

/** Type numbers are those of the ONNX schema up to 23. An unknown dimension is -1; unknown rank reads as `[]`, like a scalar. */
export interface NativeMetadata {
  readonly name: string
  readonly isTensor: boolean
  readonly type: number
  readonly shape: readonly number[]
  readonly symbolicDimensions: readonly string[]
}

export type NativeData = readonly string[] | ArrayBufferView

/** What the binding reads from a feed; it makes outputs with the constructor that was handed to `initOrtOnce` last. */
export interface NativeTensor {
  readonly location: string
  readonly type: string
  readonly data: NativeData
  readonly dims: readonly number[]
}

/** ONNX Runtime's severity 'fatal': nothing reaches the standard error of whoever uses this package. */
export const silent = 4

let loaded: Result<Binding> | undefined

/** Loads onnxruntime-node on first use; this package can be imported without it. */
export function loadBinding(): Result<Binding> {
  loaded ??= loadBindingFrom('onnxruntime-node')
  return loaded
}

/** @param packageName what to require: `onnxruntime-node`, or something else in tests */
export function loadBindingFrom(packageName: string): Result<Binding> {
  const require = createRequire(import.meta.url)
  let index: string
  try {
    index = require.resolve(packageName)
  } catch {
    return failure(runtimeMissing())
  }
  // ONNX Runtime reads this when it loads: operator sets newer than the last released one are let through.
  process.env['ALLOW_RELEASED_ONNX_OPSET_ONLY'] ??= '0'
  // So is this: without it the library reports its use over the network and leaves log files in the temporary folder.
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1'
  try {
    const { binding } = require(path.join(path.dirname(index), 'binding.js')) as { binding: Binding }
    // The public tensor class turns float16 into Float16Array where Node.js has it, which the binding then reads as nothing. With plain
    // objects, float16 is a Uint16Array on every version. The public API, should somebody use it beside us, copes with them.
    function PlainTensor(type: string, data: NativeData, dims: readonly number[]): NativeTensor {
      return nativeTensor(type, data, dims)
    }
    binding.initOrtOnce(silent, PlainTensor, isMainThread)
    return success(binding)
  } catch (error) {
    return failure(runtimeUnusable(error instanceof Error ? error.message : String(error)))
  }
}

export function nativeTensor(type: string, data: NativeData, dims: readonly number[]): NativeTensor {
  return { location: 'cpu', type, data, dims }
}

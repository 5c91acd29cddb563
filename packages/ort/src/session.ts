import os from 'node:os'
import path from 'node:path'
import {
  at,
  dataLength,
  type Diagnostic,
  failure,
  type NumericElementType,
  type Result,
  success,
  type Tensor,
  type TensorData,
} from '@onnc/support'
import { type Binding, loadBinding, type NativeData, type NativeSession, nativeTensor, type NativeTensor, silent } from './binding.ts'
import { runtimeError } from './condense-error.ts'
import { inputLength, inputMismatch, inputMissing, inputUnknown, outputUnknown, valueNotCarried } from './diagnostics.ts'
import { valueInfo, type ValueInfo } from './value-info.ts'

export interface SessionOptions {
  /**
   * How far ONNX Runtime rewrites the graph. `disabled` (the default) runs the nodes as they are, the same bits whether whole or in
   * parts; `all` is ONNX Runtime's own default.
   */
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'all'
}

/** A loaded model, run on one thread. */
export interface Session {
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /**
   * Runs the model once. Outputs are the named ones, or all; each has its own memory, but for those that `into` gives room of the right type
   * and shape, which must not be that of an input. On Node.js versions where the binding takes no shared memory, `into` may be left unused:
   * what is returned counts.
   *
   * Refuses (`usage`) unknown, missing or wrongly typed inputs; (`unsupported`) values the binding does not carry.
   */
  readonly run: (
    feeds: ReadonlyMap<string, Tensor>,
    outputs?: readonly string[],
    into?: ReadonlyMap<string, Tensor>,
  ) => Result<Map<string, Tensor>>
  /** Frees the model's memory; the session cannot be used afterwards. */
  readonly dispose: () => void
}

/**
 * Loads a model in this process. A model given as bytes has no folder, so it reaches no file: external data is refused. A model given
 * as a file may keep weights in its folder, which ONNX Runtime confines it to.
 *
 * @returns the session, or what ONNX Runtime has against the model
 */
export function createSession(model: Uint8Array | { readonly file: string }, options: SessionOptions = {}): Result<Session> {
  const binding = loadBinding()
  if (!binding.ok) return binding
  const native = loadModel(binding.value, model, { graphOptimizationLevel: options.optimization ?? 'disabled' })
  if (native.ok) return success(wrap(native.value))
  if (model instanceof Uint8Array) return native
  return failure(
    ...native.diagnostics.map((diagnostic) => (diagnostic.location ? diagnostic : at(diagnostic, { kind: 'file', file: model.file }))),
  )
}

/** Creates the native session with what every session has in common. */
export function loadModel(binding: Binding, model: Uint8Array | { readonly file: string }, options: object): Result<NativeSession> {
  const common = {
    // Pools of several threads are not shared between sessions, spin against each other, and change the last bits of some results.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Measured: no slower, and sessions do not each keep the peak of their activations.
    enableCpuMemArena: false,
    logSeverityLevel: silent,
    ...options,
  }
  const session = new binding.InferenceSession()
  try {
    if (model instanceof Uint8Array) {
      const bytes = model.buffer instanceof SharedArrayBuffer ? new Uint8Array(model) : model
      session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, { ...common, extra: { session: noExternalData } })
    } else {
      session.loadModel(model.file, common)
    }
    return success(session)
  } catch (error) {
    return failure(runtimeError(error, 'load'))
  }
}

/** Models given as bytes would otherwise read external data from the working folder. */
const noExternalData = { model_external_initializers_file_folder_path: path.join(os.devNull, 'none') }

function wrap(native: NativeSession): Session {
  const inputs = native.inputMetadata.map(valueInfo)
  const outputs = native.outputMetadata.map(valueInfo)
  return {
    inputs,
    outputs,
    run: (feeds, names, into) => run(native, inputs, outputs, feeds, names ?? outputs.map(({ name }) => name), into),
    dispose: () => native.dispose(),
  }
}

function run(
  native: NativeSession,
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  feeds: ReadonlyMap<string, Tensor>,
  names: readonly string[],
  into: ReadonlyMap<string, Tensor> = new Map(),
): Result<Map<string, Tensor>> {
  const wrong = [...checkFeeds(inputs, feeds), ...checkOutputs(outputs, names)]
  if (wrong.length > 0) return failure(...wrong)
  if (names.length === 0) return success(new Map())
  const shares = [...feeds.values(), ...into.values()].some(({ data }) => isShared(data))
  if (!shares || takesSharedMemory) {
    const result = runOn(native, feeds, names, into, ({ data }) => data)
    if (result.ok || !shares) return result
  }
  // A run that fails on shared memory is tried again on copies: if that works, it was the memory.
  const result = runOn(native, feeds, names, new Map(), ({ data }) => (isShared(data) ? data.slice() : data))
  if (result.ok) takesSharedMemory = false
  return result
}

/** Whether the binding takes shared memory, as it does where Node-API hands it out: as far as seen. */
let takesSharedMemory = true

function isShared(data: Tensor['data']): boolean {
  return 'buffer' in data && data.buffer instanceof SharedArrayBuffer
}

function runOn(
  native: NativeSession,
  feeds: ReadonlyMap<string, Tensor>,
  names: readonly string[],
  into: ReadonlyMap<string, Tensor>,
  dataOf: (tensor: Tensor) => NativeData,
): Result<Map<string, Tensor>> {
  const feed: Record<string, NativeTensor> = Object.create(null)
  for (const [name, tensor] of feeds) feed[name] = nativeTensor(tensor.type, dataOf(tensor), tensor.shape)
  const fetch: Record<string, NativeTensor | null> = Object.create(null)
  for (const name of names) {
    const room = into.get(name)
    fetch[name] = room === undefined ? null : nativeTensor(room.type, room.data, room.shape)
  }
  try {
    const results = native.run(feed, fetch, {})
    return success(new Map(names.map((name) => [name, into.get(name) ?? fromNative(results[name]!)])))
  } catch (error) {
    return failure(runtimeError(error, 'run'))
  }
}

function* checkFeeds(inputs: readonly ValueInfo[], feeds: ReadonlyMap<string, Tensor>): Generator<Diagnostic> {
  const known = inputs.map(({ name }) => name)
  for (const name of feeds.keys()) if (!known.includes(name)) yield inputUnknown(name, known)
  for (const { name, type, typeName, shape } of inputs) {
    const given = feeds.get(name)
    if (given === undefined) {
      yield inputMissing(name)
      continue
    }
    if (type === null) yield valueNotCarried('input', name, typeName)
    else if (given.type !== type || !fits(given.shape, shape)) yield inputMismatch(name, typeName, shape, given.type, given.shape)
    else if (given.data.length !== dataLength(given.type, given.shape)) yield inputLength(name, given.shape, given.data.length)
  }
}

function* checkOutputs(outputs: readonly ValueInfo[], names: readonly string[]): Generator<Diagnostic> {
  for (const name of names) {
    const output = outputs.find((candidate) => candidate.name === name)
    if (output === undefined)
      yield outputUnknown(
        name,
        outputs.map((candidate) => candidate.name),
      )
    else if (output.type === null) yield valueNotCarried('output', name, output.typeName)
  }
}

/** Whether a shape is one of those a declared shape allows, as far as the declaration tells. */
function fits(shape: readonly number[], declared: ValueInfo['shape']): boolean {
  if (declared === null || declared.length === 0) return true
  return shape.length === declared.length && declared.every((size, axis) => typeof size !== 'number' || size === shape[axis])
}

function fromNative({ type, data, dims }: NativeTensor): Tensor {
  const shape = [...dims]
  if (type === 'string') return { type, shape, data: data as readonly string[] }
  // Other code in this process may have made the binding answer with its own tensors, which hold float16 as Float16Array.
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView
  const bits = type === 'float16' ? new Uint16Array(buffer as ArrayBuffer, byteOffset, byteLength / 2) : data
  return { type: type as NumericElementType, shape, data: bits as TensorData }
}

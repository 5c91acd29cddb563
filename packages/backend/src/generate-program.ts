import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import {
  allocateOp,
  calibrateOp,
  crossbarSize,
  funcOp,
  mrrElectronicOp,
  type Pattern,
  programOp,
  returnOp,
  streamOp,
  tileOp,
} from '@onnc/dialects'
import { type Target, targetDefinition } from '@onnc/hardware'
import { type AddressPattern, type Binding, type Kernel, type Program, type Tile, type Use, programLimits } from '@onnc/isa'
import { type Blob, definingOperation, onlyBlock, type Operation, operationsOf, readBlob, readFloat32, type Value, walk } from '@onnc/ir'
import { exportKernel, moduleVersions, type OnnxVersions } from '@onnc/onnx'

import { memoryShort, programTooLarge, rankUnknown, tensorTooLarge } from './backend-diagnostics.ts'
import { countWork } from './count-work.ts'
import { createEmitter, emit, type Emitter, emitWait, type Queue } from './emit-instructions.ts'
import { allocateBuffer, createStorage, type Storage } from './storage.ts'

export interface GenerateOptions {
  readonly target: Target
  /** Keep the float weights in the program, so that `ideal` runs from the file alone. */
  readonly exact: boolean
}

/** Limits of the instruction fields that count sections. */
const sectionLimit = 2 ** 24
const eventLimit = 2 ** 16 - 1

/**
 * Instructions for a module of the mrr dialect. Every tensor has a buffer of its own and an event that counts its writers: a queue
 * waits until all writers of what it reads are done; an accumulating stream waits until all overwriting ones are.
 */
export function generateProgram(module: Operation, { target, exact }: GenerateOptions): Result<Program> {
  const func = [...walk(module)].find(funcOp.is)
  if (func === undefined) throw new Error('a module without a function')
  const block = onlyBlock(func)
  const generator: Generator = {
    target,
    exact,
    versions: moduleVersions(module),
    storage: createStorage(),
    emitter: createEmitter(),
    tiles: [],
    uses: [],
    patterns: [],
    kernels: [],
    tileIndex: new Map(),
    places: new Map(),
    events: new Map(),
    nextEvent: 1,
    faults: [],
  }
  const inputs = bindings(func, 'onnx.inputs', block.arguments, (value, name) => allocateBuffer(generator.storage, value, name, target))
  for (const operation of operationsOf(block)) generate(generator, operation)
  emit(generator.emitter, { op: 'halt' }, block.last!)
  const outputs = bindings(func, 'onnx.outputs', block.last!.operands, (value) => generator.storage.indexOf.get(value)!)
  const faults = checkLimits(generator)
  if (faults.length > 0) return failure(...faults)
  const { tiles, uses, patterns, kernels, storage, emitter } = generator
  return success({
    target: { name: target.name, ...targetDefinition(target) },
    instructions: emitter.instructions,
    tiles,
    uses,
    patterns,
    kernels,
    buffers: storage.buffers,
    inputs,
    outputs,
    sourceMap: emitter.sourceMap,
  })
}

interface Generator extends GenerateOptions {
  readonly versions: OnnxVersions
  readonly storage: Storage
  readonly emitter: Emitter
  readonly tiles: Tile[]
  readonly uses: Use[]
  readonly patterns: AddressPattern[]
  readonly kernels: Kernel[]
  readonly tileIndex: Map<Operation, number>
  /** Where a bank value is, and which tile it holds. */
  readonly places: Map<Value, { unit: number; bank: number; tile: number }>
  /** Writers of each buffer: signals of the event so far, and how many of them are overwriting. */
  readonly events: Map<number, { event: number; writers: number; overwriting: number }>
  nextEvent: number
  readonly faults: Diagnostic[]
}

function bindings(
  func: Operation,
  attribute: string,
  values: readonly Value[],
  bufferOf: (value: Value, name: string) => number,
): Binding[] {
  const names = func.attributes.get(attribute)
  if (names?.kind !== 'array') throw new Error(`a function without ${attribute}`)
  return values.map((value, i) => {
    const name = names.elements[i]
    if (name?.kind !== 'string') throw new Error(`${attribute} does not name value ${i}`)
    return { name: name.value, buffer: bufferOf(value, name.value) }
  })
}

function generate(generator: Generator, operation: Operation): void {
  if (tileOp.is(operation)) addTile(generator, operation)
  else if (programOp.is(operation)) program(generator, operation)
  else if (calibrateOp.is(operation)) calibrate(generator, operation)
  else if (allocateOp.is(operation)) allocate(generator, operation.results[0]!)
  else if (streamOp.is(operation)) stream(generator, operation)
  else if (mrrElectronicOp.is(operation)) kernel(generator, operation)
  else if (!returnOp.is(operation)) throw new Error(`'${operation.name}' has no instructions`)
}

function addTile(generator: Generator, operation: Operation): void {
  const { codes, step, levels, exact, tile } = tileOp.view(operation)
  generator.tileIndex.set(operation, generator.tiles.length)
  generator.tiles.push({
    ...crossbarSize(tile.type),
    levels,
    codes: readCodes(codes.blob),
    step,
    ...(generator.exact && exact !== undefined ? { exact: readFloat32(exact.blob) } : {}),
  })
}

function readCodes(blob: Blob): Int8Array | Int16Array {
  const bytes = readBlob(blob).slice()
  return blob.element.kind === 'integer' && blob.element.width === 8 ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer)
}

function program(generator: Generator, operation: Operation): void {
  const { tile, unit, bank, rings } = programOp.view(operation)
  if (unit === undefined || bank === undefined) throw new Error('mrr.program has no place: assign-banks has not run')
  const index = generator.tileIndex.get(definingOperation(tile)!)!
  generator.places.set(rings, { unit, bank, tile: index })
  emit(generator.emitter, { op: 'program', unit, bank, tile: index, write: 'whole', signal: 0 }, operation)
}

function calibrate(generator: Generator, operation: Operation): void {
  const { rings, probes, iterations, calibrated } = calibrateOp.view(operation)
  const place = generator.places.get(rings)!
  generator.places.set(calibrated, place)
  emit(generator.emitter, { op: 'calibrate', unit: place.unit, bank: place.bank, probes, iterations, signal: 0 }, operation)
}

function allocate(generator: Generator, value: Value): number {
  const buffer = allocateBuffer(generator.storage, value, value.name ?? `buffer ${generator.storage.buffers.length}`, generator.target)
  generator.events.set(buffer, { event: generator.nextEvent++, writers: 0, overwriting: 0 })
  return buffer
}

function stream(generator: Generator, operation: Operation): void {
  const view = streamOp.view(operation)
  const { unit, bank, tile } = generator.places.get(view.rings)!
  const source = generator.storage.indexOf.get(view.source)!
  const destination = generator.storage.indexOf.get(view.destination)!
  generator.storage.indexOf.set(view.out, destination)
  const queue: Queue = { resource: 'unit', unit }
  waitForBuffer(generator, queue, source, operation)
  const writers = generator.events.get(destination)!
  if (view.store === 'accumulate') emitWait(generator.emitter, queue, writers.event, writers.overwriting, operation)
  else if (writers.overwriting < writers.writers) throw new Error('an overwriting stream after an accumulating one')
  else writers.overwriting++
  writers.writers++
  generator.uses.push({
    tile,
    outScale: readFloat32(view.scale.blob),
    ...(view.bias === undefined ? {} : { bias: readFloat32(view.bias.blob) }),
  })
  emit(
    generator.emitter,
    {
      op: 'stream',
      unit,
      bank,
      use: generator.uses.length - 1,
      input: addPattern(generator, source, view.input),
      output: addPattern(generator, destination, view.output),
      store: view.store,
      inputs: view.nonnegative ? 'nonnegative' : 'signed',
      signal: writers.event,
    },
    operation,
  )
}

function addPattern(generator: Generator, buffer: number, pattern: Pattern): number {
  generator.patterns.push({ buffer, ...pattern })
  return generator.patterns.length - 1
}

function waitForBuffer(generator: Generator, queue: Queue, buffer: number, operation: Operation): void {
  const writers = generator.events.get(buffer)
  if (writers !== undefined) emitWait(generator.emitter, queue, writers.event, writers.writers, operation)
}

function kernel(generator: Generator, operation: Operation): void {
  const exported = exportKernel(operation, generator.versions)
  const inputs = operation.operands.map((value, i) => ({ name: exported.inputs[i]!, buffer: generator.storage.indexOf.get(value)! }))
  for (const { buffer } of inputs) waitForBuffer(generator, { resource: 'ecu' }, buffer, operation)
  const event = generator.nextEvent++
  const outputs = operation.results.map((value, i) => {
    if (value.type.kind === 'tensor' && value.type.shape === null) generator.faults.push(rankUnknown(value.name ?? exported.outputs[i]!))
    const buffer = allocateBuffer(generator.storage, value, value.name ?? exported.outputs[i]!, generator.target)
    generator.events.set(buffer, { event, writers: 1, overwriting: 1 })
    return { name: exported.outputs[i]!, buffer }
  })
  const name = operation.attributes.get('name')
  generator.kernels.push({
    name: name?.kind === 'string' ? name.value : 'kernel',
    model: exported.model,
    inputs,
    outputs,
    work: countWork(operation),
  })
  emit(generator.emitter, { op: 'kernel', kernel: generator.kernels.length - 1, signal: event }, operation)
}

function checkLimits(generator: Generator): Diagnostic[] {
  const faults = [...generator.faults]
  for (const { name, shape } of generator.storage.buffers)
    if (shape.reduce<number>((product, d) => product * (d ?? 1), 1) >= programLimits.count)
      faults.push(tensorTooLarge(name, shape, programLimits.count))
  const available = generator.target.memories.activation.size.value
  if (generator.storage.used > available) faults.push(memoryShort(generator.storage.used, available, generator.target.name))
  const counts = { tiles: generator.tiles, uses: generator.uses, patterns: generator.patterns, kernels: generator.kernels }
  for (const [what, { length }] of Object.entries(counts))
    if (length > sectionLimit) faults.push(programTooLarge(what, length, sectionLimit))
  if (generator.nextEvent > eventLimit) faults.push(programTooLarge('tensors', generator.nextEvent, eventLimit))
  return faults
}

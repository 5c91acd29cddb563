import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import {
  activationsOp,
  allocateOp,
  calibrateOp,
  compactOp,
  crossbarSize,
  gatherOp,
  funcOp,
  mrrElectronicOp,
  type Pattern,
  programOp,
  resumeOp,
  returnOp,
  streamOp,
  tileOp,
  weightsOp,
} from '@onnc/dialects'
import { type Target, targetDefinition } from '@onnc/hardware'
import {
  activationTile,
  type AddressPattern,
  type Binding,
  type Kernel,
  lazyTile,
  type Program,
  programLimits,
  rollLoops,
  type Tile,
  type Use,
  type InstructionNamed,
} from '@onnc/isa'
import { type Blob, definingOperation, onlyBlock, type Operation, operationsOf, readSource, readFloat32, type Value, walk } from '@onnc/ir'
import { exportKernel, moduleVersions, type OnnxVersions } from '@onnc/onnx'

import { programTooLarge, tensorTooLarge } from './backend-diagnostics.ts'
import { countWork } from './count-work.ts'
import { type Clocks, createClocks, createEvent, issue, signal, snapshot, waitForAll } from './dependencies.ts'
import { createEmitter, emit, type Emitter, emitWhen, type Queue } from './emit-instructions.ts'
import { type MemoryReport, planMemory } from './plan-memory.ts'
import { writeClaims } from './write-claims.ts'
import { conditionOf, readBy } from './written-from.ts'
import { createStorage, type Storage, type StoredTensor, storeConstant, storeTensor, tensorOf } from './storage.ts'

export interface GenerateOptions {
  readonly target: Target
  /** Keep the float weights in the program, so that `ideal` runs from the file alone. */
  readonly exact: boolean
}

/** Limits of the instruction fields that count sections. */
const sectionLimit = 2 ** 24
const eventLimit = 2 ** 16 - 1

/** A program, and what it asks of the activation memory. */
export interface CompiledProgram extends Program {
  readonly memory: MemoryReport
}

/**
 * Instructions for a module of the mrr dialect. Every tensor has an event that counts its writers: a queue waits until all writers of what
 * it reads are done; an accumulating stream waits until all overwriting ones are; and who writes where another tensor was waits for all that
 * touched it. A queue never waits for what it knows to be over.
 */
export function generateProgram(module: Operation, { target, exact }: GenerateOptions): Result<CompiledProgram> {
  const func = [...walk(module)].find(funcOp.is)
  if (func === undefined) throw new Error('a module without a function')
  const block = onlyBlock(func)
  const plan = planMemory(block, target)
  const hasBankQueues = target.units.some(({ banks }) => banks > 1)
  const generator: Generator = {
    target,
    exact,
    versions: moduleVersions(module),
    storage: createStorage(plan),
    clocks: createClocks(target.units.flatMap(({ count, banks }) => Array.from({ length: count }, () => (hasBankQueues ? banks : 1)))),
    hasBankQueues,
    emitter: createEmitter(),
    tiles: [],
    uses: [],
    patterns: [],
    kernels: [],
    tileIndex: new Map(),
    rowBlobs: new Map(),
    patternIndex: new Map(),
    places: new Map(),
    registers: new Map(),
    sendsBackwards: [...operationsOf(block)].some((operation) => streamOp.is(operation) && streamOp.view(operation).transposed),
    backwards: target.units.flatMap(({ count }) => Array.from({ length: count }, () => false)),
    faults: [...plan.faults],
  }
  const inputs = bindings(func, 'onnx.inputs', block.arguments, (value, name) => storeTensor(generator.storage, value, name).buffer)
  for (const operation of operationsOf(block)) generate(generator, operation)
  emit(generator.emitter, { op: 'halt' }, block.last!)
  const outputs = bindings(func, 'onnx.outputs', block.last!.operands, (value) => tensorOf(generator.storage, value).buffer)
  const faults = checkLimits(generator)
  if (faults.length > 0) return failure(...faults)
  const { tiles, uses, patterns, kernels, storage, emitter } = generator
  return success({
    target: { name: target.name, ...targetDefinition(target) },
    ...rollLoops(emitter),
    tiles,
    uses,
    patterns,
    kernels,
    buffers: storage.buffers,
    inputs,
    outputs,
    claims: writeClaims(block),
    ...(hasBankQueues ? { queues: 'bank' as const } : {}),
    memory: plan.report,
  })
}

interface Generator extends GenerateOptions {
  readonly versions: OnnxVersions
  readonly storage: Storage
  readonly clocks: Clocks
  /** Every bank of a unit has a queue: some unit has more than one. */
  readonly hasBankQueues: boolean
  readonly emitter: Emitter
  readonly tiles: Tile[]
  readonly uses: Use[]
  readonly patterns: AddressPattern[]
  readonly kernels: Kernel[]
  readonly tileIndex: Map<Operation, number>
  readonly rowBlobs: Map<Blob, Float32Array>
  /** By buffer, the index of each pattern. */
  readonly patternIndex: Map<number, { readonly byIdentity: Map<Pattern, number>; readonly byContent: Map<string, number> }>
  /** Where a bank value is, which tile it holds, and the tensor that it was written from, if any. */
  readonly places: Map<Value, { unit: number; bank: number; tile: number; written?: StoredTensor; made?: Operation }>
  /** Count registers by what sets them. */
  readonly registers: Map<Operation, number>
  /** Whether any light goes backwards; then by unit, as far as it is known, whether it did last. */
  readonly sendsBackwards: boolean
  readonly backwards: (boolean | undefined)[]
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
  else if (activationsOp.is(operation)) addActivations(generator, operation)
  else if (weightsOp.is(operation)) addWeights(generator, operation)
  else if (compactOp.is(operation)) compact(generator, operation)
  else if (programOp.is(operation)) program(generator, operation)
  else if (calibrateOp.is(operation)) calibrate(generator, operation)
  else if (streamOp.is(operation)) stream(generator, operation)
  else if (mrrElectronicOp.is(operation)) kernel(generator, operation)
  else if (resumeOp.is(operation)) resume(generator, operation)
  else if (!returnOp.is(operation) && !allocateOp.is(operation) && !gatherOp.is(operation))
    throw new Error(`'${operation.name}' has no instructions`)
}

/** Which way light went last is then known of no unit: inferences leave it otherwise than the programs before. */
function resume({ emitter, backwards }: Generator, operation: Operation): void {
  emit(emitter, { op: 'resume' }, operation)
  backwards.fill(undefined)
}

/** Codes and weights are computed from the constant when they are written or used. */
function addTile(generator: Generator, operation: Operation): void {
  const { codes, step, levels, exact, tile } = tileOp.view(operation)
  generator.tileIndex.set(operation, generator.tiles.length)
  const weights = generator.exact ? exact?.blob : undefined
  const parts = { ...crossbarSize(tile.type), levels, step }
  generator.tiles.push(lazyTile(parts, () => readCodes(codes.blob), weights && ((): Float32Array => readFloat32(weights))))
}

/** A tile that stands in the weight memory, as a buffer. */
function addWeights(generator: Generator, operation: Operation): void {
  const { codes, step, levels, exact, weights } = weightsOp.view(operation)
  const kept = generator.exact ? exact?.blob : undefined
  const [rows, columns] = codes.blob.shape as [number, number]
  const parts = { rows, columns, levels, step }
  const tile = generator.tiles.push(lazyTile(parts, () => readCodes(codes.blob), kept && ((): Float32Array => readFloat32(kept)))) - 1
  storeConstant(generator.storage, weights, codes.resource ?? `weights ${tile}`, tile)
}

/** A tile of what a tensor holds, which is complete when rings are written with it. */
function addActivations(generator: Generator, operation: Operation): void {
  const { source, values, levels, tile } = activationsOp.view(operation)
  generator.tileIndex.set(operation, generator.tiles.length)
  const pattern = addPattern(generator, tensorOf(generator.storage, source).buffer, values)
  generator.tiles.push(activationTile({ ...crossbarSize(tile.type), levels }, pattern))
}

function readCodes(blob: Blob): Int8Array | Int16Array {
  const bytes = readSource(blob)
  if (blob.element.kind === 'integer' && blob.element.width === 8) return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return bytes.byteOffset % 2 === 0
    ? new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
    : new Int16Array(bytes.slice().buffer)
}

function program(generator: Generator, operation: Operation): void {
  const { tile, unit, bank, rings, changed } = programOp.view(operation)
  if (unit === undefined || bank === undefined) throw new Error('mrr.program has no place: assign-banks has not run')
  const made = definingOperation(tile)!
  const index = generator.tileIndex.get(made)!
  const queue = queueOf(generator, unit, bank)
  if (activationsOp.is(made)) {
    const written = tensorOf(generator.storage, activationsOp.view(made).source)
    generator.places.set(rings, { unit, bank, tile: index, written, made })
    waitForAll(generator.clocks, generator.emitter, queue, [written.event], operation)
    emitWhen(generator.emitter, conditionIn(generator, made), { op: 'imprint', unit, bank, tile: index, signal: 0 }, operation)
    issue(generator.clocks, queue)
    return
  }
  generator.places.set(rings, { unit, bank, tile: index })
  emit(generator.emitter, { op: 'program', unit, bank, tile: index, write: changed ? 'changed' : 'whole', signal: 0 }, operation)
  issue(generator.clocks, queue)
}

function queueOf({ hasBankQueues }: Generator, unit: number, bank: number): Queue {
  return { resource: 'unit', unit, bank: hasBankQueues ? bank : 0 }
}

/** At the settling time of the target, its result kept in the rings. */
const plainCalibration = { procedure: 'writeVerify', settle: 0, result: 0 } as const

function calibrate(generator: Generator, operation: Operation): void {
  const { rings, probes, iterations, calibrated } = calibrateOp.view(operation)
  const place = generator.places.get(rings)!
  generator.places.set(calibrated, place)
  if (iterations === 0) return // a target whose rings are as good as written
  emitWhen(
    generator.emitter,
    place.made && conditionIn(generator, place.made),
    { op: 'calibrate', unit: place.unit, bank: place.bank, probes, iterations, signal: 0, ...plainCalibration },
    operation,
  )
  generator.backwards[place.unit] = false
  issue(generator.clocks, queueOf(generator, place.unit, place.bank))
}

/** Has the light of a unit turn before the stream that needs it waits for anything. Where banks have queues of their own, nobody knows who comes first. */
function turnLight(generator: Generator, queue: Queue, place: Omit<InstructionNamed<'turn'>, 'op'>, operation: Operation): void {
  const { backwards, sendsBackwards, hasBankQueues, clocks, emitter } = generator
  const { unit, direction } = place
  if (!sendsBackwards || hasBankQueues || backwards[unit] === (direction === 'transposed')) return
  backwards[unit] = direction === 'transposed'
  emit(emitter, { op: 'turn', ...place }, operation)
  issue(clocks, queue)
}

function stream(generator: Generator, operation: Operation): void {
  const view = streamOp.view(operation)
  const { unit, bank, tile, written, made: writer } = generator.places.get(view.rings)!
  const { clocks, emitter, storage } = generator
  const { tensor, list } = readBy(view.source)
  const source = tensorOf(storage, tensor)
  const indices = list === undefined ? undefined : tensorOf(storage, list)
  const destination = streamedTensor(generator, view.destination)
  const event = destination.event!
  const queue = queueOf(generator, unit, bank)
  turnLight(generator, queue, { unit, bank, direction: view.transposed ? 'transposed' : 'forward' }, operation)
  const adds = view.store === 'accumulate'
  if (adds) destination.overwritten ??= snapshot(event)
  else if (destination.overwritten !== undefined) throw new Error('an overwriting stream after an accumulating one')
  waitForAll(
    clocks,
    emitter,
    queue,
    [source.event, indices?.event, adds ? destination.overwritten : undefined, ...destination.displaced],
    operation,
  )
  source.touched.add(event)
  indices?.touched.add(event)
  // When a stream is over, so is the write of its rings.
  written?.touched.add(event)
  generator.uses.push({
    tile,
    ...(view.transposed ? { direction: 'transposed' as const } : {}),
    ...(view.firstOutput === undefined ? {} : { firstOutput: view.firstOutput }),
    outScale: rowValues(generator, view.scale.blob),
    ...(view.bias === undefined ? {} : { bias: rowValues(generator, view.bias.blob) }),
    ...(view.inScale === undefined ? {} : { inScale: rowValues(generator, view.inScale.blob) }),
    ...(view.gain === undefined ? {} : { gain: Math.fround(view.gain) }),
  })
  const made = {
    op: 'stream',
    unit,
    bank,
    use: generator.uses.length - 1,
    input: addPattern(generator, source.buffer, view.input, indices?.buffer),
    output: addPattern(generator, destination.buffer, view.output),
    store: view.store,
    inputs: view.nonnegative ? 'nonnegative' : 'signed',
    signal: event.number,
    direction: view.transposed ? 'transposed' : 'forward',
  } as const
  signal(clocks, queue, event)
  emitWhen(emitter, writer === undefined || !adds ? undefined : conditionIn(generator, writer), made, operation)
  issue(clocks, queue)
}

/** Values of the rows of a tile; streams of the same rows share them. */
function rowValues({ rowBlobs }: Generator, blob: Blob): Float32Array {
  const values = rowBlobs.get(blob) ?? readFloat32(blob)
  rowBlobs.set(blob, values)
  return values
}

/** The tensor that a stream writes to; made by the first of them. */
function streamedTensor({ storage, clocks }: Generator, value: Value): StoredTensor {
  const root = storage.plan.rootOf.get(value)!
  return (
    storage.tensors.get(root) ??
    storeTensor(storage, root, storage.plan.nameOf.get(root) ?? `buffer ${storage.buffers.length}`, createEvent(clocks))
  )
}

/** The index of a pattern on a buffer; equal ones have one entry. */
function addPattern({ patterns, patternIndex }: Generator, buffer: number, pattern: Pattern, indices?: number): number {
  const place = indices === undefined ? buffer : -1 - (indices * sectionLimit + buffer)
  const ofBuffer = patternIndex.get(place) ?? { byIdentity: new Map<Pattern, number>(), byContent: new Map<string, number>() }
  patternIndex.set(place, ofBuffer)
  const { byIdentity, byContent } = ofBuffer
  const known = byIdentity.get(pattern)
  if (known !== undefined) return known
  const content = JSON.stringify(pattern)
  const index = byContent.get(content) ?? patterns.push({ buffer, ...pattern, ...(indices === undefined ? {} : { indices }) }) - 1
  byIdentity.set(pattern, index)
  byContent.set(content, index)
  return index
}

/** What a write of rings with compacted values, and streams through them, depend on. */
function conditionIn({ registers }: Generator, tile: Operation): Pick<InstructionNamed<'when'>, 'register' | 'above'> | undefined {
  const condition = conditionOf(tile)
  return condition && { register: registers.get(condition.compact)!, above: condition.above }
}

const ecu: Queue = { resource: 'ecu' }

function compact(generator: Generator, operation: Operation): void {
  const { clocks, emitter, storage, registers } = generator
  const { source, vector, values, indices } = compactOp.view(operation)
  const read = tensorOf(storage, source)
  const event = createEvent(clocks)
  const [kept, places] = [values, indices].map((value, i) => storeTensor(storage, value, value.name ?? ['kept', 'places'][i]!, event))
  waitForAll(clocks, emitter, ecu, [read.event, ...kept!.displaced, ...places!.displaced], operation)
  read.touched.add(event)
  registers.set(operation, registers.size + 1)
  const count = vector.count
  const plain: Pattern = { offset: 0, positions: [], elements: [{ count, stride: 1 }], first: 0, count, guards: [] }
  signal(clocks, ecu, event)
  emit(
    emitter,
    {
      op: 'compact',
      input: addPattern(generator, read.buffer, vector),
      values: addPattern(generator, kept!.buffer, plain),
      indices: addPattern(generator, places!.buffer, plain),
      register: registers.size,
      signal: event.number,
    },
    operation,
  )
  issue(clocks, ecu)
}

function kernel(generator: Generator, operation: Operation): void {
  const { clocks, emitter, storage } = generator
  const exported = exportKernel(operation, generator.versions)
  const operands = operation.operands.map((value) => tensorOf(storage, value))
  const event = createEvent(clocks)
  const results = operation.results.map((value, i) => {
    return storeTensor(storage, value, value.name ?? exported.outputs[i]!, event)
  })
  const awaited = [...operands.map((tensor) => tensor.event), ...results.flatMap(({ displaced }) => displaced)]
  waitForAll(clocks, emitter, ecu, awaited, operation)
  for (const { touched } of operands) touched.add(event)
  const name = operation.attributes.get('name')
  generator.kernels.push({
    name: name?.kind === 'string' ? name.value : 'kernel',
    model: exported.model,
    inputs: operands.map(({ buffer }, i) => ({ name: exported.inputs[i]!, buffer })),
    outputs: results.map(({ buffer }, i) => ({ name: exported.outputs[i]!, buffer })),
    work: countWork(operation),
  })
  signal(clocks, ecu, event)
  emit(emitter, { op: 'kernel', kernel: generator.kernels.length - 1, signal: event.number }, operation)
  issue(clocks, ecu)
}

function checkLimits(generator: Generator): Diagnostic[] {
  const faults = [...generator.faults]
  for (const { name, shape } of generator.storage.buffers)
    if (shape !== null && shape.reduce<number>((product, d) => product * (d ?? 1), 1) >= programLimits.count)
      faults.push(tensorTooLarge(name, shape, programLimits.count))
  const counts = { tiles: generator.tiles, uses: generator.uses, patterns: generator.patterns, kernels: generator.kernels }
  for (const [what, { length }] of Object.entries(counts))
    if (length > sectionLimit) faults.push(programTooLarge(what, length, sectionLimit))
  const events = generator.clocks.events.length
  if (events > eventLimit) faults.push(programTooLarge('events', events, eventLimit))
  return faults
}

import {
  type ClaimedPattern,
  type Claims,
  floatsChecksum,
  type ImprintClaim,
  type InstructionNamed,
  packCodes,
  packedBytes,
  type Program,
  tileChecksum,
  unrollLoops,
  calibrationKey,
} from '@onnc/isa'
import type { Target } from '@onnc/hardware'
import { failure, type Result, success } from '@onnc/support'
import { checkMemory } from './check-memory.ts'
import { checkResume } from './check-resume.ts'
import { layOutMemory } from './memory-layout.ts'
import { atOrigin, type CheckedProgram } from './check-program.ts'
import * as say from './claim-diagnostics.ts'
import { type Condition, conditionsOf } from './conditions.ts'
import { type Content, type Contents, createContent, createContents } from './contents.ts'
import { countsWaitedFor, createEventClock, type EventClock, noteSignal } from './event-clocks.ts'
import { createProblems, type Problems } from './problems.ts'
import { bankQueue, ecuQueue, queueOf, type Queues, queuesOf } from './queues.ts'
import { replayOrder } from './replay-order.ts'
import { advance, covers, join, type VectorClock } from './vector-clock.ts'

export interface ClaimOptions {
  /** `tileChecksum` of every tile where they are known already, `skip` where tiles are known to be right; else they are computed. */
  readonly tileChecksums?: Uint32Array | 'skip'
}

/** What a replay proved. */
export interface ClaimReport {
  readonly streams: number
  readonly kernels: number
  readonly waits: number
}

/** The same for a program that the compiler has just made: its sections are sound by construction. */
export function checkCompiled(program: Program, target: Target, options: ClaimOptions): Result<ClaimReport> {
  const problems = createProblems()
  checkMemory(program, target, problems)
  checkResume(program, problems)
  if (problems.list().length > 0) return failure(...problems.list())
  const unrolled = unrollLoops(program.instructions)
  if (!unrolled.ok) return unrolled
  const { instructions, origin } = unrolled.value
  return checkClaims({ program: { ...program, instructions }, target, layout: layOutMemory(program.buffers, target), origin }, options)
}

interface Replay {
  readonly program: Program
  readonly claims: Claims
  readonly problems: Problems
  readonly contents: Contents
  readonly places: Queues
  readonly queues: number
  /** By queue: what is done when its next instruction begins, and how many it has begun. */
  readonly known: VectorClock[]
  readonly begun: Int32Array
  readonly events: Map<number, EventClock>
  readonly counted: ReadonlyMap<number, ReadonlySet<number>>
  /** By unit * 16 + bank. */
  readonly banks: Map<number, { tile: number; calibration: number; condition?: Condition | undefined }>
  /** By tile. */
  readonly imprints: ReadonlyMap<number, ImprintClaim>
  /** The tensor of values whose count a register holds. */
  readonly registers: Map<number, number>
  readonly conditions: ReadonlyMap<number, Condition>
  readonly compacted: Uint8Array
  readonly streamed: Uint8Array
  readonly ran: Uint8Array
  /** Writes that each tensor is to have. */
  readonly overwrites: Uint32Array
  readonly additions: Uint32Array
  /** Pairs of patterns found equal or not. */
  readonly samePattern: Map<string, boolean>
  readonly checksums: Map<Float32Array, number>
}

/**
 * Replays a checked program against its claims, without values and without time: proves that every stream sees the tile, the scales and the
 * calibration planned for it, visits the elements planned, reads what its producers wrote, all of it and nothing else, that nothing is
 * written over while somebody may still use it, and that waits order all of this whatever time anything takes. Cost: linear in
 * instructions times queues.
 */
export function checkClaims(
  { program, layout, target, origin }: Pick<CheckedProgram, 'program' | 'layout' | 'target' | 'origin'>,
  options: ClaimOptions = {},
): Result<ClaimReport> {
  const { claims } = program
  if (claims === undefined) return success({ streams: 0, kernels: 0, waits: 0 }, [say.claimsMissing()])
  const problems = createProblems()
  checkCounts(program, claims, problems)
  if (problems.list().length > 0) return failure(...problems.list())
  const places = queuesOf(program, target)
  const queues = places.count
  const clocks = (4 * claims.tensors + 2 * countEvents(program) + queues) * queues
  if (clocks > mostClockEntries) return failure(say.claimsTooLarge(claims.tensors, queues))
  checkTiles(program, claims, options, problems)
  const order = replayOrder(program, places)
  if (!order.ok) return failure(...problems.list(), ...atOrigin(order.diagnostics, origin))
  const waits = program.instructions.filter((instruction) => instruction.op === 'wait')
  const replay: Replay = {
    program,
    claims,
    problems,
    contents: createContents(program, layout),
    places,
    queues,
    known: Array.from({ length: queues }, () => new Int32Array(queues)),
    begun: new Int32Array(queues),
    events: new Map(),
    counted: countsWaitedFor(waits),
    banks: new Map(),
    registers: new Map(),
    conditions: conditionsOf(program.instructions),
    compacted: new Uint8Array(claims.compacts.length),
    imprints: new Map(claims.imprints.map((claim) => [claim.tile, claim])),
    streamed: new Uint8Array(claims.streams.length),
    ran: new Uint8Array(claims.kernels.length),
    ...countWrites(claims),
    samePattern: new Map(),
    checksums: new Map(),
  }
  for (const [i, { buffer }] of program.inputs.entries()) {
    const content = createContent(claims.inputs[i]!, queues)
    content.overwrites = replay.overwrites[content.tensor]!
    replay.contents.put(buffer, content)
  }
  for (const [buffer, { memory, tile }] of program.buffers.entries()) {
    const constant = claims.constants.find((claim) => claim.tile === tile)
    if (memory !== 'weight' || constant === undefined) continue
    const content = createContent(constant.tensor, queues)
    content.overwrites = replay.overwrites[content.tensor]!
    replay.contents.put(buffer, content)
  }
  for (const index of order.value) play(replay, index)
  checkDone(replay)
  checkOutputs(replay)
  if (problems.list().length > 0) return failure(...atOrigin(problems.list(), origin))
  return success({ streams: claims.streams.length, kernels: claims.kernels.length, waits: waits.length })
}

/** Entries of vector clocks that a replay is willing to hold. */
const mostClockEntries = 2 ** 28

function countEvents({ instructions }: Program): number {
  return new Set(instructions.map((instruction) => ('signal' in instruction ? instruction.signal : 0))).size
}

function checkCounts({ uses, kernels, inputs, outputs, tiles }: Program, claims: Claims, problems: Problems): void {
  const counts: readonly (readonly [string, number, number])[] = [
    ['uses', uses.length, claims.streams.length],
    ['kernels', kernels.length, claims.kernels.length],
    ['inputs', inputs.length, claims.inputs.length],
    ['outputs', outputs.length, claims.outputs.length],
    ['tiles', tiles.length, claims.tileChecksums.length],
  ]
  for (const [what, found, claimed] of counts) if (found !== claimed) problems.report(say.claimsCount(what, found, claimed))
  for (const [k, { inputs: claimedInputs, outputs: claimedOutputs }] of claims.kernels.entries()) {
    const kernel = kernels[k]
    if (kernel === undefined) break
    if (kernel.inputs.length !== claimedInputs.length)
      problems.report(say.claimBindings(`the inputs of kernel '${kernel.name}'`, kernel.inputs.length, claimedInputs.length))
    if (kernel.outputs.length !== claimedOutputs.length)
      problems.report(say.claimBindings(`the outputs of kernel '${kernel.name}'`, kernel.outputs.length, claimedOutputs.length))
  }
}

function checkTiles(
  { tiles }: Program,
  { tileChecksums: claimed }: Claims,
  { tileChecksums: known }: ClaimOptions,
  problems: Problems,
): void {
  if (known === 'skip') return
  for (const [i, tile] of tiles.entries()) {
    let checksum = known?.[i]
    if (checksum === undefined) {
      const hasCodes = tile.activations === undefined
      const packed = new Uint8Array(hasCodes ? packedBytes(tile.levels, tile.rows * tile.columns) : 0)
      if (hasCodes) packCodes(tile.codes, tile.levels, packed, 0)
      checksum = tileChecksum(tile, packed)
    }
    if (checksum !== claimed.at(i)) problems.report(say.claimTileDiffers(i))
  }
}

function countWrites({ tensors, streams, kernels, inputs, constants, compacts }: Claims): {
  overwrites: Uint32Array
  additions: Uint32Array
} {
  const overwrites = new Uint32Array(tensors)
  const additions = new Uint32Array(tensors)
  for (const tensor of [...inputs, ...constants.map((constant) => constant.tensor)]) overwrites[tensor]!++
  for (const { destination, accumulates } of streams) (accumulates ? additions : overwrites)[destination]!++
  for (const { values, indices } of compacts) for (const tensor of [values, indices]) overwrites[tensor]!++
  for (const { outputs } of kernels) for (const tensor of outputs) overwrites[tensor]!++
  return { overwrites, additions }
}

function play(replay: Replay, index: number): void {
  const { program, known, begun, queues } = replay
  const instruction = program.instructions[index]!
  const queue = queueOf(replay.places, instruction)
  if (queue < 0 || queue >= queues) return
  const before = known[queue]!
  if (instruction.op === 'wait') {
    const clock = eventOf(replay, instruction.event).at.get(instruction.count)
    if (clock !== undefined) join(before, clock)
  } else if (instruction.op === 'program') {
    replay.banks.set(instruction.unit * 16 + instruction.bank, { tile: instruction.tile, calibration: 0 })
  } else if (instruction.op === 'compact') {
    playCompact(replay, instruction, index)
  } else if (instruction.op === 'imprint') {
    playImprint(replay, instruction, index)
  } else if (instruction.op === 'calibrate') {
    const bank = replay.banks.get(instruction.unit * 16 + instruction.bank)
    const isPlain = instruction.procedure === 'writeVerify' && instruction.settle === 0
    if (bank !== undefined && isPlain && isSameCondition(bank.condition, replay.conditions.get(index)))
      bank.calibration = calibrationKey(instruction.probes, instruction.iterations)
  } else if (instruction.op === 'stream') playStream(replay, instruction, index)
  else if (instruction.op === 'kernel') playKernel(replay, instruction, index)
  else if (instruction.op === 'shuffle') replay.problems.report(say.claimUnplanned('a shuffle'), index)
  const place = ++begun[queue]!
  if ('signal' in instruction && instruction.signal !== 0) {
    const event = eventOf(replay, instruction.signal)
    const done = before.slice()
    advance(done, queue, place)
    const mistaken = noteSignal(event, before, done)
    if (mistaken !== undefined) replay.problems.report(say.claimAmbiguousWait(instruction.signal, mistaken), index)
  }
  advance(before, queue, place)
}

function eventOf({ events, counted, queues }: Replay, number: number): EventClock {
  const event = events.get(number) ?? createEventClock(queues, counted.get(number) ?? new Set())
  events.set(number, event)
  return event
}

function playStream(replay: Replay, stream: InstructionNamed<'stream'>, index: number): void {
  const { program, claims, problems, streamed, banks } = replay
  const { unit, bank, use } = stream
  const claim = claims.streams[use]!
  if (streamed[use] === 1) problems.report(say.claimRepeated(`use ${use}`), index)
  streamed[use] = 1
  const resident = banks.get(unit * 16 + bank)
  if (resident?.tile !== claim.tile) problems.report(say.claimTile(use, claim.tile, resident?.tile ?? -1), index)
  else if (resident.calibration !== claim.calibration)
    problems.report(say.claimCalibration(unit, bank, calibrationName(claim.calibration), calibrationName(resident.calibration)), index)
  checkUse(replay, stream, index)
  const condition = replay.conditions.get(index)
  if (condition !== undefined) checkCondition(replay, condition, claim.tile, claim.accumulates, index)
  if (!isSameCondition(condition, resident?.condition))
    problems.report(say.claimUnplanned('a stream that depends on another count than its rings'), index)
  const queue = bankQueue(replay.places, unit, bank)
  const list = program.patterns[stream.input]!.indices
  if ((list === undefined) !== (claim.indices === undefined)) problems.report(say.claimPattern('input', stream.input), index)
  else if (list !== undefined) readTensor(replay, index, queue, list, claim.indices!)
  const reads = program.patterns[stream.input]!.buffer
  const writes = program.patterns[stream.output]!.buffer
  readTensor(replay, index, queue, reads, claim.source)
  writeTensor(replay, index, queue, writes, claim.destination, claim.accumulates)
}

function calibrationName(key: number): string {
  return key === 0 ? 'no calibration' : `a calibration of ${Math.floor(key / 256)} probes and ${key % 256} iterations`
}

/** A vector and what is made of it are those of one claim. */
function playCompact(replay: Replay, { input, values, indices, register }: InstructionNamed<'compact'>, index: number): void {
  const { program, claims, problems, contents, compacted, registers } = replay
  const bufferOf = (pattern: number): number => program.patterns[pattern]!.buffer
  const place = claims.compacts.findIndex(
    (claim, i) =>
      compacted[i] === 0 && claim.source === contents.of(bufferOf(input))?.tensor && isSamePattern(replay, input, claim.pattern),
  )
  const claim = claims.compacts[place]
  if (claim === undefined) return problems.report(say.claimUnplanned('leaving out the zeros of this vector'), index)
  compacted[place] = 1
  if (registers.has(register)) problems.report(say.claimRepeated(`count register ${register}`), index)
  registers.set(register, claim.values)
  readTensor(replay, index, ecuQueue, bufferOf(input), claim.source)
  for (const pattern of [values, indices])
    if (!isPlain(program.patterns[pattern]!)) problems.report(say.claimPattern('output', pattern), index)
  writeTensor(replay, index, ecuQueue, bufferOf(values), claim.values, false)
  writeTensor(replay, index, ecuQueue, bufferOf(indices), claim.indices, false)
}

/** Visits a buffer from its start, element by element. */
function isPlain({ offset, positions, elements, first, list, select }: Program['patterns'][number]): boolean {
  const axes = [...positions, ...elements].filter(({ count }) => count > 1)
  return (
    offset === 0 &&
    first === 0 &&
    list === undefined &&
    select === undefined &&
    axes.length <= 1 &&
    axes.every(({ stride }) => stride === 1)
  )
}

/** What depends on a count must do nothing where it is not done: rings of zeros, through which a stream adds to what is there. */
function checkCondition(replay: Replay, { register, above }: Condition, tile: number, adds: boolean, index: number): void {
  const { program, problems, registers, imprints } = replay
  const { activations } = program.tiles[tile]!
  const pattern = activations === undefined ? undefined : program.patterns[activations]!
  const values = registers.get(register)
  const isBehind = pattern !== undefined && values !== undefined && imprints.get(tile)?.source === values && lowest(pattern) >= above
  if (!isBehind || !adds)
    problems.report(say.claimUnplanned(`leaving tile ${tile} out where register ${register} is not above ${above}`), index)
}

function isSameCondition(a: Condition | undefined, b: Condition | undefined): boolean {
  return a?.register === b?.register && a?.above === b?.above
}

/** The first element that a pattern of a vector visits; -1 of one that may go backwards. */
function lowest({ offset, positions, elements, first }: Program['patterns'][number]): number {
  if ([...positions, ...elements].some(({ stride }) => stride < 0) || elements.length > 1) return -1
  return offset + first * (elements[0]?.stride ?? 0)
}

/** Rings take what a tensor holds, so it has to be there, all of it, and stay until they have it. */
function playImprint(replay: Replay, { unit, bank, tile: number }: InstructionNamed<'imprint'>, index: number): void {
  const { program, problems, banks, imprints } = replay
  banks.set(unit * 16 + bank, { tile: number, calibration: 0, condition: replay.conditions.get(index) })
  const claim = imprints.get(number)
  if (claim === undefined) return problems.report(say.claimUnplanned(`writing tile ${number} from activations`), index)
  const pattern = program.tiles[number]!.activations!
  if (!isSamePattern(replay, pattern, claim.pattern)) problems.report(say.claimPattern('imprinted', pattern), index)
  const condition = replay.conditions.get(index)
  if (condition !== undefined) checkCondition(replay, condition, number, true, index)
  readTensor(replay, index, bankQueue(replay.places, unit, bank), program.patterns[pattern]!.buffer, claim.source)
}

/** Compares a stream and its use with the claim, as far as no memory is concerned. */
function checkUse(replay: Replay, stream: InstructionNamed<'stream'>, index: number): void {
  const { program, claims, problems } = replay
  const claim = claims.streams[stream.use]!
  const { outScale, bias, firstOutput, gain, inScale } = program.uses[stream.use]!
  if (checksumOf(replay, outScale) !== claim.scaleChecksum) problems.report(say.claimScale(stream.use, 'scales'), index)
  if ((bias === undefined ? 0 : checksumOf(replay, bias)) !== claim.biasChecksum)
    problems.report(say.claimScale(stream.use, 'biases'), index)
  if ((inScale && checksumOf(replay, inScale)) !== claim.inScaleChecksum)
    problems.report(say.claimScale(stream.use, 'scales of inputs'), index)
  if (firstOutput !== claim.firstOutput)
    problems.report(say.claimField('first output', String(claim.firstOutput ?? 'all'), String(firstOutput ?? 'all')), index)
  if (gain !== claim.gain) problems.report(say.claimField('gain', String(claim.gain ?? 'none'), String(gain ?? 'none')), index)
  const store = claim.accumulates ? 'accumulate' : 'overwrite'
  if (stream.store !== store) problems.report(say.claimField('store', store, stream.store), index)
  const direction = claim.transposed ? 'transposed' : 'forward'
  if (stream.direction !== direction) problems.report(say.claimField('direction', direction, stream.direction), index)
  const inputs = claim.signed ? 'signed' : 'nonnegative'
  if (stream.inputs !== inputs) problems.report(say.claimField('inputs', inputs, stream.inputs), index)
  if (!isSamePattern(replay, stream.input, claim.input)) problems.report(say.claimPattern('input', stream.input), index)
  if (!isSamePattern(replay, stream.output, claim.output)) problems.report(say.claimPattern('output', stream.output), index)
}

function checksumOf({ checksums }: Replay, floats: Float32Array): number {
  const checksum = checksums.get(floats) ?? floatsChecksum(floats)
  checksums.set(floats, checksum)
  return checksum
}

function isSamePattern({ program, claims, samePattern }: Replay, found: number, claimed: number): boolean {
  const key = `${found} ${claimed}`
  const same = samePattern.get(key) ?? patternText(program.patterns[found]!) === patternText(claims.patterns[claimed]!)
  samePattern.set(key, same)
  return same
}

/** Everything of a pattern but its buffer. */
function patternText({ offset, positions, elements, first, count, guards, list, select }: ClaimedPattern): string {
  const axes = [positions, elements].map((side) => side.map((axis) => [axis.count, axis.stride]))
  const conditions = guards.map((guard) => [guard.start, guard.extent, guard.positionCoefficients, guard.elementCoefficients])
  return JSON.stringify([offset, axes, first, count, conditions, list ?? [], select ?? []])
}

function playKernel(replay: Replay, { kernel: number }: InstructionNamed<'kernel'>, index: number): void {
  const { program, claims, problems, ran } = replay
  const kernel = program.kernels[number]!
  const claim = claims.kernels[number]!
  if (ran[number] === 1) problems.report(say.claimRepeated(`kernel '${kernel.name}'`), index)
  ran[number] = 1
  for (const [i, { buffer }] of kernel.inputs.entries()) readTensor(replay, index, ecuQueue, buffer, claim.inputs[i]!)
  for (const [i, { buffer }] of kernel.outputs.entries()) writeTensor(replay, index, ecuQueue, buffer, claim.outputs[i]!, false)
}

/** A queue reads a buffer that is to hold a tensor, finished. */
function readTensor(replay: Replay, index: number, queue: number, buffer: number, tensor: number): void {
  const { program, problems, known, begun } = replay
  const { name } = program.buffers[buffer]!
  const content = replay.contents.of(buffer)
  if (content === undefined || content.tensor !== tensor) {
    problems.report(say.claimRead(name, tensor, holding(content)), index)
    return
  }
  const missing = writesMissing(replay, content)
  if (missing > 0) problems.report(say.claimUnfinished(name, tensor, missing), index)
  if (!covers(known[queue]!, content.written)) problems.report(say.claimUnordered('reads', name, 'its writers'), index)
  advance(content.read, queue, begun[queue]! + 1)
}

function holding(content: Content | undefined): string {
  return content === undefined ? 'nothing whole' : `tensor ${content.tensor}`
}

function writesMissing({ overwrites, additions }: Replay, content: Content): number {
  return overwrites[content.tensor]! - content.overwrites + additions[content.tensor]! - content.additions
}

/** A queue writes a tensor, or adds to it; the first write makes the buffer its place. */
function writeTensor(replay: Replay, index: number, queue: number, buffer: number, tensor: number, adds: boolean): void {
  const { program, problems, known, begun, overwrites } = replay
  const { name } = program.buffers[buffer]!
  let content = replay.contents.of(buffer)
  if (content === undefined || content.tensor !== tensor || writesMissing(replay, content) <= 0) {
    if (adds) {
      problems.report(say.claimRead(name, tensor, holding(content)), index)
      return
    }
    content = createContent(tensor, replay.queues)
    for (const former of replay.contents.put(buffer, content)) {
      join(content.displaced, former.written)
      join(content.displaced, former.read)
    }
  }
  if (!covers(known[queue]!, content.displaced))
    problems.report(say.claimUnordered('writes', name, 'all who used what was in its place'), index)
  if (adds) {
    const missing = overwrites[tensor]! - content.overwrites
    if (missing > 0) problems.report(say.claimUnfinished(name, tensor, missing), index)
    if (!covers(known[queue]!, content.overwritten)) problems.report(say.claimUnordered('adds to', name, 'the overwriting streams'), index)
    content.additions++
  } else {
    content.overwrites++
    advance(content.overwritten, queue, begun[queue]! + 1)
  }
  advance(content.written, queue, begun[queue]! + 1)
}

function checkDone({ claims, program, streamed, ran, compacted, problems }: Replay): void {
  const end = Math.max(0, program.instructions.length - 1)
  const [streams, kernels] = [streamed, ran].map((flags) => flags.length - flags.reduce((sum, flag) => sum + flag, 0)) as [number, number]
  const missed = compacted.indexOf(0)
  if (missed !== -1) problems.report(say.claimNotDone(`leaving the zeros of tensor ${claims.compacts[missed]!.source} out`, 0), end)
  if (streams > 0)
    problems.report(
      say.claimNotDone(`the stream of use ${streamed.indexOf(0)} (tile ${claims.streams[streamed.indexOf(0)]!.tile})`, streams - 1),
      end,
    )
  if (kernels > 0) problems.report(say.claimNotDone(`kernel '${program.kernels[ran.indexOf(0)]!.name}'`, kernels - 1), end)
}

function checkOutputs(replay: Replay): void {
  const { program, claims, problems } = replay
  const end = Math.max(0, program.instructions.length - 1)
  for (const [i, { name, buffer }] of program.outputs.entries()) {
    const content = replay.contents.of(buffer)
    const tensor = claims.outputs[i]!
    if (content === undefined || content.tensor !== tensor) problems.report(say.claimRead(name, tensor, holding(content)), end)
    else if (writesMissing(replay, content) > 0) problems.report(say.claimUnfinished(name, tensor, writesMissing(replay, content)), end)
  }
}

import { areEntangled, type Chain, chainStreams } from './chain-streams.ts'
import type { CompiledPattern } from './compile-pattern.ts'
import type { EncodedInput } from './encode-input.ts'
import { type Engine, largestJob } from './engine.ts'
import { type MachineState, sampleKey, startOf } from './machine-state.ts'
import { type GatheredStep, planGathering, writeGatherChunks } from './gather-ahead.ts'
import { chunkTasks, chunkWords, segmentWords, stepWords } from './job-records.ts'
import { arithmeticCode } from './pack-weights.ts'
import { storeFloats, storePattern } from './store-pattern.ts'
import type { PendingStream, StreamNoise } from './pending-stream.ts'

const planeWords = 4 + 2

/** Chunks of a job for each thread to aim for: enough that none is left alone with a long one. */
const chunksPerThread = 4
/** Input vectors of a block: in the first-level cache, with room for weights and sums. */
const blockBytes = 20_000
/** Vectors that are gathered once are read by each chunk: fewer rows, and reading takes longer than multiplying. */
const fewestRows = 32
/** Sums of all segments of a chunk: in the second-level cache with what else is in use, if more than one. */
const sumsBytes = 2 ** 19
/** Multiplications from which on waking workers pays. */
const parallelWork = 400_000

/** Rows [first, first + count) of the streams of a chain. */
interface RowPart {
  readonly chain: Chain
  readonly first: number
  readonly count: number
}

/** Computes streams that do not depend on each other, but for those of a chain, which go one after the other. */
export function buildJob(engine: Engine): (state: MachineState, streams: readonly PendingStream[]) => void {
  const patterns = new Map<CompiledPattern, number>()
  const arrays = new Map<Float32Array, number>()
  let arena = { address: 0, words: 0 }
  let gathered = { address: 0, bytes: 0 }
  let owner: MachineState | undefined
  const plans = new Map<string, Plan>()
  let keptWords = 0

  const patternAddress = (pattern: CompiledPattern): number => {
    const known = patterns.get(pattern)
    if (known !== undefined) return known
    const address = storePattern(engine, pattern)
    patterns.set(pattern, address)
    return address
  }
  const arrayAddress = (values: Float32Array | undefined): number => {
    if (values === undefined) return 0
    const known = arrays.get(values)
    if (known !== undefined) return known
    const address = storeFloats(engine, values)
    arrays.set(values, address)
    return address
  }

  const build = (state: MachineState, streams: readonly PendingStream[]): void => {
    if (owner !== state) {
      plans.clear()
      owner = state
    }
    const key = `${streams[0]!.work.instruction} ${streams.length} ${state.samples}`
    const known = plans.get(key)
    if (known !== undefined && known.streams.every((stream, i) => stream === streams[i])) {
      refresh(engine, state, known)
      run(engine, known)
      return
    }
    if (streams.length > 1 && areEntangled(state, streams)) {
      for (const stream of streams) build(state, [stream])
      return
    }
    const groups = chainStreams(streams)
    const wanted = engine.threads === 1 ? 1 : chunksPerThread * engine.threads
    const bundled = groups.map((group) => {
      const steps = group[0]!.streams
      return { bundles: bundle(group, state.samples, wanted), steps, block: blockOf(steps, steps[0]!.work.input.positions) }
    })
    const gathering = planGathering(
      bundled.map(({ bundles, steps, block }) => ({ chunks: bundles.length, steps, block })),
      state.samples,
      engine.threads,
    )
    const bundles = bundled.flatMap(({ bundles: ofGroup, block }, group) =>
      ofGroup.map((parts, index) => ({ parts, block, isFirst: index === 0, ahead: gathering.plans[group] })),
    )
    const chunkCount = bundles.length * state.samples
    const words = bundles.reduce(
      (sum, { parts }) => {
        const steps = parts[0]!.chain.streams
        const planes = steps.reduce((most, { converted }) => most + (converted?.encoded.planes.length ?? 1), 0)
        return (
          sum +
          steps.length * parts.length * segmentWords +
          planes * parts.length * 4 +
          state.samples * (chunkWords + steps.length * stepWords + planes * planeWords)
        )
      },
      gathering.chunks * chunkWords + 64,
    )
    for (const { work, converted } of streams) {
      patternAddress(work.input)
      patternAddress(work.output)
      arrayAddress(work.use.outScale)
      arrayAddress(work.use.bias)
      arrayAddress(converted?.corrections)
      arrayAddress(converted?.given)
    }
    // A plan that is used again keeps its tables.
    const keeps = keptWords + words <= mostKeptWords && !streams.some(({ work }) => work.imprinted)
    if (keeps) keptWords += words
    else if (words > arena.words) {
      const room = Math.ceil(words * 1.25)
      arena = { address: engine.allocate(room * 4), words: room }
    }
    if (gathering.bytes > gathered.bytes) gathered = { address: engine.allocate(gathering.bytes), bytes: gathering.bytes }
    let top = (keeps ? engine.allocate(words * 4) : arena.address) / 4
    const { words: memory, floats } = engine.views()
    const stepPlaces: StepPlace[] = []
    const sampleKeys: { readonly at: number; readonly sample: number }[] = []
    const take = (count: number): number => {
      const at = top
      top += count
      return at
    }
    // Those that gather come first.
    const chunks = take((gathering.chunks + chunkCount) * chunkWords)
    const stepsToGather: GatheredStep[] = []
    let [chunk, scratchBytes, work] = [chunks + gathering.chunks * chunkWords, 0, 0]
    for (const { parts, block, isFirst, ahead } of bundles) {
      const { streams: steps } = parts[0]!.chain
      const { positions } = steps[0]!.work.input
      const planesKept = Math.max(...steps.map(({ converted }) => converted?.encoded.planes.length ?? 1))
      const hasOnes = parts.some(({ chain }) => chain.streams.some(({ weights }) => weights.ones >= 0))
      const rowsKept = Math.ceil(Math.max(...parts.map(({ count }) => count)) / 4) * 4 + (hasOnes ? 4 : 0)
      const segmentTables = steps.map((_, i) => {
        const table = take(parts.length * segmentWords)
        for (const [g, part] of parts.entries()) writeSegment(table + g * segmentWords, part, i, rowsKept)
        return table
      })
      for (const { chain, count } of parts)
        for (const stream of chain.streams)
          work += positions * count * stream.work.tile.columns * (stream.converted?.encoded.planes.length ?? 1)
      for (let sample = 0; sample < state.samples; sample++) {
        const table = take(steps.length * stepWords)
        for (const [i, step] of steps.entries()) {
          const at = table + i * stepWords
          writeStep(at, step, sample, segmentTables[i]!)
          const place = ahead?.steps[i]
          memory[at + 10] = place === undefined ? 0 : gathered.address + sample * ahead!.sampleBytes + place.vectors
          memory[at + 11] = place === undefined ? 0 : gathered.address + sample * ahead!.sampleBytes + place.light
          if (place !== undefined && isFirst) stepsToGather.push({ step: at, positions, block })
        }
        memory[chunk] = parts.length
        memory[chunk + 1] = steps.length
        memory[chunk + 2] = table * 4
        memory[chunk + 3] = positions
        memory[chunk + 4] = state.address + sample * state.layout.words * 4
        sampleKeys.push({ at: chunk + 5, sample })
        memory[chunk + 6] = block
        memory[chunk + 7] = rowsKept
        memory[chunk + 8] = planesKept
        memory[chunk + 9] = chunkTasks.compute
        memory[chunk + 10] = gathering.chunks
        chunk += chunkWords
      }
      scratchBytes = Math.max(scratchBytes, scratchOf(positions, rowsKept, planesKept, parts.length, block, steps))
    }
    writeGatherChunks(engine, chunks, stepsToGather, gathering.blocksEach)
    const parallel = work * state.samples >= parallelWork
    const plan = { streams, chunks, chunkCount: gathering.chunks + chunkCount, scratchBytes, parallel, stepPlaces, sampleKeys }
    if (keeps) plans.set(key, plan)
    refresh(engine, state, plan)
    run(engine, plan)

    function writeSegment(at: number, { chain, first, count }: RowPart, index: number, rowsKept: number): void {
      const { work: stream, weights, converted } = chain.streams[index]!
      memory[at] = weights.address
      memory[at + 1] = weights.stride
      memory[at + 2] = first
      memory[at + 3] = count
      memory[at + 4] = arrayAddress(stream.use.outScale)
      memory[at + 5] = stream.accumulate ? 0 : arrayAddress(stream.use.bias)
      memory[at + 6] = arrayAddress(converted?.corrections)
      memory[at + 7] = (stream.accumulate ? 1 : 0) | (converted?.perRow === true ? 2 : 0) | (converted === undefined ? 0 : 4)
      memory[at + 8] = patternAddress(stream.output)
      memory[at + 9] = arrayAddress(converted?.given)
      floats[at + 10] = converted?.codeStep ?? 1
      floats[at + 11] = converted?.ringShift ?? 0
      floats[at + 12] = converted?.largestCode ?? 0
      floats[at + 13] = converted?.leastRange ?? 0
      memory[at + 14] = converted?.noise?.key ?? 0
      memory[at + 15] = stream.tile.rows
      memory[at + 16] = converted?.clips ?? 0
      memory[at + 17] = converted?.reached ?? 0
      memory[at + 18] = weights.ones < 0 ? -1 : rowsKept - 4
      floats[at + 19] = converted?.noise?.held ?? 0
      memory[at + 20] = weights.ones
      memory[at + 21] = state.layout.base[stream.output.buffer]! * 4
      memory[at + 22] = converted?.noise === undefined ? 0 : writeNoise(converted.noise) * 4
    }

    function writeNoise({ planes }: StreamNoise): number {
      const at = take(planes.length * 4)
      for (const [q, { constant, each, squared }] of planes.entries()) floats.set([constant, each, squared], at + q * 4)
      return at
    }

    function writeStep(at: number, { work: stream, arithmetic, converted }: PendingStream, sample: number, segments: number): void {
      const { input, tile } = stream
      const size = state.layout.size[input.buffer]!
      const count = converted?.encoded.planes.length ?? 1
      const planes = take(count * 4)
      const factors = take(count * 2)
      if (converted !== undefined) stepPlaces.push({ at, planes, factors, encoded: converted.encoded, sample })
      else {
        // Padding is 0; tables may lie where others were.
        memory[planes] = state.address + startOf(state, input.buffer, sample) * 4
        memory[planes + 1] = 0
      }
      memory[at] = patternAddress(input)
      memory[at + 1] = 1
      memory[at + 2] = planes * 4
      memory[at + 3] = tile.columns
      memory[at + 4] = arithmeticCode[arithmetic]
      memory[at + 5] = size
      floats[at + 6] = 1
      memory[at + 7] = segments * 4
      memory[at + 8] = converted?.noise === undefined ? 0 : 1
      memory[at + 9] = factors * 4
    }
  }
  return build
}

/** Where a step of a sample has what changes with the values. */
interface StepPlace {
  readonly at: number
  readonly planes: number
  readonly factors: number
  readonly encoded: EncodedInput
  readonly sample: number
}

/** A job whose tables are written, but for what changes with the values. */
interface Plan {
  readonly streams: readonly PendingStream[]
  readonly chunks: number
  readonly chunkCount: number
  readonly scratchBytes: number
  readonly parallel: boolean
  readonly stepPlaces: readonly StepPlace[]
  readonly sampleKeys: readonly { readonly at: number; readonly sample: number }[]
}

/** Tables kept for plans that come again, in words. */
const mostKeptWords = 2 ** 25

/** Writes what changes with the values: the planes that have symbols, the step of the codes, the key of the noise. */
function refresh(engine: Engine, state: MachineState, { stepPlaces, sampleKeys }: Plan): void {
  const { words: memory, floats } = engine.views()
  for (const { at, sample } of sampleKeys) memory[at] = sampleKey(state, sample)
  for (const { at, planes, factors, encoded, sample } of stepPlaces) {
    const { encoding, planes: addresses, sampleBytes, negative, steps } = encoded
    let used = 0
    for (let index = 0; index < addresses.length; index++) {
      const plane = encoding.planes[index]!
      if (plane.part === 'negative' && negative[sample] !== 1) continue
      memory[planes + used * 4] = addresses[index]! + sample * sampleBytes
      memory[planes + used * 4 + 1] = (encoding.offset >> plane.shift) & plane.mask
      floats[factors + used * 2] = plane.factor
      memory[factors + used * 2 + 1] = index
      used++
    }
    memory[at + 1] = used
    floats[at + 6] = steps[sample]!
  }
}

function run(engine: Engine, { chunks, chunkCount, scratchBytes, parallel }: Plan): void {
  for (let first = 0; first < chunkCount; first += largestJob) {
    engine.run((chunks + first * chunkWords) * 4, Math.min(largestJob, chunkCount - first), scratchBytes, parallel)
  }
}

/** Chains of a group cut into chunks: together while there are many, in parts of their rows while there are few. */
function bundle(chains: readonly Chain[], samples: number, wantedChunks: number): RowPart[][] {
  const bundles: RowPart[][] = []
  const { positions } = chains[0]!.streams[0]!.work.input
  const rowBytes = Math.max(
    ...chains[0]!.streams.map(
      ({ arithmetic, converted }) => (converted?.encoded.planes.length ?? 1) * (positions + 32) * (arithmetic === 'int8' ? 2 : 4),
    ),
  )
  const all = chains.length * samples
  const together = Math.max(1, Math.floor(all / wantedChunks))
  const cuts = Math.max(1, Math.ceil(wantedChunks / all))
  for (let first = 0; first < chains.length;) {
    const rows = chains[first]!.rows
    const most = Math.max(1, Math.min(together, Math.floor(sumsBytes / (rowBytes * rows))))
    const members = chains.slice(first, first + most)
    first += members.length
    const mayCut = members.length === 1 && members[0]!.rowsApart
    const size = mayCut ? Math.max(fewestRows, Math.ceil(rows / cuts / 4) * 4) : rows
    for (let row = 0; row < rows; row += size)
      bundles.push(members.map((chain) => ({ chain, first: row, count: mayCut ? Math.min(size, rows - row) : chain.rows })))
  }
  return bundles
}

function blockOf(steps: readonly PendingStream[], positions: number): number {
  const bytes = Math.max(
    ...steps.map(({ work, arithmetic }) => work.tile.columns * (arithmetic === 'float32' ? 4 : arithmetic === 'int16' ? 2 : 1)),
  )
  const most = Math.max(16, Math.floor(blockBytes / bytes / 16) * 16)
  const blocks = Math.ceil(positions / most)
  return Math.ceil(positions / blocks / 16) * 16
}

function scratchOf(
  positions: number,
  rows: number,
  planes: number,
  segments: number,
  block: number,
  steps: readonly PendingStream[],
): number {
  const strideS = (Math.ceil(positions / 16) * 16 + 16) * 4
  const columns = Math.max(...steps.map(({ work }) => work.tile.columns))
  const x = (columns + 1) * (block + 48) * 4 + 256
  return strideS * (1 + 3 * planes) + segments * planes * rows * (16 + strideS) + x
}

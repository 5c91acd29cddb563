import { areEntangled, type Chain, chainStreams } from './chain-streams.ts'
import type { CompiledPattern } from './compile-pattern.ts'
import { type Engine, largestJob } from './engine.ts'
import { type MachineState, sampleKey, startOf } from './machine-state.ts'
import { arithmeticCode } from './pack-weights.ts'
import { storeFloats, storePattern } from './store-pattern.ts'
import type { PendingStream } from './pending-stream.ts'

// Words of the records that kernels/chunk.as and kernels/digitise.as describe.
const chunkWords = 12
const stepWords = 12
const segmentWords = 24
const planeWords = 4 + 2

/** Chunks of a job for each thread to aim for: enough that none is left alone with a long one; each gathers its vectors anew. */
const chunksPerThread = 3
/** Input vectors of a block: in the first-level cache, with room for weights and sums. */
const blockBytes = 20_000
const fewestRows = 16
/** Sums of all segments of a chunk: in the second-level cache, if more than one. */
const sumsBytes = 2 ** 20
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
    if (streams.length > 1 && areEntangled(state, streams)) {
      for (const stream of streams) build(state, [stream])
      return
    }
    const groups = chainStreams(streams)
    const bundles = groups.flatMap((group) => bundle(group, state.samples, engine.threads === 1 ? 1 : chunksPerThread * engine.threads))
    const chunkCount = bundles.length * state.samples
    const words = bundles.reduce((sum, parts) => {
      const steps = parts[0]!.chain.streams
      const planes = steps.reduce((most, { converted }) => most + (converted?.encoded.planes.length ?? 1), 0)
      return (
        sum +
        steps.length * parts.length * (segmentWords + 4) +
        state.samples * (chunkWords + steps.length * stepWords + planes * planeWords)
      )
    }, 64)
    for (const { work, converted } of streams) {
      patternAddress(work.input)
      patternAddress(work.output)
      arrayAddress(work.use.outScale)
      arrayAddress(work.use.bias)
      arrayAddress(converted?.corrections)
    }
    if (words > arena.words) {
      const room = Math.ceil(words * 1.25)
      arena = { address: engine.allocate(room * 4), words: room }
    }
    const { words: memory, floats } = engine.views()
    let top = arena.address / 4
    const take = (count: number): number => {
      const at = top
      top += count
      return at
    }
    const chunks = take(chunkCount * chunkWords)
    let [chunk, scratchBytes, work] = [chunks, 0, 0]
    for (const parts of bundles) {
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
      const noises = steps.map(({ converted }) => {
        if (converted?.noise === undefined) return 0
        const at = take(4)
        floats[at] = converted.noise.constant
        floats[at + 1] = converted.noise.each
        floats[at + 2] = converted.noise.squared
        return at
      })
      for (const { chain, count } of parts)
        for (const stream of chain.streams)
          work += positions * count * stream.work.tile.columns * (stream.converted?.encoded.planes.length ?? 1)
      const block = blockOf(steps, positions)
      for (let sample = 0; sample < state.samples; sample++) {
        const table = take(steps.length * stepWords)
        for (const [i, step] of steps.entries()) writeStep(table + i * stepWords, step, sample, segmentTables[i]!, noises[i]!)
        memory[chunk] = parts.length
        memory[chunk + 1] = steps.length
        memory[chunk + 2] = table * 4
        memory[chunk + 3] = positions
        memory[chunk + 4] = state.address + sample * state.layout.words * 4
        memory[chunk + 5] = sampleKey(state, sample)
        memory[chunk + 6] = block
        memory[chunk + 7] = rowsKept
        memory[chunk + 8] = planesKept
        chunk += chunkWords
      }
      scratchBytes = Math.max(scratchBytes, scratchOf(positions, rowsKept, planesKept, parts.length, block, steps))
    }
    for (let first = 0; first < chunkCount; first += largestJob) {
      const count = Math.min(largestJob, chunkCount - first)
      engine.run((chunks + first * chunkWords) * 4, count, scratchBytes, work * state.samples >= parallelWork)
    }

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
      memory[at + 9] = 0
      floats[at + 10] = converted?.codeStep ?? 1
      floats[at + 11] = converted?.ringShift ?? 0
      floats[at + 12] = converted?.largestCode ?? 0
      floats[at + 13] = converted?.leastRange ?? 0
      memory[at + 14] = converted?.noise?.key ?? 0
      memory[at + 15] = stream.tile.rows
      memory[at + 16] = 0
      memory[at + 17] = 0
      memory[at + 18] = weights.ones < 0 ? -1 : rowsKept - 4
      floats[at + 19] = converted?.noise?.held ?? 0
      memory[at + 20] = weights.ones
      memory[at + 21] = state.layout.base[stream.output.buffer]! * 4
    }

    function writeStep(
      at: number,
      { work: stream, arithmetic, converted }: PendingStream,
      sample: number,
      segments: number,
      noise: number,
    ): void {
      const { input, tile } = stream
      const size = state.layout.size[input.buffer]!
      const used: number[] = []
      if (converted === undefined) used.push(0)
      else
        for (const [index, { part }] of converted.encoded.encoding.planes.entries())
          if (part !== 'negative' || converted.encoded.negative[sample] === 1) used.push(index)
      const planes = take(used.length * 4)
      const factors = take(used.length * 2)
      for (const [q, index] of used.entries()) {
        const place = planes + q * 4
        if (converted === undefined) {
          memory[place] = state.address + startOf(state, input.buffer, sample) * 4
          memory[place + 1] = 0
        } else {
          const { encoding, planes: addresses, sampleBytes } = converted.encoded
          const plane = encoding.planes[index]!
          memory[place] = addresses[index]! + sample * sampleBytes
          memory[place + 1] = (encoding.offset >> plane.shift) & plane.mask
          floats[factors + q * 2] = plane.factor
          memory[factors + q * 2 + 1] = index
        }
      }
      memory[at] = patternAddress(input)
      memory[at + 1] = used.length
      memory[at + 2] = planes * 4
      memory[at + 3] = tile.columns
      memory[at + 4] = arithmeticCode[arithmetic]
      memory[at + 5] = size
      floats[at + 6] = converted?.encoded.steps[sample] ?? 1
      memory[at + 7] = segments * 4
      memory[at + 8] = noise * 4
      memory[at + 9] = factors * 4
    }
  }
  return build
}

/** Chains of a group cut into chunks: together while there are many, in parts of their rows while there are few. */
function bundle(chains: readonly Chain[], samples: number, wantedChunks: number): RowPart[][] {
  const bundles: RowPart[][] = []
  const { positions } = chains[0]!.streams[0]!.work.input
  const rowBytes = Math.max(...chains[0]!.streams.map(({ converted }) => converted?.encoded.planes.length ?? 1)) * (positions + 32) * 4
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
  return strideS * (1 + planes) + segments * planes * rows * (16 + strideS) + x
}

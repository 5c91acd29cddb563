import { type Engine, largestJob } from './engine.ts'
import { chunkTasks, chunkWords } from './job-records.ts'
import type { PendingStream } from './pending-stream.ts'

/** Where vectors that several chunks read are gathered once, in bytes from the start of the room. */
export interface GatherPlan {
  readonly steps: readonly { readonly vectors: number; readonly light: number }[]
  /** From one sample to the next. */
  readonly sampleBytes: number
}

/** Gathered vectors of one job at most, in bytes. Chunks of what is beyond gather their own. */
const mostBytes = 2 ** 26
/** Blocks of all steps for each thread to have several pieces. */
const piecesPerThread = 4

/** Chunks of a job that read the same steps. */
interface ReadingGroup {
  readonly chunks: number
  readonly steps: readonly PendingStream[]
  readonly block: number
}

export interface Gathering {
  /** By group; undefined where each chunk gathers its own. */
  readonly plans: readonly (GatherPlan | undefined)[]
  /** Of the room. */
  readonly bytes: number
  /** Chunks that gather, and how many blocks each does at most. */
  readonly chunks: number
  readonly blocksEach: number
}

/** Plans for groups of at least two chunks. A job of more chunks than run at once gathers nothing ahead, as chunks wait for those that gather. */
export function planGathering(groups: readonly ReadingGroup[], samples: number, threads: number): Gathering {
  let bytes = 0
  const blockCounts: number[] = []
  const plans = groups.map(({ chunks, steps, block }) => {
    if (chunks < 2) return undefined
    let end = bytes
    const places = steps.map((step) => {
      const vectors = end
      const light = vectors + vectorBytes(step, block)
      end = light + lightBytes(step)
      return { vectors, light }
    })
    const sampleBytes = end - bytes
    if (bytes + samples * sampleBytes > mostBytes) return undefined
    bytes += samples * sampleBytes
    for (const { work } of steps) for (let sample = 0; sample < samples; sample++) blockCounts.push(Math.ceil(work.input.positions / block))
    return { steps: places, sampleBytes }
  })
  const blocks = blockCounts.reduce((sum, count) => sum + count, 0)
  const blocksEach = Math.ceil(blocks / (piecesPerThread * threads))
  const chunks = blockCounts.reduce((sum, count) => sum + Math.ceil(count / blocksEach), 0)
  const all = groups.reduce((sum, group) => sum + group.chunks * samples, chunks)
  if (all > largestJob) return { plans: groups.map(() => undefined), bytes: 0, chunks: 0, blocksEach: 1 }
  return { plans, bytes, chunks, blocksEach }
}

/** Bytes of all blocks of a step; the room of a row as `rowBytes` in kernels/chunk.as. */
function vectorBytes({ arithmetic, work, converted }: PendingStream, block: number): number {
  const { columns } = work.tile
  const rowBytes = arithmetic === 'int8' ? (Math.ceil((block + 16) / 16) * 16 + 16) * 2 : (Math.ceil(block / 16) * 16 + 16) * 4
  const rows = arithmetic === 'float32' ? columns : Math.ceil(columns / 2)
  return roundUp((converted?.encoded.planes.length ?? 1) * Math.ceil(work.input.positions / block) * rows * rowBytes)
}

/** Bytes of the light of a step's positions, that read noise depends on. */
function lightBytes({ work, converted }: PendingStream): number {
  if (converted?.noise === undefined) return 0
  return roundUp(converted.encoded.planes.length * 2 * (Math.ceil(work.input.positions / 16) * 16 + 16) * 4)
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}

/** A step to gather: where its record lies, as a word. */
export interface GatheredStep {
  readonly step: number
  readonly positions: number
  readonly block: number
}

/** Writes the chunks that gather, `blocksEach` blocks of a step each. */
export function writeGatherChunks(engine: Engine, at: number, steps: readonly GatheredStep[], blocksEach: number): void {
  const { words } = engine.views()
  let chunk = at
  for (const { step, positions, block } of steps) {
    const blocks = Math.ceil(positions / block)
    for (let first = 0; first < blocks; first += blocksEach) {
      words[chunk] = first
      words[chunk + 1] = Math.min(blocks, first + blocksEach)
      words[chunk + 2] = step * 4
      words[chunk + 3] = positions
      words[chunk + 6] = block
      words[chunk + 9] = chunkTasks.gather
      chunk += chunkWords
    }
  }
}

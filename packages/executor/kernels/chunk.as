import { finish } from './digitise'
import { encodePlane, rangeOf } from './encode'
import { dotBytes, dotFloats, dotFloatsByRow, dotPairs, dotPairsByRow } from './dot'
import { gatherBytePair, gatherFloats, gatherPair } from './gather'
import { CHUNKS, COMPLETED, COUNT, EPOCH, pointer, QUIT, real, SCRATCH, SCRATCH_BYTES, TICKET, word } from './layout'

// Chunk: 0 segments a step, 1 steps, 2 steps table, 3 positions, 4 activation memory of the sample, 5 noise key of the sample, 6 positions a
// block, 7 the most rows of a segment, 8 the most planes, 9 what to do: 0 this; 1 gather one step's blocks 0 to 1 for others; 2 measure
// 1 values from 0 on, leaving the largest magnitude and the least value at 2; 3 encode as the record of arguments at 2 says.
// 10: chunks of the job that have to be done before (only those of task 0 wait, all of a job for the same).
const CHUNK_WORDS = 12
// Step: 0 input pattern, 1 planes, 2 plane table of 4 words (symbols, filler, factor, index), 3 columns, 4 kind (0 float32, 1 int16, 2 int8),
// 5 elements of the input buffer, 6 value of an input code, 7 segments table, 8 whether sums have noise, 9 factor (float32) and index of each
// plane that is sent, 10 where its blocks are gathered for all chunks (0: nowhere), [plane][block], 11 and with noise the light of their positions,
// [plane][sum of symbols, sum of their squares][position]
const STEP_WORDS = 12
const SEGMENT_WORDS = 24
/** Looks at a word before sleeping: some 20 microseconds. */
const SPINS = 4000

@inline function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes)
}

/** Zeros behind the gathered positions of a row. */
@inline function pad(row: usize, from: i32, to: i32): void {
  for (let p = from; p < to; p++) store<i32>(row + (<usize>p << 2), 0)
}

function gatherBlock(step: usize, plane: usize, from: i32, to: i32, padded: i32, x: usize, strideX: usize): void {
  const pattern = pointer(step, 0)
  const columns = word(step, 3)
  const kind = word(step, 4)
  const size = word(step, 5)
  const source = pointer(plane, 0)
  if (kind == 0) {
    const filler = <f32>word(plane, 1)
    for (let c = 0; c < columns; c++) {
      const row = x + <usize>c * strideX
      gatherFloats(pattern, c, source, size, from, to, filler, row)
      pad(row, to - from, padded)
    }
    return
  }
  const filler = word(plane, 1)
  for (let c = 0; c < columns; c += 2) {
    const row = x + <usize>(c >> 1) * strideX
    const d = min(c + 1, columns - 1)
    if (kind == 1) {
      gatherPair(pattern, c, d, source, size, from, to, filler, row)
      pad(row, to - from, padded)
    } else {
      gatherBytePair(pattern, c, d, source, size, from, to, filler, row)
      for (let p = to - from; p < padded; p++) store<u16>(row + (<usize>p << 1), 0)
    }
  }
}

/** The light of every position of a block: the sum of its symbols, and that of their squares. */
function lightOf(step: usize, x: usize, strideX: usize, count: i32, sums: usize, squares: usize): void {
  const columns = word(step, 3)
  const kind = word(step, 4)
  const pairs = (columns + 1) >> 1
  for (let p = 0; p < count; p += 4) {
    let sum = f32x4.splat(0)
    let square = f32x4.splat(0)
    if (kind == 0) {
      for (let c = 0; c < columns; c++) {
        const v = v128.load(x + <usize>c * strideX + (<usize>p << 2))
        sum = f32x4.add(sum, f32x4.abs(v))
        square = f32x4.add(square, f32x4.mul(v, v))
      }
    } else {
      let one = i32x4.splat(0)
      let two = i32x4.splat(0)
      const ones = i16x8.splat(1)
      for (let k = 0; k < pairs; k++) {
        const v = kind == 1 ? v128.load(x + <usize>k * strideX + (<usize>p << 2)) : v128.load8x8_u(x + <usize>k * strideX + (<usize>p << 1))
        one = i32x4.add(one, i32x4.dot_i16x8_s(v, ones))
        two = i32x4.add(two, i32x4.dot_i16x8_s(v, v))
      }
      sum = f32x4.convert_i32x4_s(one)
      square = f32x4.convert_i32x4_s(two)
    }
    v128.store(sums + (<usize>p << 2), sum)
    v128.store(squares + (<usize>p << 2), square)
  }
}

/** Deviation of the read noise of the sums of a segment, [plane][position]: sqrt(constant + each * sum of symbols + squared * sum of their squares). */
function deviationsOf(segment: usize, planes: usize, planeCount: i32, positions: i32, light: usize, into: usize, strideS: usize): void {
  for (let q = 0; q < planeCount; q++) {
    const parameters = pointer(segment, 22) + (<usize>word(planes, 2 * q + 1) << 4)
    const constant = f32x4.splat(real(parameters, 0))
    const each = f32x4.splat(real(parameters, 1))
    const squared = f32x4.splat(real(parameters, 2))
    const sums = light + (<usize>q << 1) * strideS
    const squares = sums + strideS
    const to = into + <usize>q * strideS
    for (let p = 0; p < positions; p += 4) {
      const at = <usize>p << 2
      const variance = f32x4.add(f32x4.add(constant, f32x4.mul(each, v128.load(sums + at))), f32x4.mul(squared, v128.load(squares + at)))
      v128.store(to + at, f32x4.sqrt(variance))
    }
  }
}

/** Bytes from one gathered row to the next: stores past the last position need room, 16 words more than the block. */
@inline function rowBytes(kind: i32, block: i32): usize {
  return <usize>(kind == 2 ? ((block + 31) & ~15) + 16 : ((block + 15) & ~15) + 16) << (kind == 2 ? 1 : 2)
}

/** Bytes of a gathered block. */
@inline function gatheredBytes(kind: i32, columns: i32, block: i32): usize {
  return rowBytes(kind, block) * <usize>(kind == 0 ? columns : (columns + 1) >> 1)
}

/** Bytes of a number for each position. */
@inline function positionBytes(positions: i32): usize {
  return <usize>(((positions + 15) & ~15) + 16) << 2
}

/** Gathers blocks [first, last) of all planes of a step where every chunk finds them. */
function gatherAhead(chunk: usize): void {
  const step = pointer(chunk, 2)
  const positions = word(chunk, 3)
  const block = word(chunk, 6)
  const planes = pointer(step, 2)
  const kind = word(step, 4)
  const strideX = rowBytes(kind, block)
  const bytes = gatheredBytes(kind, word(step, 3), block)
  const blocks = (positions + block - 1) / block
  for (let b = word(chunk, 0); b < word(chunk, 1); b++) {
    const from = b * block
    const to = min(positions, from + block)
    const padded = kind == 2 ? (to - from + 7) & ~7 : (to - from + 3) & ~3
    for (let q = 0; q < word(step, 1); q++) {
      const x = pointer(step, 10) + <usize>(q * blocks + b) * bytes
      gatherBlock(step, planes + <usize>(q << 4), from, to, padded, x, strideX)
      if (word(step, 8) == 0) continue
      const light = pointer(step, 11) + (<usize>q << 1) * positionBytes(positions) + (<usize>from << 2)
      lightOf(step, x, strideX, (to - from + 3) & ~3, light, light + positionBytes(positions))
    }
  }
}

/** Waits until so many chunks of the job are done; others are at them. */
@inline function waitFor(chunks: i32): void {
  for (let spins = 0; ; spins++) {
    const done = atomic.load<i32>(COMPLETED)
    if (done >= chunks) return
    if (spins > SPINS) atomic.wait<i32>(COMPLETED, done, 50_000)
  }
}

function runChunk(chunk: usize, scratch: usize): void {
  const task = word(chunk, 9)
  if (task == 0) {
    waitFor(word(chunk, 10))
    compute(chunk, scratch)
  }
  else if (task == 1) gatherAhead(chunk)
  else if (task == 2) store<f32>(pointer(chunk, 2), rangeOf(pointer(chunk, 0), word(chunk, 1), pointer(chunk, 2) + 4))
  else {
    const r = pointer(chunk, 2)
    encodePlane(pointer(r, 0), word(r, 1), real(r, 2), real(r, 3), word(r, 4), word(r, 5), word(r, 6), word(r, 7), word(r, 8), pointer(r, 9))
  }
}

function compute(chunk: usize, scratch: usize): void {
  const segmentCount = word(chunk, 0)
  const stepCount = word(chunk, 1)
  const steps = pointer(chunk, 2)
  const positions = word(chunk, 3)
  const values = pointer(chunk, 4)
  const sampleKey = <u32>word(chunk, 5)
  const block = word(chunk, 6)
  const rowsKept = word(chunk, 7)
  const planesKept = word(chunk, 8)
  const strideS = positionBytes(positions)
  const strideP = strideS * <usize>rowsKept
  const strideG = strideP * <usize>planesKept
  // Scratch: totals, light [plane][2][position], deviations [plane][position], largest [segment][plane][row], sums [segment][plane][row][position], X.
  const totals = scratch
  const ownLight = totals + strideS
  const deviations = ownLight + 2 * strideS * <usize>planesKept
  const largest = deviations + strideS * <usize>planesKept
  const largestOfSegment = <usize>(rowsKept * planesKept) << 4
  const sums = largest + largestOfSegment * <usize>segmentCount
  const ownX = sums + strideG * <usize>segmentCount
  for (let i = 0; i < stepCount; i++) {
    const step = steps + <usize>(i * STEP_WORDS << 2)
    const planeCount = word(step, 1)
    const planes = pointer(step, 2)
    const columns = word(step, 3)
    const kind = word(step, 4)
    const segments = pointer(step, 7)
    const ahead = pointer(step, 10)
    const hasNoise = word(step, 8) != 0
    const bytes = gatheredBytes(kind, columns, block)
    const blocks = (positions + block - 1) / block
    const light = ahead == 0 ? ownLight : pointer(step, 11)
    clear(largest, largestOfSegment * <usize>segmentCount)
    for (let from = 0; from < positions; from += block) {
      const to = min(positions, from + block)
      const count = to - from
      const padded = kind == 2 ? (count + 7) & ~7 : (count + 3) & ~3
      const strideX = rowBytes(kind, block)
      for (let q = 0; q < planeCount; q++) {
        const x = ahead == 0 ? ownX : ahead + <usize>(q * blocks + from / block) * bytes
        if (ahead == 0) gatherBlock(step, planes + <usize>(q << 4), from, to, padded, x, strideX)
        const at = <usize>from << 2
        if (hasNoise && ahead == 0) {
          const own = ownLight + (<usize>q << 1) * strideS + at
          lightOf(step, x, strideX, (count + 3) & ~3, own, own + strideS)
        }
        for (let g = 0; g < segmentCount; g++) {
          const segment = segments + <usize>(g * SEGMENT_WORDS << 2)
          const weights = pointer(segment, 0)
          const strideW = pointer(segment, 1)
          const ones = word(segment, 18)
          const firstRow = word(segment, 2)
          const rows = (word(segment, 3) + 3) & ~3
          const into = sums + <usize>g * strideG + <usize>q * strideP + (kind == 2 ? at >> 1 : at)
          const m = largest + <usize>g * largestOfSegment + (<usize>(q * rowsKept) << 4)
          multiply(kind, x, strideX, weights + (<usize>firstRow << (kind == 2 ? 1 : 2)), strideW, columns, rows, count, padded, into, strideS, m)
          // The sum of the symbols: a row of ones behind the tile's, itself padded to four.
          if (ones >= 0) {
            const last = <usize>word(segment, 20)
            multiply(kind, x, strideX, weights + (last << (kind == 2 ? 1 : 2)), strideW, columns, 4, count, padded, into + <usize>ones * strideS, strideS, m + (<usize>ones << 4))
          }
        }
      }
    }
    // Only factor and index of each plane are read below: as pairs, 8 bytes into each entry.
    let inputStep = real(step, 6)
    for (let g = 0; g < segmentCount; g++) {
      const segment = segments + <usize>(g * SEGMENT_WORDS << 2)
      if (hasNoise) deviationsOf(segment, pointer(step, 9), planeCount, positions, light, deviations, strideS)
      finish(
        segment,
        pointer(step, 9),
        planeCount,
        kind,
        sums + <usize>g * strideG,
        strideP,
        strideS,
        largest + <usize>g * largestOfSegment,
        rowsKept,
        positions,
        inputStep,
        deviations,
        totals,
        values,
        sampleKey,
      )
    }
  }
}

@inline function multiply(
  kind: i32,
  x: usize,
  strideX: usize,
  weights: usize,
  strideW: usize,
  columns: i32,
  rows: i32,
  count: i32,
  padded: i32,
  into: usize,
  strideS: usize,
  largest: usize,
): void {
  const pairs = (columns + 1) >> 1
  if (kind == 0) {
    if (count < 4) dotFloatsByRow(x, strideX, weights, strideW, columns, rows, count, into, strideS)
    else dotFloats(x, strideX, weights, strideW, columns, rows, padded, into, strideS)
  } else if (kind == 1) {
    if (count < 4) dotPairsByRow(x, strideX, weights, strideW, pairs, rows, count, into, strideS, largest)
    else dotPairs(x, strideX, weights, strideW, pairs, rows, padded, into, strideS, largest)
  } else dotBytes(x, strideX, weights, strideW, pairs, rows, padded, into, strideS, largest)
}

/** Takes chunks one after the other until none is left. A ticket is a job's number and the next chunk: nobody takes one of a job that is over. */
export function work(worker: i32): void {
  const scratch = pointer(SCRATCH, 0) + <usize>worker * pointer(SCRATCH_BYTES, 0)
  for (;;) {
    const ticket = atomic.load<i32>(TICKET)
    const count = atomic.load<i32>(COUNT)
    const index = ticket & 0xffff
    if (index >= count) {
      // Who gave out the job goes to sleep until it is done, unless that is now.
      if (worker == 0) for (let spins = 0; spins < SPINS && atomic.load<i32>(COMPLETED) < count; spins++) {}
      return
    }
    if (atomic.cmpxchg<i32>(TICKET, ticket, ticket + 1) != ticket) continue
    runChunk(pointer(CHUNKS, 0) + <usize>(index * CHUNK_WORDS << 2), scratch)
    if (atomic.add<i32>(COMPLETED, 1) + 1 == count) atomic.notify(COMPLETED, 1)
  }
}

/** A worker's life: works on every job until it is told to quit. */
export function serve(worker: i32): void {
  let epoch = 0
  for (;;) {
    // The next job often follows at once, and waking up takes longer than a look.
    for (let spins = 0; spins < SPINS && atomic.load<i32>(EPOCH) == epoch; spins++) {}
    atomic.wait<i32>(EPOCH, epoch, -1)
    epoch = atomic.load<i32>(EPOCH)
    if (atomic.load<i32>(QUIT) != 0) return
    work(worker)
  }
}

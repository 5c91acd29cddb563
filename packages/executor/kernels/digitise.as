import { POOL, POOL_SIZE, pointer, real, WINDOW, word } from './layout'

/** A 32-bit mix (Wellons, "Prospecting for hash functions", lowbias32). */
@inline export function mix(value: u32): u32 {
  let x = value
  x ^= x >> 16
  x *= 0x7feb352d
  x ^= x >> 15
  x *= 0x846ca68b
  x ^= x >> 16
  return x
}

/** The largest lane of a row's maxima as float32. */
@inline function largestOf(at: usize, integers: bool): f32 {
  if (integers) return <f32>max(max(load<i32>(at), load<i32>(at, 4)), max(load<i32>(at, 8), load<i32>(at, 12)))
  return max(max(load<f32>(at), load<f32>(at, 4)), max(load<f32>(at, 8), load<f32>(at, 12)))
}

function scanFloats(sums: usize, count: i32): f32 {
  let m = f32x4.splat(0)
  for (let p = 0; p < count; p += 4) m = f32x4.max(m, f32x4.abs(v128.load(sums + (<usize>p << 2))))
  return max(max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)), max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)))
}

// Segment: 0 weights, 1 stride of weights in bytes, 2 first row, 3 rows, 4 outScale, 5 bias (0 none), 6 row sums times input offset (0 none),
// 7 flags (1 accumulate, 2 one range a row, 4 converts), 8 output pattern, 9 given ranges [plane][row or 1] (0 measured), 10 weight of a code,
// 11 shift of the rings, 12 largest ADC code, 13 least range, 14 noise key (0 without noise), 15 rows of the tile, 16 counts of clipped
// samples (0 none), 17 range reached [plane][row] (0 not kept), 18 the row of ones among the sums, or -1, 19 extra noise of the sample and hold,
// of range, 20 the row of ones among the weights, 21 where the output buffer starts in the sample's memory, in bytes, 22 its noise: (constant, per
// symbol, per squared symbol, -) for each plane.

/** Four sums as float32; those of 8-bit products are kept as int16. */
@inline function sumsAt(kind: i32, source: usize, p: i32): v128 {
  if (kind == 0) return v128.load(source + (<usize>p << 2))
  if (kind == 1) return f32x4.convert_i32x4_s(v128.load(source + (<usize>p << 2)))
  return f32x4.convert_i32x4_s(v128.load16x4_s(source + (<usize>p << 1)))
}

@inline function coded(value: v128, low: v128, high: v128): v128 {
  return f32x4.nearest(f32x4.pmax(low, f32x4.pmin(high, value)))
}

/**
 * What an ADC sees, in its codes: the sum and its read noise by the gain, and the noise of the sample-and-hold, `held` codes. Sum and
 * difference of two normal numbers are independent normal numbers.
 */
@inline function noisyCode(sum: v128, inv: v128, sigma: usize, one: usize, two: usize, c1: v128, c2: v128, held: v128): v128 {
  const a = f32x4.mul(v128.load(one), c1)
  const b = f32x4.mul(v128.load(two), c2)
  const read = f32x4.mul(f32x4.add(sum, f32x4.mul(v128.load(sigma), f32x4.add(a, b))), inv)
  return f32x4.add(read, f32x4.mul(held, f32x4.sub(a, b)))
}

/** Positions [from, to) of one row, a plane or two at once: convert, add up, scale, store. The same operations as in `finish`. */
@inline function finishRow(
  kind: i32,
  two: bool,
  hasNoise: bool,
  source0: usize,
  source1: usize,
  sigma0: usize,
  sigma1: usize,
  window0: usize,
  window1: usize,
  window2: usize,
  window3: usize,
  c0: f32,
  c1: f32,
  c2: f32,
  c3: f32,
  inv0: f32,
  inv1: f32,
  unit0: f32,
  unit1: f32,
  largestCode: f32,
  heldError: f32,
  correction: f32,
  scale: f32,
  added: f32,
  accumulate: bool,
  from: i32,
  to: i32,
  into: usize,
): void {
  const high = f32x4.splat(largestCode)
  const low = f32x4.splat(-largestCode)
  const vi0 = f32x4.splat(inv0)
  const vi1 = f32x4.splat(inv1)
  const vu0 = f32x4.splat(unit0)
  const vu1 = f32x4.splat(unit1)
  const vc = f32x4.splat(correction)
  const vs = f32x4.splat(scale)
  const vb = f32x4.splat(added)
  const held = f32x4.splat(f32(heldError * largestCode))
  const k0 = f32x4.splat(c0)
  const k1 = f32x4.splat(c1)
  const k2 = f32x4.splat(c2)
  const k3 = f32x4.splat(c3)
  for (let p = from; p < to; p += 4) {
    const at = <usize>p << 2
    const off = <usize>(p - from) << 2
    let s = sumsAt(kind, source0, p)
    let c = hasNoise ? noisyCode(s, vi0, sigma0 + at, window0 + off, window1 + off, k0, k1, held) : f32x4.mul(s, vi0)
    let t = f32x4.add(f32x4.splat(0), f32x4.mul(vu0, coded(c, low, high)))
    if (two) {
      s = sumsAt(kind, source1, p)
      c = hasNoise ? noisyCode(s, vi1, sigma1 + at, window2 + off, window3 + off, k2, k3, held) : f32x4.mul(s, vi1)
      t = f32x4.add(t, f32x4.mul(vu1, coded(c, low, high)))
    }
    let v = f32x4.mul(f32x4.sub(t, vc), vs)
    if (p + 4 <= to) {
      v = f32x4.add(accumulate ? v128.load(into + at) : vb, v)
      v128.store(into + at, v)
    } else {
      tail(v, into + at, to - p, added, accumulate)
    }
  }
}

function tail(v: v128, into: usize, count: i32, added: f32, accumulate: bool): void {
  store<f32>(into, (accumulate ? load<f32>(into) : added) + f32x4.extract_lane(v, 0))
  if (count > 1) store<f32>(into, (accumulate ? load<f32>(into, 4) : added) + f32x4.extract_lane(v, 1), 4)
  if (count > 2) store<f32>(into, (accumulate ? load<f32>(into, 8) : added) + f32x4.extract_lane(v, 2), 8)
}

function finishRowBytes(two: bool, s0: usize, s1: usize, i0: f32, i1: f32, u0: f32, u1: f32, largestCode: f32, correction: f32, scale: f32, added: f32, accumulate: bool, from: i32, to: i32, into: usize): void {
  if (two) finishRow(2, true, false, s0, s1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i0, i1, u0, u1, largestCode, 0, correction, scale, added, accumulate, from, to, into)
  else finishRow(2, false, false, s0, s1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i0, i1, u0, u1, largestCode, 0, correction, scale, added, accumulate, from, to, into)
}

function finishRowPairs(two: bool, s0: usize, s1: usize, i0: f32, i1: f32, u0: f32, u1: f32, largestCode: f32, correction: f32, scale: f32, added: f32, accumulate: bool, from: i32, to: i32, into: usize): void {
  if (two) finishRow(1, true, false, s0, s1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i0, i1, u0, u1, largestCode, 0, correction, scale, added, accumulate, from, to, into)
  else finishRow(1, false, false, s0, s1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i0, i1, u0, u1, largestCode, 0, correction, scale, added, accumulate, from, to, into)
}

function finishRowNoisy(two: bool, s0: usize, s1: usize, g0: usize, g1: usize, w0: usize, w1: usize, w2: usize, w3: usize, c0: f32, c1: f32, c2: f32, c3: f32, i0: f32, i1: f32, u0: f32, u1: f32, largestCode: f32, heldError: f32, correction: f32, scale: f32, added: f32, accumulate: bool, from: i32, to: i32, into: usize): void {
  if (two) finishRow(1, true, true, s0, s1, g0, g1, w0, w1, w2, w3, c0, c1, c2, c3, i0, i1, u0, u1, largestCode, heldError, correction, scale, added, accumulate, from, to, into)
  else finishRow(1, false, true, s0, s1, g0, g1, w0, w1, w2, w3, c0, c1, c2, c3, i0, i1, u0, u1, largestCode, heldError, correction, scale, added, accumulate, from, to, into)
}

/** The window of the pool, and the factor of its samples, of one draw. */
@inline function windowOf(h: u32): usize {
  return <usize>load<u32>(POOL) + (<usize>(h & (POOL_SIZE - 1)) << 2)
}
@inline function signOf(h: u32): f32 {
  return (h & 0x80000000) != 0 ? -0.7071067811865476 : 0.7071067811865476
}
@inline function drawOf(key: u32, sampleKey: u32, plane: i32, row: i32, first: i32): u32 {
  return mix(mix(key ^ mix(sampleKey + <u32>plane * 0x9e3779b9)) ^ mix(<u32>row * 0x85ebca6b + <u32>first))
}
@inline function secondDraw(h: u32): u32 {
  return mix(h + 0x6a09e667)
}

@inline function rangeOfRow(given: usize, perRow: bool, plane: i32, tileRows: i32, row: i32, largest: usize, rowsKept: i32, q: i32, r: i32, rows: i32, integers: bool, leastRange: f32): f32 {
  let range: f32 = 0
  if (given != 0) range = real(given, plane * (perRow ? tileRows : 1) + (perRow ? row : 0))
  else if (perRow) range = largestOf(largest + (<usize>(q * rowsKept + r) << 4), integers)
  else for (let i = 0; i < rows; i++) range = max(range, largestOf(largest + (<usize>(q * rowsKept + i) << 4), integers))
  return max(range, leastRange)
}

/**
 * Turns the sums of one segment in one step into values and stores them. `planes`: pairs (factor as float32, index); `sums` [plane][row][position],
 * a plane is `strideP` bytes, a row `strideS`; `largest` [plane][row] of 16 bytes; `noise` [plane][position] is the deviation of each sum.
 */
export function finish(
  segment: usize,
  planes: usize,
  planeCount: i32,
  kind: i32,
  sums: usize,
  strideP: usize,
  strideS: usize,
  largest: usize,
  rowsKept: i32,
  positions: i32,
  inputStep: f32,
  noise: usize,
  totals: usize,
  values: usize,
  sampleKey: u32,
): void {
  const integers = kind != 0
  const firstRow = word(segment, 2)
  const rows = word(segment, 3)
  const flags = word(segment, 7)
  const accumulate = (flags & 1) != 0
  const perRow = (flags & 2) != 0
  const converts = (flags & 4) != 0
  const outScale = pointer(segment, 4)
  const bias = pointer(segment, 5)
  const corrections = pointer(segment, 6)
  const pattern = pointer(segment, 8)
  const given = pointer(segment, 9)
  const codeStep = real(segment, 10)
  const ringShift = real(segment, 11)
  const largestCode = real(segment, 12)
  const leastRange = real(segment, 13)
  const key = <u32>word(segment, 14)
  const clips = pointer(segment, 16)
  const reached = pointer(segment, 17)
  const ones = word(segment, 18)
  const heldError = real(segment, 19)
  const tileRows = word(segment, 15)
  const positionAddress = pointer(pattern, 2)
  const elementAddress = pointer(pattern, 3)
  const isContiguous = word(pattern, 5) == 1
  const padded = (positions + 3) & ~3
  const high = f32x4.splat(largestCode)
  const low = f32x4.splat(-largestCode)
  const step = f32(inputStep * codeStep)

  if (converts && !integers) {
    for (let q = 0; q < planeCount; q++) {
      for (let r = 0; r < rows; r++) {
        const m = scanFloats(sums + <usize>q * strideP + <usize>r * strideS, padded)
        v128.store(largest + (<usize>(q * rowsKept + r) << 4), f32x4.splat(m))
      }
    }
  }
  const quick = converts && integers && planeCount > 0 && planeCount <= 2 && isContiguous && ones < 0 && clips == 0 && reached == 0 && (key == 0 || kind == 1)
  if (quick) {
    const last = planeCount - 1
    const two = planeCount == 2
    const plane0 = word(planes, 1)
    const plane1 = word(planes, 2 * last + 1)
    for (let r = 0; r < rows; r++) {
      const row = firstRow + r
      const range0 = rangeOfRow(given, perRow, plane0, tileRows, row, largest, rowsKept, 0, r, rows, integers, leastRange)
      const range1 = two ? rangeOfRow(given, perRow, plane1, tileRows, row, largest, rowsKept, 1, r, rows, integers, leastRange) : 0
      const inv0: f32 = range0 > 0 ? f32(largestCode / range0) : 0
      const inv1: f32 = range1 > 0 ? f32(largestCode / range1) : 0
      const unit0: f32 = range0 > 0 ? f32(real(planes, 0) * f32(range0 / largestCode)) : 0
      const unit1: f32 = range1 > 0 ? f32(real(planes, 2) * f32(range1 / largestCode)) : 0
      const scale = f32(real(outScale, row) * step)
      const correction: f32 = corrections == 0 ? 0 : real(corrections, row)
      const added: f32 = bias == 0 ? 0 : real(bias, row)
      const source0 = sums + <usize>r * strideS
      const source1 = source0 + strideP
      const into = values + pointer(segment, 21) + (<usize>(word(elementAddress, row) + word(positionAddress, 0)) << 2)
      if (key == 0) {
        if (kind == 2) finishRowBytes(two, source0, source1, inv0, inv1, unit0, unit1, largestCode, correction, scale, added, accumulate, 0, positions, into)
        else finishRowPairs(two, source0, source1, inv0, inv1, unit0, unit1, largestCode, correction, scale, added, accumulate, 0, positions, into)
      } else {
        for (let first = 0; first < positions; first += WINDOW) {
          const h0 = drawOf(key, sampleKey, plane0, row, first)
          const h1 = secondDraw(h0)
          const h2 = drawOf(key, sampleKey, plane1, row, first)
          const h3 = secondDraw(h2)
          finishRowNoisy(two, source0, source1, noise, noise + strideS, windowOf(h0), windowOf(h1), windowOf(h2), windowOf(h3), signOf(h0), signOf(h1), signOf(h2), signOf(h3), inv0, inv1, unit0, unit1, largestCode, heldError, correction, scale, added, accumulate, first, min(positions, first + WINDOW), into)
        }
      }
    }
    return
  }
  for (let r = 0; r < rows; r++) {
    const row = firstRow + r
    let clipped = i32x4.splat(0)
    if (converts) {
      for (let p = 0; p < padded; p += 4) v128.store(totals + (<usize>p << 2), f32x4.splat(0))
      for (let q = 0; q < planeCount; q++) {
        const factor = real(planes, 2 * q)
        const planeIndex = word(planes, 2 * q + 1)
        const range = rangeOfRow(given, perRow, planeIndex, tileRows, row, largest, rowsKept, q, r, rows, integers, leastRange)
        if (reached != 0) {
          const at = reached + (<usize>(planeIndex * tileRows + row) << 2)
          store<f32>(at, max(load<f32>(at), perRow && given == 0 ? range : largestOf(largest + (<usize>(q * rowsKept + r) << 4), integers)))
        }
        const source = sums + <usize>q * strideP + <usize>r * strideS
        if (range > 0) {
          const inv = f32x4.splat(f32(largestCode / range))
          const unit = f32x4.splat(f32(factor * f32(range / largestCode)))
          if (key == 0) {
            for (let p = 0; p < padded; p += 4) {
              const at = <usize>p << 2
              const v = f32x4.mul(kind == 2 ? sumsAt(2, source, p) : kind == 1 ? sumsAt(1, source, p) : sumsAt(0, source, p), inv)
              if (clips != 0) clipped = i32x4.sub(clipped, v128.or(f32x4.gt(v, f32x4.add(high, f32x4.splat(0.5))), f32x4.lt(v, f32x4.sub(low, f32x4.splat(0.5)))))
              const code = f32x4.nearest(f32x4.pmax(low, f32x4.pmin(high, v)))
              v128.store(totals + at, f32x4.add(v128.load(totals + at), f32x4.mul(unit, code)))
            }
          } else {
            const sigma = noise + <usize>q * strideS
            const held = f32x4.splat(f32(heldError * largestCode))
            for (let first = 0; first < padded; first += WINDOW) {
              const end = min(padded, first + WINDOW)
              const h = drawOf(key, sampleKey, planeIndex, row, first)
              const h2 = secondDraw(h)
              let one = windowOf(h)
              let two = windowOf(h2)
              const c1 = f32x4.splat(signOf(h))
              const c2 = f32x4.splat(signOf(h2))
              for (let p = first; p < end; p += 4) {
                const at = <usize>p << 2
                const s = kind == 2 ? sumsAt(2, source, p) : kind == 1 ? sumsAt(1, source, p) : sumsAt(0, source, p)
                const v = noisyCode(s, inv, sigma + at, one, two, c1, c2, held)
                if (clips != 0) clipped = i32x4.sub(clipped, v128.or(f32x4.gt(v, f32x4.add(high, f32x4.splat(0.5))), f32x4.lt(v, f32x4.sub(low, f32x4.splat(0.5)))))
                const code = f32x4.nearest(f32x4.pmax(low, f32x4.pmin(high, v)))
                v128.store(totals + at, f32x4.add(v128.load(totals + at), f32x4.mul(unit, code)))
                one += 16
                two += 16
              }
            }
          }
        }
        if (ones >= 0) {
          const shift = f32x4.splat(f32(ringShift * factor))
          const lit = sums + <usize>q * strideP + <usize>ones * strideS
          for (let p = 0; p < padded; p += 4) {
            const at = <usize>p << 2
            const s = kind == 2 ? sumsAt(2, lit, p) : kind == 1 ? sumsAt(1, lit, p) : sumsAt(0, lit, p)
            v128.store(totals + at, f32x4.sub(v128.load(totals + at), f32x4.mul(shift, s)))
          }
        }
      }
    }
    if (clips != 0) {
      const count = i32x4.extract_lane(clipped, 0) + i32x4.extract_lane(clipped, 1) + i32x4.extract_lane(clipped, 2) + i32x4.extract_lane(clipped, 3)
      if (count != 0) atomic.add<i32>(clips, count)
    }
    // Values: (total - correction) * (outScale * step), with the bias or what is stored added.
    const from = converts ? totals : sums + <usize>r * strideS
    const scale = converts ? f32(real(outScale, row) * step) : real(outScale, row)
    const correction: f32 = corrections == 0 ? 0 : real(corrections, row)
    const added: f32 = bias == 0 ? 0 : real(bias, row)
    const start = values + pointer(segment, 21) + (<usize>word(elementAddress, row) << 2)
    if (isContiguous) {
      const into = start + (<usize>word(positionAddress, 0) << 2)
      const vs = f32x4.splat(scale)
      const vc = f32x4.splat(correction)
      const vb = f32x4.splat(added)
      let p = 0
      for (; p + 4 <= positions; p += 4) {
        const at = <usize>p << 2
        let v = f32x4.mul(f32x4.sub(v128.load(from + at), vc), vs)
        v = f32x4.add(accumulate ? v128.load(into + at) : vb, v)
        v128.store(into + at, v)
      }
      for (; p < positions; p++) {
        const at = <usize>p << 2
        const v = f32(f32(load<f32>(from + at) - correction) * scale)
        store<f32>(into + at, f32((accumulate ? load<f32>(into + at) : added) + v))
      }
    } else {
      for (let p = 0; p < positions; p++) {
        const into = start + (<usize>word(positionAddress, p) << 2)
        const v = f32(f32(load<f32>(from + (<usize>p << 2)) - correction) * scale)
        store<f32>(into, f32((accumulate ? load<f32>(into) : added) + v))
      }
    }
  }
}

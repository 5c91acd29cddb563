// Products of a block: X as [row][position] with neighbouring input rows interleaved, W as [input row][output row], four output rows and two
// vectors of positions in registers. Sums of integers are exact; float32 sums go in ascending input rows.

/** int16 pairs: sums[r][p] over `pairs` pairs of columns. `count` is a multiple of 4, `rows` of 4. Strides in bytes. Tracks max |sum| per row in `largest` (16 bytes a row). */
export function dotPairs(x: usize, strideX: usize, w: usize, strideW: usize, pairs: i32, rows: i32, count: i32, sums: usize, strideS: usize, largest: usize): void {
  for (let r = 0; r < rows; r += 4) {
    const wr = w + (<usize>r << 2)
    const s0 = sums + <usize>r * strideS
    const s1 = s0 + strideS
    const s2 = s1 + strideS
    const s3 = s2 + strideS
    const m = largest + (<usize>r << 4)
    let m0 = v128.load(m)
    let m1 = v128.load(m, 16)
    let m2 = v128.load(m, 32)
    let m3 = v128.load(m, 48)
    let p = 0
    for (; p + 8 <= count; p += 8) {
      let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0)
      let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0)
      const at = <usize>p << 2
      let xp = x + at
      let wp = wr
      for (let k = 0; k < pairs; k++) {
        const u = v128.load(xp)
        const v = v128.load(xp, 16)
        let q = v128.load32_splat(wp)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(u, q))
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v, q))
        q = v128.load32_splat(wp, 4)
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(u, q))
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v, q))
        q = v128.load32_splat(wp, 8)
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(u, q))
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v, q))
        q = v128.load32_splat(wp, 12)
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(u, q))
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(v, q))
        xp += strideX
        wp += strideW
      }
      v128.store(s0 + at, a0)
      v128.store(s0 + at, b0, 16)
      v128.store(s1 + at, a1)
      v128.store(s1 + at, b1, 16)
      v128.store(s2 + at, a2)
      v128.store(s2 + at, b2, 16)
      v128.store(s3 + at, a3)
      v128.store(s3 + at, b3, 16)
      m0 = i32x4.max_s(m0, i32x4.max_s(i32x4.abs(a0), i32x4.abs(b0)))
      m1 = i32x4.max_s(m1, i32x4.max_s(i32x4.abs(a1), i32x4.abs(b1)))
      m2 = i32x4.max_s(m2, i32x4.max_s(i32x4.abs(a2), i32x4.abs(b2)))
      m3 = i32x4.max_s(m3, i32x4.max_s(i32x4.abs(a3), i32x4.abs(b3)))
    }
    for (; p < count; p += 4) {
      let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0)
      const at = <usize>p << 2
      let xp = x + at
      let wp = wr
      for (let k = 0; k < pairs; k++) {
        const u = v128.load(xp)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(u, v128.load32_splat(wp)))
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(u, v128.load32_splat(wp, 4)))
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(u, v128.load32_splat(wp, 8)))
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(u, v128.load32_splat(wp, 12)))
        xp += strideX
        wp += strideW
      }
      v128.store(s0 + at, a0)
      v128.store(s1 + at, a1)
      v128.store(s2 + at, a2)
      v128.store(s3 + at, a3)
      m0 = i32x4.max_s(m0, i32x4.abs(a0))
      m1 = i32x4.max_s(m1, i32x4.abs(a1))
      m2 = i32x4.max_s(m2, i32x4.abs(a2))
      m3 = i32x4.max_s(m3, i32x4.abs(a3))
    }
    v128.store(m, m0)
    v128.store(m, m1, 16)
    v128.store(m, m2, 32)
    v128.store(m, m3, 48)
  }
}

@inline function keep(at: usize, a: v128): v128 {
  v128.store(at, a)
  return i16x8.abs(a)
}

/** int8 pairs, sums below 2^15, kept as int16: `count` is a multiple of 8. X is at most 127, so every machine gives the same. */
export function dotBytes(x: usize, strideX: usize, w: usize, strideW: usize, pairs: i32, rows: i32, count: i32, sums: usize, strideS: usize, largest: usize): void {
  for (let r = 0; r < rows; r += 4) {
    const wr = w + (<usize>r << 1)
    const s0 = sums + <usize>r * strideS
    const s1 = s0 + strideS
    const s2 = s1 + strideS
    const s3 = s2 + strideS
    let m0 = i32x4.splat(0), m1 = i32x4.splat(0), m2 = i32x4.splat(0), m3 = i32x4.splat(0)
    let p = 0
    for (; p + 16 <= count; p += 16) {
      let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0)
      let b0 = i32x4.splat(0), b1 = i32x4.splat(0), b2 = i32x4.splat(0), b3 = i32x4.splat(0)
      let xp = x + (<usize>p << 1)
      let wp = wr
      for (let k = 0; k < pairs; k++) {
        const u = v128.load(xp)
        const v = v128.load(xp, 16)
        let q = v128.load16_splat(wp)
        a0 = i16x8.add(a0, i16x8.relaxed_dot_i8x16_i7x16_s(q, u))
        b0 = i16x8.add(b0, i16x8.relaxed_dot_i8x16_i7x16_s(q, v))
        q = v128.load16_splat(wp, 2)
        a1 = i16x8.add(a1, i16x8.relaxed_dot_i8x16_i7x16_s(q, u))
        b1 = i16x8.add(b1, i16x8.relaxed_dot_i8x16_i7x16_s(q, v))
        q = v128.load16_splat(wp, 4)
        a2 = i16x8.add(a2, i16x8.relaxed_dot_i8x16_i7x16_s(q, u))
        b2 = i16x8.add(b2, i16x8.relaxed_dot_i8x16_i7x16_s(q, v))
        q = v128.load16_splat(wp, 6)
        a3 = i16x8.add(a3, i16x8.relaxed_dot_i8x16_i7x16_s(q, u))
        b3 = i16x8.add(b3, i16x8.relaxed_dot_i8x16_i7x16_s(q, v))
        xp += strideX
        wp += strideW
      }
      const at = <usize>p << 1
      m0 = i16x8.max_s(m0, i16x8.max_s(keep(s0 + at, a0), keep(s0 + at + 16, b0)))
      m1 = i16x8.max_s(m1, i16x8.max_s(keep(s1 + at, a1), keep(s1 + at + 16, b1)))
      m2 = i16x8.max_s(m2, i16x8.max_s(keep(s2 + at, a2), keep(s2 + at + 16, b2)))
      m3 = i16x8.max_s(m3, i16x8.max_s(keep(s3 + at, a3), keep(s3 + at + 16, b3)))
    }
    for (; p < count; p += 8) {
      let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0)
      let xp = x + (<usize>p << 1)
      let wp = wr
      for (let k = 0; k < pairs; k++) {
        const u = v128.load(xp)
        a0 = i16x8.add(a0, i16x8.relaxed_dot_i8x16_i7x16_s(v128.load16_splat(wp), u))
        a1 = i16x8.add(a1, i16x8.relaxed_dot_i8x16_i7x16_s(v128.load16_splat(wp, 2), u))
        a2 = i16x8.add(a2, i16x8.relaxed_dot_i8x16_i7x16_s(v128.load16_splat(wp, 4), u))
        a3 = i16x8.add(a3, i16x8.relaxed_dot_i8x16_i7x16_s(v128.load16_splat(wp, 6), u))
        xp += strideX
        wp += strideW
      }
      const at = <usize>p << 1
      m0 = i16x8.max_s(m0, keep(s0 + at, a0))
      m1 = i16x8.max_s(m1, keep(s1 + at, a1))
      m2 = i16x8.max_s(m2, keep(s2 + at, a2))
      m3 = i16x8.max_s(m3, keep(s3 + at, a3))
    }
    const m = largest + (<usize>r << 4)
    widen(m, m0)
    widen(m + 16, m1)
    widen(m + 32, m2)
    widen(m + 48, m3)
  }
}

@inline function widen(at: usize, m: v128): void {
  v128.store(at, i32x4.max_s(v128.load(at), i32x4.max_s(i32x4.extend_low_i16x8_s(m), i32x4.extend_high_i16x8_s(m))))
}

/** int16 pairs of few positions: output rows side by side in the lanes. */
export function dotPairsByRow(x: usize, strideX: usize, w: usize, strideW: usize, pairs: i32, rows: i32, count: i32, sums: usize, strideS: usize, largest: usize): void {
  for (let p = 0; p < count; p++) {
    for (let r = 0; r < rows; r += 4) {
      let a = i32x4.splat(0)
      let b = i32x4.splat(0)
      let xp = x + (<usize>p << 2)
      let wp = w + (<usize>r << 2)
      let k = 0
      for (; k + 2 <= pairs; k += 2) {
        a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(wp), v128.load32_splat(xp)))
        b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(wp + strideW), v128.load32_splat(xp + strideX)))
        xp += strideX << 1
        wp += strideW << 1
      }
      if (k < pairs) a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(wp), v128.load32_splat(xp)))
      a = i32x4.add(a, b)
      let at = sums + <usize>r * strideS + (<usize>p << 2)
      v128.store_lane<i32>(at, a, 0)
      v128.store_lane<i32>(at + strideS, a, 1)
      v128.store_lane<i32>(at + (strideS << 1), a, 2)
      v128.store_lane<i32>(at + 3 * strideS, a, 3)
      a = i32x4.abs(a)
      at = largest + (<usize>r << 4)
      store<i32>(at, max(load<i32>(at), i32x4.extract_lane(a, 0)))
      store<i32>(at, max(load<i32>(at, 16), i32x4.extract_lane(a, 1)), 16)
      store<i32>(at, max(load<i32>(at, 32), i32x4.extract_lane(a, 2)), 32)
      store<i32>(at, max(load<i32>(at, 48), i32x4.extract_lane(a, 3)), 48)
    }
  }
}

/** float32: sums[r][p] over `columns` columns, each product and each sum rounded, columns ascending. `count` is a multiple of 4. */
export function dotFloats(x: usize, strideX: usize, w: usize, strideW: usize, columns: i32, rows: i32, count: i32, sums: usize, strideS: usize): void {
  for (let r = 0; r < rows; r += 4) {
    const wr = w + (<usize>r << 2)
    const s0 = sums + <usize>r * strideS
    const s1 = s0 + strideS
    const s2 = s1 + strideS
    const s3 = s2 + strideS
    let p = 0
    for (; p + 8 <= count; p += 8) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
      let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0)
      const at = <usize>p << 2
      let xp = x + at
      let wp = wr
      for (let k = 0; k < columns; k++) {
        const u = v128.load(xp)
        const v = v128.load(xp, 16)
        let q = v128.load32_splat(wp)
        a0 = f32x4.add(a0, f32x4.mul(u, q))
        b0 = f32x4.add(b0, f32x4.mul(v, q))
        q = v128.load32_splat(wp, 4)
        a1 = f32x4.add(a1, f32x4.mul(u, q))
        b1 = f32x4.add(b1, f32x4.mul(v, q))
        q = v128.load32_splat(wp, 8)
        a2 = f32x4.add(a2, f32x4.mul(u, q))
        b2 = f32x4.add(b2, f32x4.mul(v, q))
        q = v128.load32_splat(wp, 12)
        a3 = f32x4.add(a3, f32x4.mul(u, q))
        b3 = f32x4.add(b3, f32x4.mul(v, q))
        xp += strideX
        wp += strideW
      }
      v128.store(s0 + at, a0)
      v128.store(s0 + at, b0, 16)
      v128.store(s1 + at, a1)
      v128.store(s1 + at, b1, 16)
      v128.store(s2 + at, a2)
      v128.store(s2 + at, b2, 16)
      v128.store(s3 + at, a3)
      v128.store(s3 + at, b3, 16)
    }
    for (; p < count; p += 4) {
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
      const at = <usize>p << 2
      let xp = x + at
      let wp = wr
      for (let k = 0; k < columns; k++) {
        const u = v128.load(xp)
        a0 = f32x4.add(a0, f32x4.mul(u, v128.load32_splat(wp)))
        a1 = f32x4.add(a1, f32x4.mul(u, v128.load32_splat(wp, 4)))
        a2 = f32x4.add(a2, f32x4.mul(u, v128.load32_splat(wp, 8)))
        a3 = f32x4.add(a3, f32x4.mul(u, v128.load32_splat(wp, 12)))
        xp += strideX
        wp += strideW
      }
      v128.store(s0 + at, a0)
      v128.store(s1 + at, a1)
      v128.store(s2 + at, a2)
      v128.store(s3 + at, a3)
    }
  }
}

/** float32 of few positions: output rows side by side in the lanes; the same sums. */
export function dotFloatsByRow(x: usize, strideX: usize, w: usize, strideW: usize, columns: i32, rows: i32, count: i32, sums: usize, strideS: usize): void {
  for (let p = 0; p < count; p++) {
    for (let r = 0; r < rows; r += 4) {
      let a = f32x4.splat(0)
      let xp = x + (<usize>p << 2)
      let wp = w + (<usize>r << 2)
      for (let k = 0; k < columns; k++) {
        a = f32x4.add(a, f32x4.mul(v128.load(wp), v128.load32_splat(xp)))
        xp += strideX
        wp += strideW
      }
      const at = sums + <usize>r * strideS + (<usize>p << 2)
      v128.store_lane<i32>(at, a, 0)
      v128.store_lane<i32>(at + strideS, a, 1)
      v128.store_lane<i32>(at + (strideS << 1), a, 2)
      v128.store_lane<i32>(at + 3 * strideS, a, 3)
    }
  }
}

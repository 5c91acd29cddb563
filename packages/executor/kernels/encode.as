/** max |x| of `count` float32: NaN where there is one, infinity where there is one and no NaN. The least value goes to `least`. */
export function rangeOf(values: usize, count: i32, least: usize): f32 {
  let m = f32x4.splat(0)
  let l = f32x4.splat(0)
  let i = 0
  for (; i + 4 <= count; i += 4) {
    const v = v128.load(values + (<usize>i << 2))
    m = f32x4.max(m, f32x4.abs(v))
    l = f32x4.min(l, v)
  }
  let range = max(max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)), max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)))
  let low = min(min(f32x4.extract_lane(l, 0), f32x4.extract_lane(l, 1)), min(f32x4.extract_lane(l, 2), f32x4.extract_lane(l, 3)))
  for (; i < count; i++) {
    const v = load<f32>(values + (<usize>i << 2))
    range = max(range, abs(v))
    low = min(low, v)
  }
  store<f32>(least, low)
  return range
}

@inline function symbols(v: v128, inv: v128, high: v128, low: v128, sign: i32, offset: v128, shift: i32, mask: v128): v128 {
  const code = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.pmax(low, f32x4.pmin(high, f32x4.mul(v, inv)))))
  if (sign == 0) {
    const negative = i32x4.shr_s(code, 31)
    const size = v128.and(i32x4.shr_u(i32x4.abs(code), shift), mask)
    return i32x4.sub(v128.xor(size, negative), negative)
  }
  const magnitude = i32x4.max_s(i32x4.add(sign < 0 ? i32x4.neg(code) : code, offset), i32x4.splat(0))
  return v128.and(i32x4.shr_u(magnitude, shift), mask)
}

/**
 * Symbols of one plane: ((+-code + offset, at least 0) >> shift) & mask with code = round half to even (x * inv), clamped to +-largest; as
 * bytes, or as float32 where `wide`; with sign 0 those of |code|, and its sign. May write up to 16 symbols past the last.
 */
export function encodePlane(
  values: usize,
  count: i32,
  inv: f32,
  largest: f32,
  sign: i32,
  offset: i32,
  shift: i32,
  mask: i32,
  wide: i32,
  into: usize,
): void {
  const vi = f32x4.splat(inv)
  const vh = f32x4.splat(largest)
  const vl = f32x4.splat(-largest)
  const vo = i32x4.splat(offset)
  const vm = i32x4.splat(mask)
  let from = values
  let to = into
  if (wide != 0) {
    for (let i = 0; i < count; i += 4) {
      v128.store(to, f32x4.convert_i32x4_s(symbols(v128.load(from), vi, vh, vl, sign, vo, shift, vm)))
      from += 16
      to += 16
    }
    return
  }
  for (let i = 0; i < count; i += 16) {
    const a = symbols(v128.load(from), vi, vh, vl, sign, vo, shift, vm)
    const b = symbols(v128.load(from, 16), vi, vh, vl, sign, vo, shift, vm)
    const c = symbols(v128.load(from, 32), vi, vh, vl, sign, vo, shift, vm)
    const d = symbols(v128.load(from, 48), vi, vh, vl, sign, vo, shift, vm)
    v128.store(to, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)))
    from += 64
    to += 16
  }
}

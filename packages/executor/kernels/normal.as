import { mix } from './digitise'

@inline function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits))
}

/** sqrt(-2 ln u) with u = (24 bits + 1) / 2^24; the logarithm as in Moshier's Cephes (logf). */
@inline function radius(bits: v128): v128 {
  const u = f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(i32x4.shr_u(bits, 8), i32x4.splat(1))), f32x4.splat(5.9604644775390625e-8))
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(u, 23), i32x4.splat(126)))
  const mantissa = v128.or(v128.and(u, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000))
  const small = f32x4.lt(mantissa, f32x4.splat(0.707106781186547524))
  const e = f32x4.sub(exponent, v128.and(small, f32x4.splat(1)))
  const x = f32x4.sub(f32x4.add(mantissa, v128.and(small, mantissa)), f32x4.splat(1))
  const z = f32x4.mul(x, x)
  let y = f32x4.splat(7.0376836292e-2)
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-1.1514610310e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.1676998740e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-1.2420140846e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(1.4249322787e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-1.6668057665e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(2.0000714765e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(-2.4999993993e-1))
  y = f32x4.add(f32x4.mul(y, x), f32x4.splat(3.3333331174e-1))
  y = f32x4.sub(f32x4.mul(f32x4.mul(y, x), z), f32x4.mul(z, f32x4.splat(0.5)))
  const logarithm = f32x4.add(f32x4.add(x, y), f32x4.mul(e, f32x4.splat(0.693147180559945)))
  return f32x4.sqrt(f32x4.mul(logarithm, f32x4.splat(-2)))
}

/**
 * `count` standard normal numbers of one seed as float32, eight at a time: Box and Muller (1958) on four lanes of xoshiro128++ (Blackman and Vigna,
 * 2021). 24 bits of the generator give an angle in an eighth of a turn, three more the eighth; sine and cosine as in Cephes (sinf, cosf). Nothing but
 * sums, products and square roots, which every machine rounds alike. May write up to 7 numbers past the last.
 */
export function normalNumbers(seed: u32, count: i32, into: usize): void {
  let h = mix(seed + 0x9e3779b9)
  let s0 = i32x4.splat(0)
  let s1 = i32x4.splat(0)
  let s2 = i32x4.splat(0)
  let s3 = i32x4.splat(0)
  // The lanes' states word by word; the lowest bit of the first keeps them from being 0.
  for (let i: u32 = 0; i < 16; i++) {
    h = mix(h ^ mix(i * 0x85ebca6b + 1))
    store<u32>(into + (<usize>i << 2), h | (i < 4 ? 1 : 0))
  }
  s0 = v128.load(into)
  s1 = v128.load(into, 16)
  s2 = v128.load(into, 32)
  s3 = v128.load(into, 48)
  const sign = i32x4.splat(0x80000000)
  for (let i = 0; i < count; i += 8) {
    const u = i32x4.add(rotate(i32x4.add(s0, s3), 7), s0)
    let t = i32x4.shl(s1, 9)
    s2 = v128.xor(s2, s0)
    s3 = v128.xor(s3, s1)
    s1 = v128.xor(s1, s2)
    s0 = v128.xor(s0, s3)
    s2 = v128.xor(s2, t)
    s3 = rotate(s3, 11)
    const v = i32x4.add(rotate(i32x4.add(s0, s3), 7), s0)
    t = i32x4.shl(s1, 9)
    s2 = v128.xor(s2, s0)
    s3 = v128.xor(s3, s1)
    s1 = v128.xor(s1, s2)
    s0 = v128.xor(s0, s3)
    s2 = v128.xor(s2, t)
    s3 = rotate(s3, 11)
    const r = radius(u)
    // pi / 4 * 2^-24.
    const angle = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v, 8)), f32x4.splat(4.6813550e-8))
    const square = f32x4.mul(angle, angle)
    let sine = f32x4.add(f32x4.mul(f32x4.splat(-1.9515295891e-4), square), f32x4.splat(8.3321608736e-3))
    sine = f32x4.add(f32x4.mul(sine, square), f32x4.splat(-1.6666654611e-1))
    sine = f32x4.add(angle, f32x4.mul(f32x4.mul(sine, square), angle))
    let cosine = f32x4.add(f32x4.mul(f32x4.splat(2.443315711809948e-5), square), f32x4.splat(-1.388731625493765e-3))
    cosine = f32x4.add(f32x4.mul(cosine, square), f32x4.splat(4.166664568298827e-2))
    cosine = f32x4.add(f32x4.sub(f32x4.splat(1), f32x4.mul(square, f32x4.splat(0.5))), f32x4.mul(cosine, f32x4.mul(square, square)))
    const swap = i32x4.shr_s(i32x4.shl(v, 29), 31)
    const a = f32x4.mul(r, v128.bitselect(sine, cosine, swap))
    const b = f32x4.mul(r, v128.bitselect(cosine, sine, swap))
    const at = into + (<usize>i << 2)
    v128.store(at, v128.xor(a, v128.and(i32x4.shl(v, 31), sign)))
    v128.store(at, v128.xor(b, v128.and(i32x4.shl(v, 30), sign)), 16)
  }
}

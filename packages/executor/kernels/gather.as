import { pointer, word } from './layout'

// Pattern: 0 positions, 1 elements, 2 position addresses, 3 element addresses, 4 runs (first position of each, then `positions`), 5 number of
// runs, 0 where they are short, 6 kind of each border position, 7 real[kind][element] as bytes, 8 border positions, 9 their number.

/** The first index of an ascending list of `count` whose value is at least `value`. */
function lowerBound(list: usize, count: i32, value: i32): i32 {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (word(list, middle) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** 0 to stand for what lies outside; patterns read there only for padding. */
@inline function byteAt(source: usize, size: i32, index: i32): u32 {
  return <u32>index < <u32>size ? <u32>load<u8>(source + <usize>index) : 0
}

/**
 * Columns c and d of positions [from, to) as pairs of int16, c low, one word a position. May write up to 8 words past the last.
 */
export function gatherPair(pattern: usize, c: i32, d: i32, source: usize, size: i32, from: i32, to: i32, filler: i32, into: usize): void {
  const positionAddress = pointer(pattern, 2)
  const elementAddress = pointer(pattern, 3)
  const offset0 = word(elementAddress, c)
  const offset1 = word(elementAddress, d)
  const runs = word(pattern, 5)
  if (runs > 0) {
    const starts = pointer(pattern, 4)
    let run = lowerBound(starts, runs, from + 1) - 1
    let p = from
    while (p < to) {
      const end = min(to, word(starts, run + 1))
      const length = end - p
      const first = word(positionAddress, p)
      const i0 = first + offset0
      const i1 = first + offset1
      let at = into + (<usize>(p - from) << 2)
      if (i0 >= 0 && i1 >= 0 && i0 + length <= size && i1 + length <= size) {
        let s0 = source + <usize>i0
        let s1 = source + <usize>i1
        for (let j = 0; j < length; j += 8) {
          const a = v128.load8x8_u(s0)
          const b = v128.load8x8_u(s1)
          v128.store(at, i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23))
          v128.store(at, i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31), 16)
          s0 += 8
          s1 += 8
          at += 32
        }
      } else {
        for (let j = 0; j < length; j++) {
          store<u32>(at, byteAt(source, size, i0 + j) | (byteAt(source, size, i1 + j) << 16))
          at += 4
        }
      }
      p = end
      run++
    }
  } else if (offset1 == offset0 + 1) {
    for (let p = from; p < to; p++) {
      const i = word(positionAddress, p) + offset0
      const at = into + (<usize>(p - from) << 2)
      if (i >= 0 && i + 1 < size) {
        const pair = <u32>load<u16>(source + <usize>i)
        store<u32>(at, (pair & 255) | ((pair >> 8) << 16))
      } else store<u32>(at, byteAt(source, size, i) | (byteAt(source, size, i + 1) << 16))
    }
  } else {
    for (let p = from; p < to; p++) {
      const i = word(positionAddress, p)
      store<u32>(into + (<usize>(p - from) << 2), byteAt(source, size, i + offset0) | (byteAt(source, size, i + offset1) << 16))
    }
  }
  const borders = word(pattern, 9)
  if (borders == 0) return
  const border = pointer(pattern, 8)
  const kinds = pointer(pattern, 6)
  const reality = pointer(pattern, 7)
  const elements = word(pattern, 1)
  for (let b = lowerBound(border, borders, from); b < borders; b++) {
    const p = word(border, b)
    if (p >= to) break
    const table = reality + <usize>(word(kinds, b) * elements)
    const at = into + (<usize>(p - from) << 2)
    if (load<u8>(table + <usize>c) == 0) store<u16>(at, <u16>filler)
    if (load<u8>(table + <usize>d) == 0) store<u16>(at + 2, <u16>filler)
  }
}

/** The same for 8-bit pairs, one half word a position; symbols are at most 127. May write up to 32 bytes past the last. */
export function gatherBytePair(pattern: usize, c: i32, d: i32, source: usize, size: i32, from: i32, to: i32, filler: i32, into: usize): void {
  const positionAddress = pointer(pattern, 2)
  const elementAddress = pointer(pattern, 3)
  const offset0 = word(elementAddress, c)
  const offset1 = word(elementAddress, d)
  const runs = word(pattern, 5)
  if (runs > 0) {
    const starts = pointer(pattern, 4)
    let run = lowerBound(starts, runs, from + 1) - 1
    let p = from
    while (p < to) {
      const end = min(to, word(starts, run + 1))
      const length = end - p
      const first = word(positionAddress, p)
      const i0 = first + offset0
      const i1 = first + offset1
      let at = into + (<usize>(p - from) << 1)
      if (i0 >= 0 && i1 >= 0 && i0 + length <= size && i1 + length <= size) {
        let s0 = source + <usize>i0
        let s1 = source + <usize>i1
        for (let j = 0; j < length; j += 16) {
          const a = v128.load(s0)
          const b = v128.load(s1)
          v128.store(at, i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
          v128.store(at, i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16)
          s0 += 16
          s1 += 16
          at += 32
        }
      } else {
        for (let j = 0; j < length; j++) {
          store<u16>(at, <u16>(byteAt(source, size, i0 + j) | (byteAt(source, size, i1 + j) << 8)))
          at += 2
        }
      }
      p = end
      run++
    }
  } else if (offset1 == offset0 + 1) {
    for (let p = from; p < to; p++) {
      const i = word(positionAddress, p) + offset0
      const at = into + (<usize>(p - from) << 1)
      if (i >= 0 && i + 1 < size) store<u16>(at, load<u16>(source + <usize>i))
      else store<u16>(at, <u16>(byteAt(source, size, i) | (byteAt(source, size, i + 1) << 8)))
    }
  } else {
    for (let p = from; p < to; p++) {
      const i = word(positionAddress, p)
      store<u16>(into + (<usize>(p - from) << 1), <u16>(byteAt(source, size, i + offset0) | (byteAt(source, size, i + offset1) << 8)))
    }
  }
  const borders = word(pattern, 9)
  if (borders == 0) return
  const border = pointer(pattern, 8)
  const kinds = pointer(pattern, 6)
  const reality = pointer(pattern, 7)
  const elements = word(pattern, 1)
  for (let b = lowerBound(border, borders, from); b < borders; b++) {
    const p = word(border, b)
    if (p >= to) break
    const table = reality + <usize>(word(kinds, b) * elements)
    const at = into + (<usize>(p - from) << 1)
    if (load<u8>(table + <usize>c) == 0) store<u8>(at, <u8>filler)
    if (load<u8>(table + <usize>d) == 0) store<u8>(at + 1, <u8>filler)
  }
}

@inline function floatAt(source: usize, size: i32, index: i32): f32 {
  return <u32>index < <u32>size ? load<f32>(source + (<usize>index << 2)) : 0
}

/** One column of positions [from, to) as float32. May write up to 4 words past the last. */
export function gatherFloats(pattern: usize, c: i32, source: usize, size: i32, from: i32, to: i32, filler: f32, into: usize): void {
  const positionAddress = pointer(pattern, 2)
  const offset = word(pointer(pattern, 3), c)
  const runs = word(pattern, 5)
  if (runs > 0) {
    const starts = pointer(pattern, 4)
    let run = lowerBound(starts, runs, from + 1) - 1
    let p = from
    while (p < to) {
      const end = min(to, word(starts, run + 1))
      const length = end - p
      const i = word(positionAddress, p) + offset
      let at = into + (<usize>(p - from) << 2)
      if (i >= 0 && i + length <= size) {
        let s = source + (<usize>i << 2)
        for (let j = 0; j < length; j += 4) {
          v128.store(at, v128.load(s))
          s += 16
          at += 16
        }
      } else {
        for (let j = 0; j < length; j++) {
          store<f32>(at, floatAt(source, size, i + j))
          at += 4
        }
      }
      p = end
      run++
    }
  } else {
    for (let p = from; p < to; p++) {
      store<f32>(into + (<usize>(p - from) << 2), floatAt(source, size, word(positionAddress, p) + offset))
    }
  }
  const borders = word(pattern, 9)
  if (borders == 0) return
  const border = pointer(pattern, 8)
  const kinds = pointer(pattern, 6)
  const reality = pointer(pattern, 7)
  const elements = word(pattern, 1)
  for (let b = lowerBound(border, borders, from); b < borders; b++) {
    const p = word(border, b)
    if (p >= to) break
    if (load<u8>(reality + <usize>(word(kinds, b) * elements + c)) == 0) store<f32>(into + (<usize>(p - from) << 2), filler)
  }
}

/** 32 bits that depend on every bit of every word (Wellons, lowbias32, chained). */
export function mixWords(...words: readonly number[]): number {
  let state = 0x9e3779b9
  for (const word of words) state = mix((state ^ mix(word | 0)) + 0x85ebca6b)
  return state | 0
}

function mix(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return x ^ (x >>> 16)
}

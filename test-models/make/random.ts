/** Uniform numbers in [0, 1) from a seed. Kept apart from the packages' generator, so that no change there changes the models. */
export type Uniform = () => number

/** splitmix32: the murmur3 finaliser over a Weyl sequence; integer arithmetic only, the same bits everywhere. */
export function createUniform(seed: number): Uniform {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32
  }
}

/** A function of the seed's stream that draws from [low, high). */
export function between(uniform: Uniform, low: number, high: number): number {
  return low + (high - low) * uniform()
}

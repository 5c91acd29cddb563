import { type Engine, setPool } from './engine.ts'

/** As in kernels/layout.as: places a window may start at, and its length. */
const poolSize = 65536
const windowLength = 256

/**
 * Standard normal numbers (Box & Muller, 1958) for read noise. Each block of 256 outputs takes two windows of the pool at places that are
 * a hash of the stream event and the block, adds them with random signs and divides by sqrt 2: 2^34 different windows, at a
 * tenth of the cost of drawing each number.
 */
export function fillNoisePool(engine: Engine, normals: Normals, seed: number): void {
  const drawn = normals(seed, poolSize + windowLength)
  let [mean, square] = [0, 0]
  for (let i = 0; i < poolSize; i++) mean += drawn[i]! / poolSize
  for (let i = 0; i < poolSize; i++) square += (drawn[i]! - mean) ** 2 / poolSize
  const scale = 1 / Math.sqrt(square)
  const pool = drawn.map((value) => (value - mean) * scale)
  const address = engine.allocate(pool.length * 4)
  engine.views().floats.set(pool, address / 4)
  setPool(engine, address)
}

/** So many independent standard normal numbers of one seed, in room that the next call takes again. */
export type Normals = (seed: number, count: number) => Float32Array

/** Bytes in which the kernel starts, and past what it writes. */
const extraBytes = 64

export function createNormals(engine: Engine): Normals {
  let room = { address: 0, count: -1 }
  return (seed, count) => {
    if (count > room.count) room = { address: engine.allocate(count * 4 + extraBytes), count }
    engine.kernels.normalNumbers(seed, count, room.address)
    return engine.views().floats.subarray(room.address / 4, room.address / 4 + count)
  }
}

import { createRandom } from '@onnc/support'
import { type Engine, setPool } from './engine.ts'

/** As in kernels/layout.as: places a window may start at, and its length. */
const poolSize = 65536
const windowLength = 256

/**
 * Standard normal numbers (Box & Muller, 1958) for read noise. Each block of 256 outputs takes two windows of the pool at places that are
 * a hash of the stream event and the block, adds them with random signs and divides by sqrt 2: 2^34 different windows, at a
 * tenth of the cost of drawing each number.
 */
export function fillNoisePool(engine: Engine, seed: number): void {
  const normals = normalNumbers(seed, poolSize + windowLength)
  let [mean, square] = [0, 0]
  for (let i = 0; i < poolSize; i++) mean += normals[i]! / poolSize
  for (let i = 0; i < poolSize; i++) square += (normals[i]! - mean) ** 2 / poolSize
  const scale = 1 / Math.sqrt(square)
  const address = engine.allocate(normals.length * 4)
  engine.views().floats.set(
    normals.map((value) => (value - mean) * scale),
    address / 4,
  )
  setPool(engine, address)
}

/** `count` independent standard normal numbers of one seed. */
export function normalNumbers(seed: number, count: number): Float64Array {
  const random = createRandom(seed)
  const numbers = new Float64Array(count + 1)
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()))
    const angle = 2 * Math.PI * random.uniform()
    numbers[i] = radius * Math.cos(angle)
    numbers[i + 1] = radius * Math.sin(angle)
  }
  return numbers.subarray(0, count)
}

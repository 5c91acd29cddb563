import { between, type Uniform } from './random.ts'

/** Weights being learned, and Adam's running moments of their gradients. */
export interface Parameters {
  readonly values: Float64Array
  readonly gradients: Float64Array
  readonly moments: Float64Array
  readonly squares: Float64Array
}

/** Values are kept channels-last: maps as [row][column][channel], convolution weights as [row][column][in][out]. */
export interface Layer {
  readonly parameters: readonly Parameters[]
  forward(input: Float64Array): Float64Array
  /** Adds to the parameters' gradients; gives the gradient of the last forward pass's input. */
  backward(gradient: Float64Array): Float64Array
}

/** He's uniform initialisation for `fanIn` inputs ("Delving Deep into Rectifiers", 2015): variance 2 / fanIn. */
function createParameters(count: number, fanIn: number, uniform: Uniform): Parameters {
  const limit = fanIn === 0 ? 0 : Math.sqrt(6 / fanIn)
  return {
    values: Float64Array.from({ length: count }, () => between(uniform, -limit, limit)),
    gradients: new Float64Array(count),
    moments: new Float64Array(count),
    squares: new Float64Array(count),
  }
}

/** `outputs` weighted sums of all inputs plus bias; weights [in][out]. */
export function dense(inputs: number, outputs: number, uniform: Uniform): Layer {
  const weights = createParameters(inputs * outputs, inputs, uniform)
  const bias = createParameters(outputs, 0, uniform)
  let seen = new Float64Array(inputs)
  const forward = (input: Float64Array): Float64Array => {
    seen = input.slice()
    const output = bias.values.slice()
    for (let i = 0; i < inputs; i++) {
      const x = input[i] as number
      if (x !== 0) for (let o = 0; o < outputs; o++) output[o]! += x * (weights.values[i * outputs + o] as number)
    }
    return output
  }
  const backward = (gradient: Float64Array): Float64Array => {
    for (let o = 0; o < outputs; o++) bias.gradients[o]! += gradient[o] as number
    const back = new Float64Array(inputs)
    for (let i = 0; i < inputs; i++) {
      const x = seen[i] as number
      let sum = 0
      for (let o = 0; o < outputs; o++) sum += (gradient[o] as number) * (weights.values[i * outputs + o] as number)
      back[i] = sum
      if (x !== 0) for (let o = 0; o < outputs; o++) weights.gradients[i * outputs + o]! += x * (gradient[o] as number)
    }
    return back
  }
  return { parameters: [weights, bias], forward, backward }
}

/** Convolution with a square kernel of odd size over a square map, zero padded to keep its size, plus a bias per channel. */
export function convolution(size: number, kernel: number, inputs: number, outputs: number, uniform: Uniform): Layer {
  const positions = kernel * kernel
  const weights = createParameters(positions * inputs * outputs, positions * inputs, uniform)
  const bias = createParameters(outputs, 0, uniform)
  const near = neighbours(size, kernel)
  let seen = new Float64Array(0)
  const forward = (input: Float64Array): Float64Array => {
    seen = input.slice()
    const { values } = weights
    const output = new Float64Array(size * size * outputs)
    for (let p = 0; p < size * size; p++) output.set(bias.values, p * outputs)
    for (let from = 0; from < input.length; from++) {
      const x = input[from] as number
      if (x === 0) continue
      const [p, c] = [Math.floor(from / inputs), from % inputs]
      for (let k = 0; k < positions; k++) {
        // The outputs that see pixel p through kernel position k lie on the other side of it.
        const q = near[p * positions + positions - 1 - k] as number
        if (q < 0) continue
        const [to, w] = [q * outputs, (k * inputs + c) * outputs]
        for (let o = 0; o < outputs; o++) output[to + o]! += x * (values[w + o] as number)
      }
    }
    return output
  }
  const backward = (gradient: Float64Array): Float64Array => {
    const back = new Float64Array(seen.length)
    const { values, gradients } = weights
    for (let from = 0; from < gradient.length; from++) {
      const g = gradient[from] as number
      if (g === 0) continue
      const [p, o] = [Math.floor(from / outputs), from % outputs]
      bias.gradients[o]! += g
      for (let k = 0; k < positions; k++) {
        const q = near[p * positions + k] as number
        if (q < 0) continue
        for (let c = 0; c < inputs; c++) {
          const w = (k * inputs + c) * outputs + o
          gradients[w]! += g * (seen[q * inputs + c] as number)
          back[q * inputs + c]! += g * (values[w] as number)
        }
      }
    }
    return back
  }
  return { parameters: [weights, bias], forward, backward }
}

/** For each pixel and kernel position the pixel it falls on, -1 outside the map. */
function neighbours(size: number, kernel: number): Int32Array {
  const reach = (kernel - 1) / 2
  return Int32Array.from({ length: size * size * kernel * kernel }, (_, i) => {
    const [p, k] = [Math.floor(i / (kernel * kernel)), i % (kernel * kernel)]
    const [y, x] = [Math.floor(p / size) + Math.floor(k / kernel) - reach, (p % size) + (k % kernel) - reach]
    return y < 0 || y >= size || x < 0 || x >= size ? -1 : y * size + x
  })
}

/** The larger of each value and zero. */
export function relu(): Layer {
  let output = new Float64Array(0)
  const forward = (input: Float64Array): Float64Array => {
    output = new Float64Array(input.length)
    for (let i = 0; i < input.length; i++) output[i] = Math.max(0, input[i] as number)
    return output
  }
  const backward = (gradient: Float64Array): Float64Array => {
    const back = new Float64Array(gradient.length)
    for (let i = 0; i < back.length; i++) if (output[i] !== 0) back[i] = gradient[i] as number
    return back
  }
  return { parameters: [], forward, backward }
}

/** The largest value of each `window` x `window` block; rows and columns that fill no block are dropped. */
export function maxPool(size: number, window: number, channels: number): Layer {
  const pooled = Math.floor(size / window)
  const winners = new Int32Array(pooled * pooled * channels)
  const forward = (input: Float64Array): Float64Array => {
    const output = new Float64Array(winners.length)
    for (let i = 0; i < winners.length; i++) {
      const block = Math.floor(i / channels)
      const first = (Math.floor(block / pooled) * window * size + (block % pooled) * window) * channels + (i % channels)
      let winner = first
      for (let y = 0; y < window; y++)
        for (let x = 0; x < window; x++) {
          const at = first + (y * size + x) * channels
          if ((input[at] as number) > (input[winner] as number)) winner = at
        }
      winners[i] = winner
      output[i] = input[winner] as number
    }
    return output
  }
  const backward = (gradient: Float64Array): Float64Array => {
    const back = new Float64Array(size * size * channels)
    for (let i = 0; i < winners.length; i++) back[winners[i] as number]! += gradient[i] as number
    return back
  }
  return { parameters: [], forward, backward }
}

import { drawDigits } from './draw-digits.ts'
import type { Layer, Parameters } from './network.ts'

export interface Schedule {
  /** Seeds the training digits, a stream apart from the test set's. */
  readonly seed: number
  readonly steps: number
  readonly batch: number
  /** Falls linearly to zero over the steps. */
  readonly learningRate: number
}

/** Fits the layers to an endless stream of digits, pixels scaled to [0, 1], each seen once: softmax cross-entropy and Adam. */
export function train(layers: readonly Layer[], schedule: Schedule): void {
  const digits = drawDigits(schedule.seed)
  const parameters = layers.flatMap((layer) => layer.parameters)
  for (let step = 0; step < schedule.steps; step++) {
    for (let i = 0; i < schedule.batch; i++) {
      const { label, pixels } = digits.next().value
      let values: Float64Array = new Float64Array(pixels).map((pixel) => pixel / 255)
      for (const layer of layers) values = layer.forward(values)
      let gradient = softmax(values)
      gradient[label]! -= 1
      for (const layer of layers.toReversed()) gradient = layer.backward(gradient)
    }
    adamStep(parameters, step + 1, schedule.learningRate * (1 - step / schedule.steps), schedule.batch)
  }
}

/** Kingma & Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1 with its default constants. */
function adamStep(parameters: readonly Parameters[], step: number, learningRate: number, batch: number): void {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]
  const [correction1, correction2] = [1 - integerPower(beta1, step), 1 - integerPower(beta2, step)]
  for (const { values, gradients, moments, squares } of parameters) {
    for (let i = 0; i < values.length; i++) {
      const g = (gradients[i] as number) / batch
      const m = (moments[i] = beta1 * (moments[i] as number) + (1 - beta1) * g)
      const v = (squares[i] = beta2 * (squares[i] as number) + (1 - beta2) * g * g)
      values[i]! -= (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon)
    }
    gradients.fill(0)
  }
}

function softmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b))
  const powers = logits.map((x) => exponential(x - largest))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map((x) => x / sum)
}

/** e^x for x <= 0 from + and * alone, so that no engine's library decides the trained bits: (e^(x/1024))^1024. */
function exponential(x: number): number {
  if (x < -40) return 0
  const r = x / 1024
  const small = 1 + r * (1 + (r / 2) * (1 + (r / 3) * (1 + (r / 4) * (1 + (r / 5) * (1 + r / 6)))))
  return integerPower(small, 1024)
}

/** base^exponent by squaring; `**` may round differently from engine to engine. */
function integerPower(base: number, exponent: number): number {
  let [result, power] = [1, base]
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= power
    power *= power
  }
  return result
}

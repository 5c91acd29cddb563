import { trainDigitsCnn } from './digits-cnn.ts'
import { trainDigitsMlp } from './digits-mlp.ts'
import { type Digit, pixelCount } from './draw-digits.ts'
import type { NamedTensor } from './onnx-writer.ts'
import { makeSmallOps, smallOpsInputs } from './small-ops.ts'
import { drawTestSet, idxFiles } from './test-set.ts'

/** One folder of test-models. */
export interface Recipe {
  readonly name: string
  /** Making the model takes long: `--fast` takes the committed one. */
  readonly trained: boolean
  readonly makeModel: () => Uint8Array
  /** The model's inputs of test data set 0, 1 and 2. */
  readonly inputs: (index: number) => NamedTensor[]
  /** Whether float32 rounds nothing in this model, so that its outputs are the same bits on every machine. */
  readonly exact: boolean
  /** Files beside the model. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** How a digit enters the model, where it tells digits. */
  readonly input?: (digit: Digit) => NamedTensor
}

/** How many stored inputs and outputs each model has. */
export const dataSets = 3

export const digits: readonly Digit[] = drawTestSet()

const image = ({ pixels }: Digit): NamedTensor => ({
  name: 'image',
  shape: [1, 1, 28, 28],
  data: Float32Array.from(pixels),
})

const scaledPixels = ({ pixels }: Digit): NamedTensor => ({
  name: 'pixels',
  shape: [1, pixelCount],
  data: Float32Array.from(pixels, (pixel) => pixel / 255),
})

export const recipes: readonly Recipe[] = [
  {
    name: 'digits-cnn',
    trained: true,
    makeModel: trainDigitsCnn,
    inputs: (index) => [image(digits[index] as Digit)],
    exact: false,
    files: idxFiles(digits),
    input: image,
  },
  {
    name: 'digits-mlp',
    trained: true,
    makeModel: trainDigitsMlp,
    inputs: (index) => [scaledPixels(digits[index] as Digit)],
    exact: false,
    files: new Map(),
    input: scaledPixels,
  },
  { name: 'small-ops', trained: false, makeModel: makeSmallOps, inputs: smallOpsInputs, exact: true, files: new Map() },
]

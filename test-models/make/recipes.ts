import { readFileSync } from 'node:fs'
import path from 'node:path'
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

/** What `train/train.py` trains. */
const mnistModels = [
  'mnist-cnn',
  'mnist-cnn-sparse',
  'mnist-mlp',
  'mnist-mlp-shared',
  'mnist-mlp-blended',
  'mnist-mixer',
  'mnist-mixer-shared',
  'mnist-mixer-blended',
]

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

const scaledImage = (digit: Digit): NamedTensor => ({ ...image(digit), data: Float32Array.from(digit.pixels, (pixel) => pixel / 255) })

/** A model that `train/` made: it is taken as it stands. Its stored inputs are digits of ours, MNIST's images are not in the repository. */
const trainedOnMnist = (name: string): Recipe => ({
  name,
  trained: true,
  makeModel: () => readFileSync(path.join(import.meta.dirname, '..', name, 'model.onnx')),
  inputs: (index) => [scaledImage(digits[index] as Digit)],
  exact: false,
  files: new Map(),
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
  ...mnistModels.map(trainedOnMnist),
]

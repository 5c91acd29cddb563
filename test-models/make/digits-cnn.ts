import { convolution, dense, type Layer, maxPool, relu } from './network.ts'
import { encodeModel, type NamedTensor, node } from './onnx-writer.ts'
import { createUniform } from './random.ts'
import { train } from './train.ts'

/** Trains the network and gives its ONNX file. Pixels enter as 0 to 255: the first layer's weights hold the factor 1/255. */
export function trainDigitsCnn(): Uint8Array {
  const uniform = createUniform(1)
  const first = convolution(28, 5, 1, 8, uniform)
  const second = convolution(14, 5, 8, 16, uniform)
  const last = dense(256, 10, uniform)
  const layers = [first, relu(), maxPool(28, 2, 8), second, relu(), maxPool(14, 3, 16), last]
  train(layers, { seed: 2, steps: 1300, batch: 32, learningRate: 0.003 })

  const initializers: NamedTensor[] = [
    { name: 'conv1.weight', shape: [8, 1, 5, 5], data: outputsFirst(weightsOf(first), 25, 1, 8).map((w) => w / 255) },
    { name: 'conv1.bias', shape: [8, 1, 1], data: biasOf(first) },
    { name: 'conv2.weight', shape: [16, 8, 5, 5], data: outputsFirst(weightsOf(second), 25, 8, 16) },
    { name: 'conv2.bias', shape: [16], data: biasOf(second) },
    { name: 'flat.shape', shape: [2], data: BigInt64Array.of(1n, 256n) },
    { name: 'dense.weight', shape: [256, 10], data: channelsFirst(weightsOf(last), 16, 16, 10) },
    { name: 'dense.bias', shape: [1, 10], data: biasOf(last) },
  ]
  return encodeModel({
    name: 'digits-cnn',
    description: 'Ten classes of synthetic 28x28 digits; pixels 0 to 255, not scaled.',
    inputs: [{ name: 'image', shape: [1, 1, 28, 28] }],
    outputs: [{ name: 'logits', shape: [1, 10] }],
    initializers,
    nodes: [
      node('Conv', ['image', 'conv1.weight'], 'conv1', { auto_pad: 'SAME_UPPER', kernel_shape: [5, 5], strides: [1, 1] }),
      node('Add', ['conv1', 'conv1.bias'], 'conv1.biased'),
      node('Relu', ['conv1.biased'], 'relu1'),
      node('MaxPool', ['relu1'], 'pool1', { kernel_shape: [2, 2], strides: [2, 2] }),
      node('Conv', ['pool1', 'conv2.weight', 'conv2.bias'], 'conv2', { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }),
      node('Relu', ['conv2'], 'relu2'),
      node('MaxPool', ['relu2'], 'pool2', { kernel_shape: [3, 3], strides: [3, 3] }),
      node('Reshape', ['pool2', 'flat.shape'], 'flat'),
      node('MatMul', ['flat', 'dense.weight'], 'dense'),
      node('Add', ['dense', 'dense.bias'], 'logits'),
    ],
  })
}

function weightsOf(layer: Layer): Float64Array {
  return layer.parameters[0]!.values
}

function biasOf(layer: Layer): Float32Array {
  return Float32Array.from(layer.parameters[1]!.values)
}

/** [position][in][out] to ONNX's [out][in][position]. */
function outputsFirst(weights: Float64Array, positions: number, inputs: number, outputs: number): Float32Array {
  return Float32Array.from(weights, (_, i) => {
    const [o, c, p] = [Math.floor(i / (inputs * positions)), Math.floor(i / positions) % inputs, i % positions]
    return weights[(p * inputs + c) * outputs + o]!
  })
}

/** Rows of [position][channel] to rows of [channel][position], as ONNX flattens a map. */
function channelsFirst(weights: Float64Array, positions: number, channels: number, outputs: number): Float32Array {
  return Float32Array.from(weights, (_, i) => {
    const [c, p, o] = [Math.floor(i / (positions * outputs)), Math.floor(i / outputs) % positions, i % outputs]
    return weights[(p * channels + c) * outputs + o]!
  })
}

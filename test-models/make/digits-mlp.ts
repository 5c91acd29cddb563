import { dense, relu } from './network.ts'
import { encodeModel, node } from './onnx-writer.ts'
import { createUniform } from './random.ts'
import { train } from './train.ts'

const sizes = [784, 64, 32, 10]

/** Trains 784-64-32-10 and gives its ONNX file. Pixels enter divided by 255. */
export function trainDigitsMlp(): Uint8Array {
  const uniform = createUniform(3)
  const layers = sizes.slice(1).map((outputs, i) => dense(sizes[i]!, outputs, uniform))
  train(
    layers.flatMap((layer, i) => (i + 1 < layers.length ? [layer, relu()] : [layer])),
    { seed: 4, steps: 2500, batch: 32, learningRate: 0.003 },
  )
  const initializers = layers.flatMap((layer, i) => {
    const [inputs, outputs] = [sizes[i]!, sizes[i + 1]!]
    const [weights, bias] = [layer.parameters[0]!.values, layer.parameters[1]!.values]
    const transposed = Float32Array.from(weights, (_, at) => weights[(at % inputs) * outputs + Math.floor(at / inputs)]!)
    return [
      { name: `dense${i + 1}.weight`, shape: [outputs, inputs], data: transposed },
      { name: `dense${i + 1}.bias`, shape: [outputs], data: Float32Array.from(bias) },
    ]
  })
  return encodeModel({
    name: 'digits-mlp',
    description: 'Ten classes of synthetic 28x28 digits; pixels divided by 255.',
    inputs: [{ name: 'pixels', shape: [1, 784] }],
    outputs: [{ name: 'logits', shape: [1, 10] }],
    initializers,
    nodes: [
      gemm('pixels', 1, 'dense1'),
      node('Relu', ['dense1'], 'relu1'),
      gemm('relu1', 2, 'dense2'),
      node('Relu', ['dense2'], 'relu2'),
      gemm('relu2', 3, 'logits'),
    ],
  })
}

function gemm(input: string, layer: number, output: string): Uint8Array {
  return node('Gemm', [input, `dense${layer}.weight`, `dense${layer}.bias`], output, { transB: { int: 1 } })
}

// A ResNet-18 of ImageNet size with generated weights, as bytes of an ONNX model; the same in every run.
import { encodeModel, onnx, tensorToProto, valueInfo } from '@onnc/onnx'
import { createRandom } from '@onnc/support'

const { INT, INTS } = onnx.AttributeProto.AttributeType

export function resnet18() {
  const random = createRandom(18)
  const nodes = []
  const initializers = []
  const weights = (name, shape, deviation) => {
    const count = shape.reduce((a, b) => a * b, 1)
    initializers.push(
      tensorToProto(
        {
          type: 'float32',
          shape,
          data: Float32Array.from({ length: count }, () => (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 * deviation),
        },
        name,
      ),
    )
    return name
  }
  const node = (opType, input, attributes = {}) => {
    const output = `${opType}_${nodes.length}`
    const attribute = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number' ? { name, type: INT, i: value } : { name, type: INTS, ints: value },
    )
    nodes.push({ opType, name: output, input, output: [output], attribute })
    return output
  }
  const conv = (input, from, to, kernel, stride) => {
    const name = `w${nodes.length}`
    const pad = (kernel - 1) / 2
    return node(
      'Conv',
      [input, weights(name, [to, from, kernel, kernel], Math.sqrt(2 / (from * kernel * kernel))), weights(`${name}_b`, [to], 0.1)],
      {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads: [pad, pad, pad, pad],
      },
    )
  }
  let value = node('Relu', [conv('image', 3, 64, 7, 2)])
  value = node('MaxPool', [value], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })
  let from = 64
  for (const [to, first] of [
    [64, 1],
    [128, 2],
    [256, 2],
    [512, 2],
  ]) {
    for (const stride of [first, 1]) {
      const inner = node('Relu', [conv(value, from, to, 3, stride)])
      const sum = conv(inner, to, to, 3, 1)
      const skip = stride === 1 && from === to ? value : conv(value, from, to, 1, stride)
      value = node('Relu', [node('Add', [sum, skip])])
      from = to
    }
  }
  value = node('Flatten', [node('GlobalAveragePool', [value])])
  const logits = node('Gemm', [value, weights('fc', [1000, 512], 0.05), weights('fc_b', [1000], 0.1)], { transB: 1 })
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'resnet18',
      node: nodes,
      initializer: initializers,
      input: [valueInfo('image', { kind: 'tensor', elementType: 1, shape: [1, 3, 224, 224] })],
      output: [valueInfo(logits, { kind: 'tensor', elementType: 1, shape: [1, 1000] })],
    },
  })
}

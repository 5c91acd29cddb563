// Models whose weights are made by ConstantOfShape nodes, with generated weights in their place; the same in every run.
import { decodeModel, encodeModel, tensorToProto } from '@onnc/onnx'
import { createRandom } from '@onnc/support'

/** The bytes of such a model with float32 weights: of deviation sqrt(2 / inputs of an output), as networks begin their training with. */
export function withWeights(bytes) {
  const { value: model } = decodeModel(bytes)
  const random = createRandom(1)
  const { graph } = model
  const known = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]))
  const isFilled = (node) => node.opType === 'ConstantOfShape' && known.has(node.input[0])
  for (const { input, output } of graph.node.filter(isFilled)) {
    const shape = shapeOf(known.get(input[0]))
    const deviation = Math.sqrt(
      2 /
        Math.max(
          1,
          shape.slice(1).reduce((a, b) => a * b, 1),
        ),
    )
    const weight = () => (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 * deviation
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, shape.length > 1 ? weight : () => 0.5)
    graph.initializer.push(tensorToProto({ type: 'float32', shape, data }, output[0]))
  }
  graph.node = graph.node.filter((node) => !isFilled(node))
  return encodeModel(model)
}

/** The elements of a one-dimensional int64 tensor. */
function shapeOf({ rawData, int64Data }) {
  if (rawData.length === 0) return int64Data.map(Number)
  return Array.from(new BigInt64Array(rawData.slice().buffer), Number)
}

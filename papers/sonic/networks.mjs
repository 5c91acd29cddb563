// The four CNNs that SONIC (arXiv 2109.04459) is judged on, with exactly the parameters of its Table 1. Layer shapes are not published: these were found
// by search and give the exact counts, but for STL10, which is a stand-in. Weights are drawn from a seed: nothing is trained, time and energy do not ask.
import { encodeModel, onnx, tensorToProto, valueInfo } from '@onnc/onnx'
import { createRandom } from '@onnc/support'

const conv = (channels, pad) => ({ kind: 'conv', channels, pad, norm: false })
const normed = (channels, pad) => ({ kind: 'conv', channels, pad, norm: true })
const pool = { kind: 'pool' }

/** Table 1 and Table 3 of the paper, and the shapes. */
export const networks = [
  {
    name: 'MNIST',
    shape: [1, 28, 28],
    layers: [normed(16, 0), pool, normed(64, 0)],
    dense: [
      { size: 192, norm: false },
      { size: 10, norm: false },
    ],
    published: { parameters: 1_498_730, left: 749_365, pruned: 4, clusters: 64 },
    shapes: 'low to medium: conv 16@3x3 + BN, pool, conv 64@3x3 + BN, 192, 10',
  },
  {
    name: 'CIFAR10',
    shape: [3, 32, 32],
    layers: [normed(32, 1), normed(32, 1), pool, normed(64, 1), normed(64, 1), pool, normed(128, 1), normed(128, 1), pool],
    dense: [
      { size: 128, norm: true },
      { size: 10, norm: false },
    ],
    published: { parameters: 552_874, left: 276_437, pruned: 7, clusters: 16 },
    shapes: 'high: 3x3 same convs 32, 32, pool, 64, 64, pool, 128, 128, pool, each + BN, 128 + BN, 10',
  },
  {
    name: 'STL10',
    shape: [3, 96, 96],
    layers: [normed(32, 1), normed(32, 1), pool, normed(64, 1), normed(64, 1), pool, normed(128, 1), normed(128, 1)],
    dense: [
      { size: 1051, norm: false },
      { size: 10, norm: false },
    ],
    published: { parameters: 77_787_738, left: 46_672_643, pruned: 5, clusters: 64 },
    shapes: 'none, a stand-in: CIFAR10 at 96x96 without the third pool, 1051, 10; 77,788,499 parameters',
  },
  {
    name: 'SVHN',
    shape: [3, 32, 32],
    layers: [conv(8, 0), conv(16, 0), pool, conv(16, 0), conv(32, 0), pool],
    dense: [
      { size: 512, norm: false },
      { size: 256, norm: false },
      { size: 10, norm: false },
    ],
    published: { parameters: 552_362, left: 331_417, pruned: 5, clusters: 64 },
    shapes: 'medium: 3x3 valid convs 8, 16, pool, 16, 32, pool, 512, 256, 10',
  },
].map(withShapes)

/** Adds what follows: inputs of every layer, parameters, and the zeros that each pruned layer gets. */
function withShapes(network) {
  let [channels, height, width] = network.shape
  const weights = []
  let parameters = 0
  for (const layer of network.layers) {
    if (layer.kind === 'pool') {
      ;[height, width] = [Math.floor(height / 2), Math.floor(width / 2)]
      continue
    }
    weights.push({ name: `conv${weights.length + 1}`, rows: layer.channels, columns: channels * 9 })
    parameters += layer.channels * (channels * 9 + 1) + (layer.norm ? 4 * layer.channels : 0)
    channels = layer.channels
    ;[height, width] = [height - 2 + 2 * layer.pad, width - 2 + 2 * layer.pad]
  }
  const convolutions = weights.length
  const flat = channels * height * width
  let inputs = flat
  for (const { size, norm } of network.dense) {
    weights.push({ name: `dense${weights.length + 1 - convolutions}`, rows: size, columns: inputs })
    parameters += size * (inputs + 1) + (norm ? 4 * size : 0)
    inputs = size
  }
  const { published } = network
  const bySize = weights.toSorted((a, b) => b.rows * b.columns - a.rows * a.columns)
  const pruned = new Set(bySize.slice(0, Math.min(published.pruned, weights.length)).map(({ name }) => name))
  const prunable = weights.filter(({ name }) => pruned.has(name)).reduce((sum, { rows, columns }) => sum + rows * columns, 0)
  const sparsity = (published.parameters - published.left) / prunable
  return {
    ...network,
    parameters,
    flat,
    sparsity,
    weights: weights.map((layer, i) => ({
      ...layer,
      kind: i < convolutions ? 'convolution' : 'dense',
      sparsity: pruned.has(layer.name) ? sparsity : 0,
    })),
  }
}

/** The convolutional part as an ONNX model: what is flattened is its output. */
export function convolutionalModel(network, seed = 1) {
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
  const kinds = onnx.AttributeProto.AttributeType
  const [nodes, initializers] = [[], []]
  const put = (name, shape, value) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value)
    initializers.push(tensorToProto({ type: 'float32', shape, data }, name))
    return name
  }
  const ints = (name, values) => ({ name, type: kinds.INTS, ints: values })
  let [at, channels, number] = ['image', network.shape[0], 0]
  for (const [i, layer] of network.layers.entries()) {
    const next = `t${i}`
    if (layer.kind === 'pool') {
      nodes.push({
        opType: 'MaxPool',
        name: `pool${i}`,
        input: [at],
        output: [next],
        attribute: [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])],
      })
      at = next
      continue
    }
    const name = `conv${++number}`
    const deviation = Math.sqrt(2 / (9 * channels))
    const weights = put(`${name}_w`, [layer.channels, channels, 3, 3], () => deviation * normal())
    const bias = put(`${name}_b`, [layer.channels], () => 0)
    const pads = ints('pads', [layer.pad, layer.pad, layer.pad, layer.pad])
    nodes.push({ opType: 'Conv', name, input: [at, weights, bias], output: [`${next}_c`], attribute: [pads] })
    if (layer.norm) {
      const [scale, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map((part) =>
        put(`${name}_${part}`, [layer.channels], () => (part === 'scale' || part === 'variance' ? 1 : 0)),
      )
      nodes.push({
        opType: 'BatchNormalization',
        name: `${name}_bn`,
        input: [`${next}_c`, scale, shift, mean, variance],
        output: [`${next}_n`],
      })
    }
    nodes.push({ opType: 'Relu', name: `${name}_relu`, input: [layer.norm ? `${next}_n` : `${next}_c`], output: [next] })
    at = next
    channels = layer.channels
  }
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: network.name,
      node: nodes,
      initializer: initializers,
      input: [valueInfo('image', { kind: 'tensor', elementType: 1, shape: [1, ...network.shape] })],
      output: [valueInfo(at, { kind: 'tensor', elementType: 1, shape: null })],
    },
  })
}

/** The passes that give a network the zeros and clusters of Table 3. */
export function weightPasses({ weights, published }) {
  const layers = weights.filter(({ kind, sparsity }) => kind === 'convolution' && sparsity > 0)
  const names = layers.map(({ name }) => name).join(',')
  const zeros =
    layers.length === 0 ? [] : [`sparsify{layers=${names} sparsity=${layers.map(({ sparsity }) => sparsity.toFixed(6)).join(',')}}`]
  return [...zeros, `cluster-weights{levels=${published.clusters}}`].join(',')
}

/** The dense layers as an ONNX model, ReLU between them. */
export function denseModel(network, seed = 2) {
  const random = createRandom(seed)
  const [nodes, initializers] = [[], []]
  const put = (name, shape) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform() - 0.5)
    initializers.push(tensorToProto({ type: 'float32', shape, data }, name))
    return name
  }
  const layers = network.weights.filter(({ kind }) => kind === 'dense')
  const transposed = { name: 'transB', type: onnx.AttributeProto.AttributeType.INT, i: 1 }
  let at = 'flat'
  for (const [i, { name, rows, columns }] of layers.entries()) {
    const out = `d${i}`
    nodes.push({
      opType: 'Gemm',
      name,
      input: [at, put(`${name}_w`, [rows, columns]), put(`${name}_b`, [rows])],
      output: [out],
      attribute: [transposed],
    })
    at = out
    if (i < layers.length - 1) {
      nodes.push({ opType: 'Relu', name: `${name}_relu`, input: [out], output: [`${out}_r`] })
      at = `${out}_r`
    }
  }
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: `${network.name}, dense layers`,
      node: nodes,
      initializer: initializers,
      input: [valueInfo('flat', { kind: 'tensor', elementType: 1, shape: [1, network.flat] })],
      output: [valueInfo(at, { kind: 'tensor', elementType: 1, shape: null })],
    },
  })
}

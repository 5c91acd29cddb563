/**
 * The four CNNs that SONIC (arXiv 2109.04459) is judged on, with exactly the parameters of its Table 1. Layer shapes are not published: these were
 * found by search and give the exact counts, but for STL10, which is a stand-in. Weights are drawn from a seed: nothing is trained, time and energy
 * do not ask.
 */
import { type AttributeProto, encodeModel, type NodeProto, onnx, tensorToProto, type TensorProto, valueInfo } from '@onnc/onnx'
import { createRandom, type Random } from '@onnc/support'

interface Convolution {
  readonly kind: 'conv'
  readonly channels: number
  readonly pad: number
  readonly norm: boolean
}

interface Shape {
  readonly name: string
  /** Of an image: channels, height, width. */
  readonly shape: readonly [number, number, number]
  readonly layers: readonly (Convolution | { readonly kind: 'pool' })[]
  readonly dense: readonly { readonly size: number; readonly norm: boolean }[]
  /** Tables 1 and 3 of the paper; accuracies in percent. */
  readonly published: {
    readonly parameters: number
    readonly left: number
    readonly pruned: number
    readonly clusters: number
    readonly accuracy: readonly [dense: number, sparse: number]
  }
  /** What the shapes are, and how sure. */
  readonly shapes: string
}

/** A matrix of weights: as many rows as outputs; `sparsity` is the share of zeros that Table 3 gives it. */
export interface Weights {
  readonly name: string
  readonly kind: 'convolution' | 'dense'
  readonly rows: number
  readonly columns: number
  readonly sparsity: number
}

export interface Network extends Shape {
  readonly parameters: number
  /** Elements of what is flattened. */
  readonly flat: number
  /** Multiply-accumulates of one inference. */
  readonly macs: number
  /** Share of zeros of each pruned layer. */
  readonly sparsity: number
  readonly weights: readonly Weights[]
}

/** Of a network: its convolutions, up to what is flattened; what follows; or both. */
export type Part = 'convolutions' | 'dense' | 'whole'

const conv = (channels: number, pad: number): Convolution => ({ kind: 'conv', channels, pad, norm: false })
const normed = (channels: number, pad: number): Convolution => ({ kind: 'conv', channels, pad, norm: true })
const pool = { kind: 'pool' } as const

const shapes: readonly Shape[] = [
  {
    name: 'MNIST',
    shape: [1, 28, 28],
    layers: [normed(16, 0), pool, normed(64, 0)],
    dense: [
      { size: 192, norm: false },
      { size: 10, norm: false },
    ],
    published: { parameters: 1_498_730, left: 749_365, pruned: 4, clusters: 64, accuracy: [93.2, 92.89] },
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
    published: { parameters: 552_874, left: 276_437, pruned: 7, clusters: 16, accuracy: [86.05, 86.86] },
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
    published: { parameters: 77_787_738, left: 46_672_643, pruned: 5, clusters: 64, accuracy: [74.6, 75.2] },
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
    published: { parameters: 552_362, left: 331_417, pruned: 5, clusters: 64, accuracy: [94.6, 95] },
    shapes: 'medium: 3x3 valid convs 8, 16, pool, 16, 32, pool, 512, 256, 10',
  },
]

export const networks: readonly Network[] = shapes.map(withWeights)

/** Adds what follows: inputs of every layer, parameters, and the zeros that each pruned layer gets. */
function withWeights(network: Shape): Network {
  const { published } = network
  let [channels, height, width] = network.shape
  const weights: Omit<Weights, 'sparsity'>[] = []
  let [parameters, macs] = [0, 0]
  for (const layer of network.layers) {
    if (layer.kind === 'pool') {
      ;[height, width] = [Math.floor(height / 2), Math.floor(width / 2)]
      continue
    }
    weights.push({ name: `conv${weights.length + 1}`, kind: 'convolution', rows: layer.channels, columns: channels * 9 })
    parameters += layer.channels * (channels * 9 + 1) + (layer.norm ? 4 * layer.channels : 0)
    ;[height, width] = [height - 2 + 2 * layer.pad, width - 2 + 2 * layer.pad]
    macs += layer.channels * channels * 9 * height * width
    channels = layer.channels
  }
  const convolutions = weights.length
  const flat = channels * height * width
  let inputs = flat
  for (const { size, norm } of network.dense) {
    weights.push({ name: `dense${weights.length + 1 - convolutions}`, kind: 'dense', rows: size, columns: inputs })
    parameters += size * (inputs + 1) + (norm ? 4 * size : 0)
    macs += size * inputs
    inputs = size
  }
  const bySize = weights.toSorted((a, b) => b.rows * b.columns - a.rows * a.columns)
  const pruned = new Set(bySize.slice(0, published.pruned).map(({ name }) => name))
  const prunable = weights.filter(({ name }) => pruned.has(name)).reduce((sum, { rows, columns }) => sum + rows * columns, 0)
  const sparsity = (published.parameters - published.left) / prunable
  return {
    ...network,
    parameters,
    flat,
    macs,
    sparsity,
    weights: weights.map((layer) => ({ ...layer, sparsity: pruned.has(layer.name) ? sparsity : 0 })),
  }
}

/** The passes that give a part of a network the zeros and clusters of Table 3. */
export function weightPasses({ weights, published }: Network, part: Part): string {
  const layers = weights.filter(({ kind, sparsity }) => sparsity > 0 && (part === 'whole' || (kind === 'dense') === (part === 'dense')))
  const names = layers.map(({ name }) => name).join(',')
  const shares = layers.map(({ sparsity }) => sparsity.toFixed(6)).join(',')
  const zeros = layers.length === 0 ? [] : [`sparsify{layers=${names} sparsity=${shares}}`]
  return [...zeros, `cluster-weights{levels=${published.clusters}}`].join(',')
}

interface Graph {
  readonly random: Random
  readonly node: NodeProto[]
  readonly initializer: TensorProto[]
}

/** A part of a network as an ONNX model; `image` or `flat` is its input. */
export function networkModel(network: Network, part: Part, seed = 1): Uint8Array {
  const graph: Graph = { random: createRandom(seed), node: [], initializer: [] }
  const input = part === 'dense' ? 'flat' : 'image'
  const shape = part === 'dense' ? [1, network.flat] : [1, ...network.shape]
  let at = part === 'dense' ? input : convolutions(graph, network, input)
  if (part === 'whole') at = add(graph, 'Flatten', 'flatten', [at])
  if (part !== 'convolutions') at = denseLayers(graph, network, at)
  return modelOf(graph, network.name, { name: input, shape }, at)
}

/** One dense layer, or some of its rows, as an ONNX model. */
export function denseRows({ name, columns }: Weights, rows: number, seed = 1): Uint8Array {
  const graph: Graph = { random: createRandom(seed), node: [], initializer: [] }
  return modelOf(graph, name, { name: 'flat', shape: [1, columns] }, dense(graph, name, 'flat', rows, columns))
}

function modelOf(
  { node, initializer }: Graph,
  name: string,
  input: { readonly name: string; readonly shape: readonly number[] },
  output: string,
): Uint8Array {
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name,
      node,
      initializer,
      input: [valueInfo(input.name, { kind: 'tensor', elementType: 1, shape: [...input.shape] })],
      output: [valueInfo(output, { kind: 'tensor', elementType: 1, shape: null })],
    },
  })
}

function convolutions(graph: Graph, { layers, shape }: Network, input: string): string {
  let [at, channels, number] = [input, shape[0], 0]
  for (const [i, layer] of layers.entries()) {
    if (layer.kind === 'pool') {
      at = add(graph, 'MaxPool', `pool${i}`, [at], [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])])
      continue
    }
    const name = `conv${++number}`
    const weights = put(graph, `${name}_w`, [layer.channels, channels, 3, 3], normal(graph, Math.sqrt(2 / (9 * channels))))
    const bias = put(graph, `${name}_b`, [layer.channels], () => 0)
    at = add(graph, 'Conv', name, [at, weights, bias], [ints('pads', [layer.pad, layer.pad, layer.pad, layer.pad])])
    if (layer.norm) at = norm(graph, name, at, layer.channels)
    at = add(graph, 'Relu', `${name}_relu`, [at])
    channels = layer.channels
  }
  return at
}

function denseLayers(graph: Graph, { weights, dense: sizes }: Network, input: string): string {
  let at = input
  const layers = weights.filter(({ kind }) => kind === 'dense')
  for (const [i, { name, rows, columns }] of layers.entries()) {
    at = dense(graph, name, at, rows, columns)
    if (sizes[i]!.norm) at = norm(graph, name, at, rows)
    if (i < layers.length - 1) at = add(graph, 'Relu', `${name}_relu`, [at])
  }
  return at
}

function dense(graph: Graph, name: string, input: string, rows: number, columns: number): string {
  const weights = put(graph, `${name}_w`, [rows, columns], normal(graph, Math.sqrt(2 / columns)))
  const bias = put(graph, `${name}_b`, [rows], () => 0)
  const transposed = { name: 'transB', type: onnx.AttributeProto.AttributeType.INT, i: 1 }
  return add(graph, 'Gemm', name, [input, weights, bias], [transposed])
}

/** Batch normalisation as it is before training, gains of one seed about 1: what is folded, and where, is the same. */
function norm(graph: Graph, name: string, input: string, channels: number): string {
  const parameters = ['scale', 'shift', 'mean', 'variance'].map((part) =>
    put(graph, `${name}_${part}`, [channels], () => (part === 'scale' ? 0.75 + 0.5 * graph.random.uniform() : part === 'variance' ? 1 : 0)),
  )
  return add(graph, 'BatchNormalization', `${name}_bn`, [input, ...parameters])
}

function normal({ random }: Graph, deviation: number): () => number {
  return () => deviation * Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

function put({ initializer }: Graph, name: string, shape: readonly number[], value: () => number): string {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, value)
  initializer.push(tensorToProto({ type: 'float32', shape, data }, name))
  return name
}

function add({ node }: Graph, opType: string, name: string, input: string[], attribute: AttributeProto[] = []): string {
  const output = `${name}_out`
  node.push({ opType, name, input, output: [output], attribute })
  return output
}

function ints(name: string, values: number[]): AttributeProto {
  return { name, type: onnx.AttributeProto.AttributeType.INTS, ints: values }
}

import { encodeModel, onnx, type NodeProto, tensorToProto, type TensorProto, valueInfo } from '@onnc/onnx'
import { createRandom, type Random } from '@onnc/support'

const { INT, INTS } = onnx.AttributeProto.AttributeType

/** How layers of one shape share matrices: each has its own; all have one; or a block of two layers is repeated. */
export const sharings = ['none', 'layer-wise', 'block-wise'] as const

export interface Variant {
  readonly sharing: (typeof sharings)[number]
  /** Every second use of a matrix takes it transposed, where rows and columns are as many or the network has a layer of that shape. */
  readonly transposed?: boolean
  /** Every further use has its rows and its columns (channels) in an order of its own. */
  readonly shuffled?: boolean
}

export const networks = ['mlp', 'mlp-8', 'vgg-13', 'resnet-18', 'mixer'] as const
export type NetworkName = (typeof networks)[number]

/** Weights [rows, columns, kernel positions]. */
interface Weights {
  readonly rows: number
  readonly columns: number
  readonly kernel: number
  readonly values: Float32Array
}

interface Builder {
  readonly variant: Variant
  readonly random: Random
  readonly nodes: NodeProto[]
  readonly initializers: TensorProto[]
  /** Uses and matrices of each shape. */
  readonly shapes: Map<string, { uses: number; matrices: Weights[] }>
}

/** An ONNX model with weights of a seed, for batches of `batch`. */
export function networkModel(name: NetworkName, variant: Variant, batch = 1): Uint8Array {
  const builder: Builder = { variant, random: createRandom(2409), nodes: [], initializers: [], shapes: new Map() }
  const [inputShape, output] = builders[name](builder, batch)
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 20 }],
    graph: {
      name,
      node: builder.nodes,
      initializer: builder.initializers,
      input: [valueInfo('x', { kind: 'tensor', elementType: 1, shape: inputShape })],
      output: [valueInfo(output, null)],
    },
  })
}

const builders: Readonly<Record<NetworkName, (builder: Builder, batch: number) => readonly [number[], string]>> = {
  mlp: (builder, batch) => mlp(builder, batch, [784, 512, 512, 512, 512, 512]),
  'mlp-8': (builder, batch) => mlp(builder, batch, [512, 512, 512, 512, 512, 512, 512, 512, 512]),
  'vgg-13': vgg13,
  'resnet-18': resnet18,
  mixer,
}

function mlp(builder: Builder, batch: number, sizes: readonly number[]): readonly [number[], string] {
  let value = 'x'
  for (let i = 0; i + 1 < sizes.length; i++) value = node(builder, 'Relu', [dense(builder, value, sizes[i]!, sizes[i + 1]!)])
  return [[batch, sizes[0]!], dense(builder, value, sizes.at(-1)!, 10)]
}

function vgg13(builder: Builder, batch: number): readonly [number[], string] {
  let [value, from] = ['x', 3]
  for (const to of [64, 128, 256, 512, 512]) {
    value = node(builder, 'Relu', [conv(builder, value, from, to, 3, 1)])
    value = node(builder, 'Relu', [conv(builder, value, to, to, 3, 1)])
    value = node(builder, 'MaxPool', [value], { kernel_shape: [2, 2], strides: [2, 2] })
    from = to
  }
  return [[batch, 3, 32, 32], dense(builder, node(builder, 'Flatten', [value]), 512, 100)]
}

function resnet18(builder: Builder, batch: number): readonly [number[], string] {
  let value = node(builder, 'Relu', [conv(builder, 'x', 3, 64, 3, 1)])
  let from = 64
  for (const [to, first] of [
    [64, 1],
    [128, 2],
    [256, 2],
    [512, 2],
  ] as const)
    for (const stride of [first, 1]) {
      const inner = node(builder, 'Relu', [conv(builder, value, from, to, 3, stride)])
      const sum = conv(builder, inner, to, to, 3, 1)
      const skip = from === to ? value : conv(builder, value, from, to, 1, stride)
      value = node(builder, 'Relu', [node(builder, 'Add', [sum, skip])])
      from = to
    }
  const pooled = node(builder, 'Flatten', [node(builder, 'GlobalAveragePool', [value])])
  return [[batch, 3, 32, 32], dense(builder, pooled, 512, 100)]
}

/** Eight blocks on 64 patches of 512 channels; hidden layers of 256 and 2048. */
function mixer(builder: Builder, batch: number): readonly [number[], string] {
  let value = dense(builder, 'x', 48, 512)
  for (let block = 0; block < 8; block++) {
    const tokens = node(builder, 'Transpose', [normalised(builder, value)], { perm: [0, 2, 1] })
    const mixed = dense(builder, node(builder, 'Gelu', [dense(builder, tokens, 64, 256)]), 256, 64)
    value = node(builder, 'Add', [value, node(builder, 'Transpose', [mixed], { perm: [0, 2, 1] })])
    const channels = dense(builder, node(builder, 'Gelu', [dense(builder, normalised(builder, value), 512, 2048)]), 2048, 512)
    value = node(builder, 'Add', [value, channels])
  }
  const pooled = node(builder, 'ReduceMean', [value, constant(builder, 'axes', [1])], { keepdims: 0 })
  return [[batch, 64, 48], dense(builder, pooled, 512, 10)]
}

function normalised(builder: Builder, value: string): string {
  const ones = floats(builder, 'gain', [512], new Float32Array(512).fill(1))
  return node(builder, 'LayerNormalization', [value, ones], { axis: -1 })
}

function dense(builder: Builder, input: string, from: number, to: number): string {
  const { rows, columns, values } = weightsFor(builder, { rows: to, columns: from, kernel: 1 })
  // [from, to]: MatMul takes the columns of what is held.
  const turned = new Float32Array(values.length)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c]!
  return node(builder, 'MatMul', [input, floats(builder, 'w', [columns, rows], turned)])
}

function conv(builder: Builder, input: string, from: number, to: number, size: number, stride: number): string {
  const { values } = weightsFor(builder, { rows: to, columns: from, kernel: size * size })
  const pad = (size - 1) / 2
  return node(builder, 'Conv', [input, floats(builder, 'w', [to, from, size, size], values)], {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  })
}

/** The weights of the next layer of a shape, as the variant shares them. */
function weightsFor({ variant, random, shapes }: Builder, shape: Omit<Weights, 'values'>): Weights {
  const turned = { ...shape, rows: shape.columns, columns: shape.rows }
  const pair = [shapeKey(shape), shapeKey(turned)].toSorted()
  const key = variant.transposed === true ? pair.join(' ') : shapeKey(shape)
  const known = shapes.get(key) ?? { uses: 0, matrices: [] }
  shapes.set(key, known)
  const use = known.uses++
  const every = variant.sharing === 'none' ? Infinity : variant.sharing === 'layer-wise' ? 1 : 2
  const base = known.matrices[use % every]
  if (base === undefined) {
    const deviation = Math.sqrt(2 / (shape.columns * shape.kernel))
    const values = Float32Array.from(
      { length: shape.rows * shape.columns * shape.kernel },
      () => (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 * deviation,
    )
    const made = { ...shape, values }
    known.matrices.push(made)
    return made
  }
  const isSquare = shape.rows === shape.columns
  const transposes = variant.transposed === true && (isSquare ? Math.floor(use / every) % 2 === 1 : base.rows !== shape.rows)
  const [rows, columns] = [shape.rows, shape.columns]
  const [rowOrder, columnOrder] = [rows, columns].map((count) => (variant.shuffled === true ? shuffled(count, random) : undefined))
  const values = new Float32Array(rows * columns * shape.kernel)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const [i, j] = [rowOrder?.[r] ?? r, columnOrder?.[c] ?? c]
      const at = (transposes ? j * base.columns + i : i * base.columns + j) * shape.kernel
      for (let k = 0; k < shape.kernel; k++) values[(r * columns + c) * shape.kernel + k] = base.values[at + k]!
    }
  return { ...shape, values }
}

function shapeKey({ rows, columns, kernel }: Omit<Weights, 'values'>): string {
  return `${rows}x${columns}x${kernel}`
}

function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random.uniform() * (i + 1))
    ;[order[i], order[other]] = [order[other]!, order[i]!]
  }
  return order
}

function floats({ initializers }: Builder, name: string, shape: readonly number[], data: Float32Array): string {
  const unique = `${name}${initializers.length}`
  initializers.push(tensorToProto({ type: 'float32', shape, data }, unique))
  return unique
}

function constant({ initializers }: Builder, name: string, values: readonly number[]): string {
  const unique = `${name}${initializers.length}`
  initializers.push(tensorToProto({ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) }, unique))
  return unique
}

function node({ nodes }: Builder, opType: string, input: string[], attributes: Readonly<Record<string, number | number[]>> = {}): string {
  const output = `${opType}_${nodes.length}`
  const attribute = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'number' ? { name, type: INT, i: value } : { name, type: INTS, ints: value },
  )
  nodes.push({ opType, name: output, input, output: [output], attribute })
  return output
}

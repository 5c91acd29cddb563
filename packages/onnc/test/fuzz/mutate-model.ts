import {
  type AttributeProto,
  decodeModel,
  encodeModel,
  fromBigInt,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  onnx,
  type TensorProto,
} from '@onnc/onnx'
import type { Random } from '@onnc/support'

import { below, pick } from './mutate-bytes.ts'

/** Numbers at the edges of what their fields, or arithmetic on them, can hold. */
const numbers: readonly bigint[] = [
  [0n, 1n, -1n, 2n, 3n, 7n, 13n, 64n, 255n, 1024n, 65_536n],
  [2n ** 31n - 1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, 2n ** 40n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)],
].flat()

const floats: readonly number[] = [0, -0, 1, -1, 0.5, 1e-45, 3.4e38, Infinity, -Infinity, NaN]

const operators: readonly string[] = [
  ['Add', 'Mul', 'Div', 'Pow', 'Relu', 'Softmax', 'Conv', 'ConvTranspose', 'MatMul', 'Gemm', 'MaxPool', 'AveragePool', 'Flatten'],
  ['Reshape', 'Transpose', 'Concat', 'Split', 'Slice', 'Gather', 'Expand', 'Tile', 'Pad', 'Range', 'ConstantOfShape', 'Shape', 'Cast'],
  ['BatchNormalization', 'ReduceSum', 'Resize', 'If', 'Loop', 'Scan', 'LSTM', 'QLinearConv', 'Dropout', 'SequenceConstruct', 'Nope', ''],
].flat()

const locations: readonly string[] = ['w.bin', '../w.bin', '/etc/passwd', 'link', 'w.bin\u0000', 'C:w.bin', 'sub/../w.bin', '.', 'pipe', '']

const names: readonly string[] = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'x\ny',
  "'",
  '\u202e',
  '0',
  'onnx.node_name',
  'x'.repeat(5000),
]

const long = (random: Random): ReturnType<typeof fromBigInt> => fromBigInt(pick(random, numbers))

/** A model of the same kind with one to three things in it changed. */
export function mutateModel(bytes: Uint8Array, random: Random): Uint8Array {
  const decoded = decodeModel(bytes, 'seed')
  if (!decoded.ok) throw new Error('a seed that is no model')
  const model = decoded.value
  for (let changes = 1 + below(random, 3); changes > 0; changes--) {
    const graph = model.graph!
    const mutate = pick(random, [mutateNode, mutateNode, mutateNode, mutateTensor, mutateTensor, mutateEdge, mutateGraph, mutateHead])
    mutate(graph, random, model)
  }
  return encodeModel(model)
}

/** A graph of its own: messages that hold themselves cannot be written. */
function copyOf(graph: GraphProto): GraphProto {
  return onnx.GraphProto.decode(onnx.GraphProto.encode(graph).finish())
}

function valuesOf(graph: GraphProto): string[] {
  const inner = (graph.node ?? []).flatMap((n) => n.output ?? [])
  return [...(graph.input ?? []).map((v) => v.name ?? ''), ...(graph.initializer ?? []).map((t) => t.name ?? ''), ...inner]
}

function mutateNode(graph: GraphProto, random: Random): void {
  const node = pick(random, graph.node ?? [])
  if (node === undefined) return
  const names = ['input', 'output'] as const
  const list = (node[pick(random, names)] ??= [])
  const at = below(random, list.length + 1)
  switch (below(random, 9)) {
    case 0:
      node.opType = pick(random, operators)
      break
    case 1:
      list[Math.min(at, list.length)] = random.uniform() < 0.5 ? pick(random, valuesOf(graph)) : 'nobody'
      break
    case 2:
      list.splice(at, 1)
      break
    case 3:
      list.splice(at, 0, pick(random, ['', ...valuesOf(graph)]))
      break
    case 4:
      node.domain = pick(random, ['', 'ai.onnx', 'com.microsoft', 'ai.onnx.ml', 'nobody'])
      break
    case 5:
      node.name = pick(random, strange)
      break
    case 6:
      graph.node = (graph.node ?? []).filter((other) => other !== node)
      break
    default:
      mutateAttribute((node.attribute ??= []), random, graph)
  }
}

const strange = names

function mutateAttribute(attributes: AttributeProto[], random: Random, graph: GraphProto): void {
  if (attributes.length === 0 || random.uniform() < 0.1) {
    attributes.push({ name: pick(random, ['axis', 'pads', 'group', 'to', 'perm', 'value', ...strange]), type: 2, i: long(random) })
    return
  }
  const attribute = pick(random, attributes)
  switch (below(random, 8)) {
    case 0:
      attribute.i = long(random)
      break
    case 1:
      if (attribute.ints?.length) attribute.ints[below(random, attribute.ints.length)] = long(random)
      else attribute.f = pick(random, floats)
      break
    case 2:
      attribute.ints = Array.from({ length: below(random, 6) }, () => long(random))
      break
    case 3:
      attribute.type = below(random, 17) as NonNullable<AttributeProto['type']>
      break
    case 4:
      attributes.splice(attributes.indexOf(attribute), 1)
      break
    case 5:
      attributes.push({ ...attribute })
      break
    case 6:
      attribute.s = Uint8Array.of(0xff, 0xfe)
      break
    default:
      if (attribute.t) changeTensor(attribute.t, random)
      else attribute.g = copyOf({ name: 'inner', node: (graph.node ?? []).slice(0, 2), output: (graph.output ?? []).slice(0, 1) })
  }
}

function mutateTensor(graph: GraphProto, random: Random): void {
  const tensor = pick(random, graph.initializer ?? [])
  if (tensor === undefined) return
  switch (below(random, 10)) {
    case 0:
      graph.initializer = [...(graph.initializer ?? []), { ...tensor }]
      break
    case 1:
      graph.initializer = (graph.initializer ?? []).filter((other) => other !== tensor)
      break
    case 2: {
      const indices = { dataType: 7, dims: [below(random, 4)], int64Data: Array.from({ length: below(random, 4) }, () => long(random)) }
      graph.sparseInitializer = [{ values: tensor, indices, dims: [long(random), long(random)] }]
      break
    }
    default:
      changeTensor(tensor, random)
  }
}

function changeTensor(tensor: TensorProto, random: Random): void {
  const dims = (tensor.dims ??= [])
  switch (below(random, 9)) {
    case 0:
      if (dims.length > 0) dims[below(random, dims.length)] = long(random)
      break
    case 1:
      dims.splice(below(random, dims.length + 1), 0, long(random))
      break
    case 2:
      dims.splice(below(random, dims.length + 1), 1)
      break
    case 3:
      tensor.dataType = below(random, 29)
      break
    case 4:
      tensor.rawData = new Uint8Array(below(random, 64))
      break
    case 5:
      tensor.floatData = Array.from({ length: below(random, 8) }, () => pick(random, floats))
      break
    case 6:
      tensor.name = random.uniform() < 0.5 ? pick(random, strange) : (tensor.name ?? '')
      break
    case 7:
      tensor.segment = { begin: long(random), end: long(random) }
      break
    default: {
      const entries: Record<string, string> = { location: pick(random, locations), offset: String(pick(random, numbers)) }
      if (random.uniform() < 0.5) entries['length'] = String(pick(random, numbers))
      tensor.dataLocation = 1
      tensor.externalData = Object.entries(entries).map(([key, value]) => ({ key, value }))
      if (random.uniform() < 0.8) tensor.rawData = new Uint8Array()
    }
  }
}

function mutateEdge(graph: GraphProto, random: Random): void {
  const list = (graph[pick(random, ['input', 'output', 'output', 'valueInfo'] as const)] ??= [])
  const value = pick(random, list)
  if (value === undefined) return
  const dim = value.type?.tensorType?.shape?.dim
  switch (below(random, 7)) {
    case 0:
      if (dim?.length) dim[below(random, dim.length)] = { dimValue: long(random) }
      break
    case 1:
      if (dim?.length) dim[below(random, dim.length)] = random.uniform() < 0.5 ? { dimParam: pick(random, strange) } : {}
      break
    case 2:
      if (value.type?.tensorType) value.type.tensorType.elemType = below(random, 29)
      break
    case 3:
      value.name = pick(random, [...strange, ...valuesOf(graph)])
      break
    case 4:
      list.splice(list.indexOf(value), 1)
      break
    case 5:
      list.push({ ...value })
      break
    default:
      value.type = pick(random, [
        null,
        {},
        { sequenceType: { elemType: value.type ?? {} } },
        { optionalType: { elemType: value.type ?? {} } },
      ])
  }
}

function mutateGraph(graph: GraphProto, random: Random, model: ModelProto): void {
  const nodes = (graph.node ??= [])
  const node: NodeProto = pick(random, nodes) ?? { opType: 'Relu', input: ['x'], output: ['y'] }
  switch (below(random, 6)) {
    case 0:
      nodes.reverse()
      break
    case 1:
      nodes.push({ ...node })
      break
    case 2:
      nodes.push({ ...node, output: (node.output ?? []).map((name) => `${name}_again`) })
      break
    case 3: {
      // A function that calls itself, directly or twice.
      const body = Array.from({ length: 1 + below(random, 2) }, (_, i) => ({ opType: 'F', domain: 'f', input: ['a'], output: [`b${i}`] }))
      model.functions = [
        {
          name: 'F',
          domain: 'f',
          input: ['a'],
          output: ['b0'],
          node: random.uniform() < 0.5 ? body : [],
          opsetImport: model.opsetImport ?? [],
        },
      ]
      model.opsetImport = [...(model.opsetImport ?? []), { domain: 'f', version: 1 }]
      Object.assign(node, { opType: 'F', domain: 'f' })
      break
    }
    case 4: {
      const inner = copyOf({ name: 'inner', node: [node], output: (node.output ?? []).map((name) => ({ name })) })
      const attribute = ['then_branch', 'else_branch'].map((name) => ({ name, type: 5 as const, g: inner }))
      graph.initializer = [...(graph.initializer ?? []), { name: 'condition', dataType: 9, int32Data: [1] }]
      Object.assign(node, { opType: 'If', domain: '', input: ['condition'], attribute })
      break
    }
    default:
      nodes.splice(below(random, nodes.length + 1), 0, {
        opType: pick(random, ['ConstantOfShape', 'Expand', 'Tile', 'Range', 'Pad']),
        input: [pick(random, valuesOf(graph)), pick(random, valuesOf(graph))],
        output: [`bomb_${nodes.length}`],
      })
  }
}

function mutateHead(_: GraphProto, random: Random, model: ModelProto): void {
  switch (below(random, 4)) {
    case 0:
      model.irVersion = long(random)
      break
    case 1:
      model.opsetImport = (model.opsetImport ?? []).map((entry) => ({
        ...entry,
        version: random.uniform() < 0.5 ? long(random) : 1 + below(random, 28),
      }))
      break
    case 2:
      model.opsetImport = [
        ...(model.opsetImport ?? []),
        { domain: pick(random, ['com.microsoft', 'ai.onnx.ml', 'nobody', 'ai.onnx']), version: 1 },
      ]
      break
    default:
      model.metadataProps = strange.map((key) => ({ key, value: key }))
  }
}

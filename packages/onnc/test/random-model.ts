import { encodeModel, type NodeProto, onnx, tensorToProto, type TensorProto, valueInfo } from '@onnc/onnx'
import { createRandom } from '@onnc/support'

const kinds = onnx.AttributeProto.AttributeType

export type AttributeValue =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }

/** A node in short: operator, inputs, outputs, attributes (numbers are ints). */
export function node(opType: string, input: string[], output: string[], attributes: Record<string, AttributeValue> = {}): NodeProto {
  return {
    opType,
    name: `${opType}_${output[0]}`,
    input,
    output,
    attribute: Object.entries(attributes).map(([name, value]) => {
      if (typeof value === 'number') return { name, type: kinds.INT, i: value }
      if (typeof value === 'string') return { name, type: kinds.STRING, s: new TextEncoder().encode(value) }
      if ('floats' in value) return { name, type: kinds.FLOATS, floats: [...value.floats] }
      if ('strings' in value) return { name, type: kinds.STRINGS, strings: value.strings.map((s) => new TextEncoder().encode(s)) }
      return 'float' in value
        ? { name, type: kinds.FLOAT, f: value.float }
        : { name, type: kinds.INTS, ints: [...(value as readonly number[])] }
    }),
  }
}

/** Seeded values in [-1, 1). */
export function weights(name: string, shape: readonly number[], seed: number): TensorProto {
  const random = createRandom(seed)
  const count = shape.reduce((a, b) => a * b, 1)
  return tensorToProto({ type: 'float32', shape, data: Float32Array.from({ length: count }, () => 2 * random.uniform() - 1) }, name)
}

export interface ModelParts {
  readonly inputs: Readonly<Record<string, readonly (number | string | null)[]>>
  readonly outputs: readonly string[]
  readonly nodes: readonly NodeProto[]
  readonly initializers?: readonly TensorProto[]
  readonly opset?: number
}

export function modelBytes({ inputs, outputs, nodes, initializers = [], opset = 17 }: ModelParts): Uint8Array {
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'test',
      node: [...nodes],
      initializer: [...initializers],
      input: Object.entries(inputs).map(([name, shape]) => valueInfo(name, { kind: 'tensor', elementType: 1, shape })),
      output: outputs.map((name) => valueInfo(name, { kind: 'tensor', elementType: 1, shape: null })),
    },
  })
}

/**
 * Just enough of ONNX's protobuf schema (onnx/onnx.proto, field numbers as there) to write our models: apart from the
 * packages' own encoder, so that the files are a second opinion on their decoder.
 */
export type Field = Uint8Array

function varint(value: number | bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

const integer = (field: number, value: number | bigint): Field => Uint8Array.from([...varint(field * 8), ...varint(value)])
const float = (field: number, value: number): Field =>
  Buffer.concat([Uint8Array.from(varint(field * 8 + 5)), littleEndian(Float32Array.of(value))])
const bytes = (field: number, value: Uint8Array): Field =>
  Buffer.concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value])
const text = (field: number, value: string): Field => bytes(field, new TextEncoder().encode(value))
const message = (field: number, ...fields: readonly Field[]): Field => bytes(field, Buffer.concat(fields))

function littleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.byteLength))
  values.forEach((value: number | bigint, i: number) => {
    if (typeof value === 'bigint') view.setBigInt64(i * 8, value, true)
    else view.setFloat32(i * 4, value, true)
  })
  return new Uint8Array(view.buffer)
}

/** A float32 or int64 tensor by name; row-major. */
export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

/** TensorProto: the content of a `.pb` file of a test data set. */
export function encodeTensor({ name, shape, data }: NamedTensor): Uint8Array {
  const type = data instanceof Float32Array ? 1 : 7
  return Buffer.concat([...shape.map((size) => integer(1, size)), integer(2, type), text(8, name), bytes(9, littleEndian(data))])
}

export type AttributeValue = string | readonly number[] | { readonly int: number } | { readonly float: number }

function attribute(name: string, value: AttributeValue): Field {
  if (typeof value === 'string') return message(5, text(1, name), text(4, value), integer(20, 3))
  if ('int' in value) return message(5, text(1, name), integer(3, value.int), integer(20, 2))
  if ('float' in value) return message(5, text(1, name), float(2, value.float), integer(20, 1))
  return message(5, text(1, name), ...value.map((item) => integer(8, item)), integer(20, 7))
}

/** One NodeProto of a graph; the node is named after its output. */
export function node(
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Field {
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, opType),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  )
}

/** The float32 type of a graph's input or output. */
export interface FloatValue {
  readonly name: string
  readonly shape: readonly number[]
}

function valueInfo(field: number, { name, shape }: FloatValue): Field {
  const dimensions = shape.map((size) => message(1, integer(1, size)))
  return message(field, text(1, name), message(2, message(1, integer(1, 1), message(2, ...dimensions))))
}

export interface Graph {
  readonly name: string
  readonly description: string
  readonly inputs: readonly FloatValue[]
  readonly outputs: readonly FloatValue[]
  readonly initializers: readonly NamedTensor[]
  /** In topological order. */
  readonly nodes: readonly Field[]
}

/** ModelProto: IR version 8, operator set 17. */
export function encodeModel({ name, description, inputs, outputs, initializers, nodes }: Graph): Uint8Array {
  const graph = message(
    7,
    ...nodes,
    text(2, name),
    ...initializers.map((tensor) => bytes(5, encodeTensor(tensor))),
    ...inputs.map((value) => valueInfo(11, value)),
    ...outputs.map((value) => valueInfo(12, value)),
  )
  return Buffer.concat([integer(1, 8), text(2, 'onnc test-models'), text(6, description), graph, message(8, text(1, ''), integer(2, 17))])
}

/*
 * ONNX models of a few nodes, written byte by byte: this package knows no protobuf. Field numbers are those of the ONNX schema.
 */

type Field = readonly [number: number, value: number | bigint | string | Uint8Array]

function varint(value: number | bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

/** A message of varint fields (numbers) and length-delimited ones (text, bytes). */
export function message(...fields: readonly Field[]): Uint8Array {
  const bytes: number[] = []
  for (const [number, value] of fields) {
    const content = typeof value === 'string' ? new TextEncoder().encode(value) : value
    if (content instanceof Uint8Array) bytes.push(...varint((number << 3) | 2), ...varint(content.length), ...content)
    else bytes.push(...varint(number << 3), ...varint(content))
  }
  return Uint8Array.from(bytes)
}

/** A graph input or output: element type by its ONNX number, dimensions by size or symbol. */
export interface Value {
  readonly name: string
  readonly type: number
  readonly shape?: readonly (number | string)[]
}

export interface Node {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly name?: string
  readonly domain?: string
  /** Integers, or graphs. */
  readonly attributes?: Readonly<Record<string, number | Uint8Array>>
}

export interface Graph {
  readonly nodes: readonly Node[]
  readonly inputs?: readonly Value[]
  readonly outputs: readonly Value[]
  /** Scalars and vectors of 64-bit integers. */
  readonly integers?: Readonly<Record<string, number | bigint | readonly (number | bigint)[]>>
  readonly booleans?: Readonly<Record<string, boolean>>
}

function valueInfo({ name, type, shape }: Value): Uint8Array {
  const dims = shape?.map((size): Field => [1, typeof size === 'number' ? message([1, size]) : message([2, size])])
  return message([1, name], [2, message([1, message([1, type], ...(dims === undefined ? [] : [[2, message(...dims)] as const]))])])
}

function attribute(name: string, value: number | Uint8Array): Uint8Array {
  return typeof value === 'number' ? message([1, name], [3, value], [20, 2]) : message([1, name], [6, value], [20, 5])
}

export function graph({ nodes, inputs = [], outputs, integers = {}, booleans = {} }: Graph): Uint8Array {
  return message(
    ...nodes.map((node): Field => [
      1,
      message(
        ...node.inputs.map((name): Field => [1, name]),
        ...node.outputs.map((name): Field => [2, name]),
        [3, node.name ?? ''],
        [4, node.op],
        [7, node.domain ?? ''],
        ...Object.entries(node.attributes ?? {}).map(([name, value]): Field => [5, attribute(name, value)]),
      ),
    ]),
    [2, 'g'],
    ...Object.entries(integers).map(([name, value]): Field => {
      const list = Array.isArray(value) ? (value as readonly number[]) : undefined
      const data = (list ?? [value as number]).map((integer): Field => [7, integer])
      return [5, message(...(list === undefined ? [] : [[1, list.length] as const]), [2, 7], ...data, [8, name])]
    }),
    ...Object.entries(booleans).map(([name, value]): Field => [5, message([2, 9], [5, Number(value)], [8, name])]),
    ...inputs.map((value): Field => [11, valueInfo(value)]),
    ...outputs.map((value): Field => [12, valueInfo(value)]),
  )
}

export function model(content: Graph, opset = 21): Uint8Array {
  return message([1, 10], [8, message([1, ''], [2, opset])], [7, graph(content)])
}

/** The last length-delimited field of this number in a message of varint and length-delimited fields. */
export function readField(bytes: Uint8Array, wanted: number): Uint8Array | undefined {
  let at = 0
  const next = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  let found: Uint8Array | undefined
  while (at < bytes.length) {
    const tag = next()
    if ((tag & 7) === 0) next()
    else if ((tag & 7) === 2) {
      const length = next()
      if (tag >>> 3 === wanted) found = new Uint8Array(bytes.subarray(at, at + length))
      at += length
    } else throw new Error(`wire type ${tag & 7}`)
  }
  return found
}

/** Runs for ever: a loop of 2^62 rounds. */
export const endless: Uint8Array = model({
  nodes: [
    {
      op: 'Loop',
      inputs: ['rounds', 'go', 'one'],
      outputs: ['y'],
      attributes: {
        body: graph({
          nodes: [
            { op: 'Identity', inputs: ['on'], outputs: ['on_out'] },
            { op: 'Identity', inputs: ['v'], outputs: ['v_out'] },
          ],
          inputs: [
            { name: 'i', type: 7, shape: [] },
            { name: 'on', type: 9, shape: [] },
            { name: 'v', type: 7, shape: [] },
          ],
          outputs: [
            { name: 'on_out', type: 9, shape: [] },
            { name: 'v_out', type: 7, shape: [] },
          ],
        }),
      },
    },
  ],
  outputs: [{ name: 'y', type: 7, shape: [] }],
  integers: { rounds: 2n ** 62n, one: 1 },
  booleans: { go: true },
})

/** Fills 3.6 GB with zeros. */
export const spacious: Uint8Array = model({
  nodes: [{ op: 'ConstantOfShape', inputs: ['s'], outputs: ['y'] }],
  outputs: [{ name: 'y', type: 1, shape: [900_000_000] }],
  integers: { s: [900_000_000] },
})

/** y = x, of one element type. */
export function identity(type: number, shape: readonly (number | string)[] = [2]): Uint8Array {
  return model({
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type, shape }],
  })
}

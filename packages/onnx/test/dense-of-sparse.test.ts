import { denseOfSparse, type ModelProto, type SparseTensorProto, tensorFromProto, tensorToProto, withDenseTensors } from '@onnc/onnx'
import { dataLength, elementTypes, type NumericElementType, packedByteLength, unpackElements } from '@onnc/support'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const ints = (values: readonly (readonly number[])[] | readonly number[]): NonNullable<SparseTensorProto['indices']> => {
  const rank = Array.isArray(values[0]) ? [values[0].length] : []
  return tensorToProto({ type: 'int64', shape: [values.length, ...rank], data: BigInt64Array.from(values.flat(), BigInt) }, '')
}

const floats = (...values: number[]): NonNullable<SparseTensorProto['values']> =>
  tensorToProto({ type: 'float32', shape: [values.length], data: Float32Array.from(values) }, 'w')

function dense(sparse: SparseTensorProto): string {
  const made = denseOfSparse(sparse)
  if (!made.ok) return made.diagnostics.map((d) => `${d.class}: ${d.message}`).join()
  const tensor = tensorFromProto(made.value)
  return tensor.ok ? `${made.value.name} ${tensor.value.shape.join('x')}: ${tensor.value.data.join()}` : 'not a tensor'
}

test('positions and coordinates give the same dense tensor', () => {
  expect(dense({ dims: [2, 3], values: floats(5, 7), indices: ints([1, 5]) })).toBe('w 2x3: 0,5,0,0,0,7')
  expect(
    dense({
      dims: [2, 3],
      values: floats(5, 7),
      indices: ints([
        [0, 1],
        [1, 2],
      ]),
    }),
  ).toBe('w 2x3: 0,5,0,0,0,7')
  expect(dense({ dims: [0, 3], values: floats(), indices: ints([]) })).toBe('w 0x3: ')
})

test('any tensor comes back from its sparse form', () => {
  const types = Object.keys(elementTypes) as NumericElementType[]
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.gen(),
      (type, rows, columns, gen) => {
        const count = rows * columns
        const kept = Array.from({ length: count }, (_, i) => i).filter(() => gen(fc.boolean))
        const bytes = Uint8Array.from({ length: packedByteLength(type, kept.length) }, () => gen(fc.nat, type === 'bool' ? 1 : 255))
        const data = unpackElements(type, bytes, kept.length)
        const values = tensorToProto({ type, shape: [kept.length], data }, 'w')
        const coordinates = kept.map((i) => [Math.floor(i / columns), i % columns])
        const made = denseOfSparse({
          dims: [rows, columns],
          values,
          indices: kept.length > 0 && gen(fc.boolean) ? ints(coordinates) : ints(kept),
        })
        const tensor = made.ok ? tensorFromProto(made.value) : made
        if (!tensor.ok) throw new Error(tensor.diagnostics[0]!.message)
        expect(tensor.value).toMatchObject({ type, shape: [rows, columns] })
        const perElement = dataLength(type, [1])
        const elements = Array.from({ length: count }, (_, i) => tensor.value.data.slice(i * perElement, (i + 1) * perElement).join())
        const zero = new elementTypes[type].array(perElement).join()
        const expected = Array.from({ length: count }, (_, i) => {
          const at = kept.indexOf(i)
          return at < 0 ? zero : data.slice(at * perElement, (at + 1) * perElement).join()
        })
        expect(elements).toEqual(expected)
      },
    ),
  )
})

test('what a sparse tensor must not be', () => {
  const values = floats(1, 2)
  expect([
    dense({ dims: [4], values }),
    dense({ dims: [4], indices: ints([0]) }),
    dense({ values, indices: ints([0, 1]) }),
    dense({ dims: [-4], values, indices: ints([0, 1]) }),
    dense({ dims: [4], values, indices: ints([0, 4]) }),
    dense({ dims: [4], values, indices: ints([-1, 0]) }),
    dense({ dims: [4], values, indices: ints([1, 1]) }),
    dense({ dims: [4], values, indices: ints([2, 1]) }),
    dense({ dims: [4], values, indices: ints([1]) }),
    dense({
      dims: [2, 2],
      values,
      indices: ints([
        [0, 0, 0],
        [1, 0, 0],
      ]),
    }),
    dense({
      dims: [2, 2],
      values,
      indices: ints([
        [0, 0],
        [1, 2],
      ]),
    }),
    dense({ dims: [4], values, indices: floats(0, 1) }),
    dense({ dims: [4], values: { ...values, dims: [2, 1] }, indices: ints([0, 1]) }),
    dense({ dims: [4], values: { name: 's', dataType: 8, dims: [1], stringData: [new Uint8Array()] }, indices: ints([0]) }),
    dense({ dims: [2 ** 31, 2 ** 31], values, indices: ints([0, 1]) }),
    dense({ dims: Array.from({ length: 30 }, () => 2 ** 52).concat(0), values, indices: ints([0, 1]) }),
    dense({ dims: [2 ** 27], values, indices: ints([0, 1]) }),
  ]).toMatchInlineSnapshot(`
    [
      "invalid: sparse tensor 'w' has no indices",
      "invalid: sparse tensor has no values",
      "invalid: sparse tensor 'w' states no dimensions",
      "invalid: sparse tensor 'w' has dimension -4 on axis 0",
      "invalid: sparse tensor 'w' has index 4 at value 1, expected 0 to 3",
      "invalid: sparse tensor 'w' has index -1 at value 0, expected 0 to 3",
      "invalid: sparse tensor 'w' has indices that do not ascend at value 1",
      "invalid: sparse tensor 'w' has indices that do not ascend at value 1",
      "invalid: sparse tensor 'w' has indices of shape [1], expected [2] or [2,1]",
      "invalid: sparse tensor 'w' has indices of shape [2,3], expected [2] or [2,2]",
      "invalid: sparse tensor 'w' has index 2 at value 1, expected 0 to 1 on axis 1",
      "invalid: sparse tensor 'w' has indices of type float32, expected int64",
      "invalid: sparse tensor 'w' has values of rank 2, expected 1",
      "unsupported: sparse tensor 's' holds string values, expected numbers",
      "unsupported: sparse tensor 'w' of shape [2147483648,2147483648] takes 18446744073709551616 bytes as a dense tensor, at most 67133440 are made of so few values as the model states",
      "invalid: sparse tensor 'w' has index 0 at value 0, expected 0 to -1",
      "unsupported: sparse tensor 'w' of shape [134217728] takes 536870912 bytes as a dense tensor, at most 67133440 are made of so few values as the model states",
    ]
  `)
})

test('sparse constants of a model become dense, wherever they stand; together they are bounded', () => {
  const sparse = (name: string, size = 3): SparseTensorProto => ({ values: { ...floats(7), name }, indices: ints([1]), dims: [size] })
  const model: ModelProto = {
    graph: {
      sparseInitializer: [sparse('a')],
      node: [
        { opType: 'If', attribute: [{ name: 'then_branch', g: { sparseInitializer: [sparse('b')] } }] },
        { opType: 'Constant', output: ['c'], attribute: [{ name: 'sparse_value', type: 11, sparseTensor: sparse('c') }] },
        { opType: 'Other', attribute: [{ name: 'kept', type: 11, sparseTensor: sparse('d') }] },
      ],
    },
    functions: [{ name: 'f', node: [{ opType: 'Constant', attribute: [{ name: 'sparse_value', type: 11, sparseTensor: sparse('e') }] }] }],
  }
  const made = withDenseTensors(model)
  if (!made.ok) throw new Error(made.diagnostics[0]!.message)
  const { graph, functions } = made.value
  const [branch, constant, other] = graph!.node!
  const raw = new Uint8Array(Float32Array.of(0, 7, 0).buffer)
  const dense = (name: string): object => ({ name, dims: [3], rawData: raw })
  expect(graph).toMatchObject({ sparseInitializer: [], initializer: [dense('a')] })
  expect(branch!.attribute![0]!.g).toMatchObject({ sparseInitializer: [], initializer: [dense('b')] })
  expect(constant!.attribute).toMatchObject([{ name: 'value', type: 4, t: dense('c') }])
  expect(other).toBe(model.graph!.node![2])
  expect(functions![0]!.node![0]!.attribute).toMatchObject([{ name: 'value', t: dense('e') }])
  const plain: ModelProto = { graph: { node: [{ opType: 'Relu' }] } }
  expect(withDenseTensors(plain)).toMatchObject({ value: plain })
  const many = Array.from({ length: 3 }, (_, i) => sparse(`s${i}`, 10_000_000))
  expect(withDenseTensors({ graph: { sparseInitializer: many } }).diagnostics.map((d) => d.code)).toEqual([
    'sparse-tensor-too-large',
    'sparse-tensor-too-large',
  ])
})

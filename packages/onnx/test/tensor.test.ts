import { decodeTensorFile, type TensorProto, tensorFromProto, tensorToProto, onnx } from '@onnc/onnx'
import {
  elementCount,
  type ElementType,
  elementTypes,
  type NumericElementType,
  packedByteLength,
  type Tensor,
  unpackElements,
} from '@onnc/support'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const shapes = fc.array(fc.nat(3), { maxLength: 4 })

const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(
    fc.constantFrom(...(Object.keys(elementTypes) as NumericElementType[]), 'string' as const),
    shapes,
    fc.infiniteStream(fc.nat(0xffffffff)),
  )
  .map(([type, shape, numbers]: [ElementType, number[], Iterator<number>]) => {
    const count = elementCount(shape)
    if (type === 'string') return { type, shape, data: Array.from({ length: count }, () => `tensor ${numbers.next().value} \u00e9`) }
    const bytes = Uint8Array.from({ length: packedByteLength(type, count) }, () => numbers.next().value & (type === 'bool' ? 1 : 255))
    return { type, shape, data: unpackElements(type, bytes, count) }
  })

function bitsOf(tensor: Tensor): string {
  const data =
    tensor.type === 'string'
      ? tensor.data.join('|')
      : Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength).toString('hex')
  return `${tensor.type} ${tensor.shape.join('x')} ${data}`
}

/** The values of a message that went through bytes, or why not. */
function read(message: TensorProto): unknown {
  const decoded = decodeTensorFile(onnx.TensorProto.encode(message).finish(), 't.pb')
  return decoded.ok ? decoded.value.tensor.data : decoded.diagnostics[0]?.message
}

function why(message: TensorProto): string {
  const result = tensorFromProto({ name: 'w', ...message })
  return result.ok ? 'accepted' : result.diagnostics.map((diagnostic) => `${diagnostic.class}: ${diagnostic.message}`).join()
}

const raw = (length: number): Uint8Array => new Uint8Array(length)

test('a tensor survives its file, wherever the bytes happen to lie', () => {
  fc.assert(
    fc.property(tensors, fc.nat(7), (tensor, shift) => {
      const encoded = onnx.TensorProto.encode(tensorToProto(tensor, 'name')).finish()
      const bytes = new Uint8Array(encoded.length + shift).subarray(shift)
      bytes.set(encoded)
      const decoded = decodeTensorFile(bytes, 'input_0.pb')
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.diagnostics))
      expect(decoded.value.name).toBe('name')
      expect(bitsOf(decoded.value.tensor)).toBe(bitsOf(tensor))
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('values in typed fields', () => {
  const { DataType } = onnx.TensorProto
  expect(read({ dataType: DataType.FLOAT, dims: [2], floatData: [1.5, -0] })).toEqual(Float32Array.of(1.5, -0))
  expect(read({ dataType: DataType.DOUBLE, dims: [], doubleData: [0.1] })).toEqual(Float64Array.of(0.1))
  expect(read({ dataType: DataType.INT64, dims: [2], int64Data: [-1, 2 ** 52] })).toEqual(BigInt64Array.of(-1n, 2n ** 52n))
  expect(read({ dataType: DataType.UINT64, dims: [1], uint64Data: [2 ** 52] })).toEqual(BigUint64Array.of(2n ** 52n))
  expect(read({ dataType: DataType.UINT32, dims: [1], uint64Data: [0xffffffff] })).toEqual(Uint32Array.of(0xffffffff))
  expect(read({ dataType: DataType.INT8, dims: [2], int32Data: [-1, 200] })).toEqual(Int8Array.of(-1, -56))
  expect(read({ dataType: DataType.BOOL, dims: [2], int32Data: [0, 7] })).toEqual(Uint8Array.of(0, 1))
  expect(read({ dataType: DataType.FLOAT16, dims: [1], int32Data: [0x3c00] })).toEqual(Uint16Array.of(0x3c00))
  expect(read({ dataType: DataType.BFLOAT16, dims: [1], int32Data: [0x3f80] })).toEqual(Uint16Array.of(0x3f80))
  expect(read({ dataType: DataType.COMPLEX64, dims: [1], floatData: [1, -2] })).toEqual(Float32Array.of(1, -2))
  expect(read({ dataType: DataType.COMPLEX128, dims: [1], doubleData: [1, -2] })).toEqual(Float64Array.of(1, -2))
  expect(read({ dataType: DataType.FLOAT8E5M2, dims: [1], int32Data: [0xbc] })).toEqual(Uint8Array.of(0xbc))
  expect(read({ dataType: DataType.FLOAT8E8M0, dims: [1], int32Data: [127] })).toEqual(Uint8Array.of(127))
  expect(read({ dataType: DataType.INT4, dims: [3], int32Data: [0xf1, 0x08] })).toEqual(Int8Array.of(1, -1, -8))
  expect(read({ dataType: DataType.UINT4, dims: [3], int32Data: [0xf1, 0x08] })).toEqual(Uint8Array.of(1, 15, 8))
  expect(read({ dataType: DataType.INT2, dims: [5], int32Data: [0b11_10_01_00, 3] })).toEqual(Int8Array.of(0, 1, -2, -1, -1))
  expect(read({ dataType: DataType.UINT2, dims: [5], int32Data: [0b11_10_01_00, 3] })).toEqual(Uint8Array.of(0, 1, 2, 3, 3))
  expect(read({ dataType: DataType.FLOAT4E2M1, dims: [1], int32Data: [7] })).toEqual(Uint8Array.of(7))
  expect(read({ dataType: DataType.STRING, dims: [1], stringData: [new TextEncoder().encode('ü')] })).toEqual(['ü'])
  expect(read({ dataType: DataType.FLOAT, dims: [0, 2 ** 40] })).toEqual(new Float32Array(0))
})

test('raw values: any alignment, Node.js buffers, booleans as 0 and 1', () => {
  const bytes = Buffer.from([9, 0, 0, 128, 63])
  expect(tensorFromProto({ dataType: 1, dims: [1], rawData: bytes.subarray(1) })).toMatchObject({
    ok: true,
    value: { data: Float32Array.of(1) },
  })
  expect(tensorFromProto({ dataType: 9, dims: [2], rawData: Uint8Array.of(0, 255) })).toMatchObject({
    ok: true,
    value: { data: Uint8Array.of(0, 1) },
  })
})

test('a file that holds a sequence is called one', () => {
  const tensor = onnx.TensorProto.encode({ dataType: 1, dims: [1], floatData: [1] }).finish()
  const sequence = Uint8Array.of(0x0a, 3, 0x73, 0x65, 0x71, 0x10, 1, 0x1a, tensor.length, ...tensor)
  for (const bytes of [sequence, sequence.subarray(0, 7)]) {
    const decoded = decodeTensorFile(bytes, 'input_0.pb')
    expect(decoded.diagnostics[0]?.message).toBe('the file seems to hold a sequence or an optional, expected a plain tensor')
  }
})

test('what a tensor must not be', () => {
  expect([
    why({ dims: [1], rawData: raw(4) }),
    why({ dataType: 17, dims: [1], int32Data: [256] }),
    why({ dataType: 22, dims: [3], int32Data: [1, 256] }),
    why({ dataType: 22, dims: [3], int32Data: [1, 2, 3] }),
    why({ dataType: 25, dims: [5], rawData: raw(1) }),
    why({ dataType: 14, dims: [2], floatData: [1, 2] }),
    why({ dataType: 99, dims: [1], rawData: raw(1) }),
    why({ dataType: 1, dims: [1], dataLocation: 1, externalData: [{ key: 'location', value: '../w.bin' }] }),
    why({ dataType: 1, dims: [1], segment: { begin: 0, end: 1 }, rawData: raw(4) }),
    why({ dataType: 1, dims: [-1], rawData: raw(4) }),
    why({ dataType: 1, dims: [2 ** 32, 2 ** 32], rawData: raw(4) }),
    why({ dataType: 1, dims: [2, 3], rawData: raw(20) }),
    why({ dataType: 1, dims: [2 ** 50], floatData: [1] }),
    why({ dataType: 1, dims: [1] }),
    why({ dataType: 1, dims: [1], rawData: raw(4), floatData: [1] }),
    why({ dataType: 1, dims: [1], int32Data: [1] }),
    why({ dataType: 8, dims: [4], rawData: raw(4) }),
    why({ dataType: 8, dims: [1], stringData: [Uint8Array.of(0xff)] }),
    why({ dataType: 10, dims: [1], int32Data: [-1] }),
  ]).toMatchInlineSnapshot(`
    [
      "invalid: tensor 'w' states no element type",
      "invalid: tensor 'w' holds 256 at element 0, expected the 8 bits of a float8e4m3fn",
      "invalid: tensor 'w' holds 256 at element 1, expected a byte of packed int4 values",
      "invalid: tensor 'w' of shape [3] needs 2 values, found 3 in int32_data",
      "invalid: tensor 'w' of shape [5] needs 2 bytes, found 1 in raw_data",
      "invalid: tensor 'w' of shape [2] needs 4 values, found 2 in float_data",
      "unsupported: tensor 'w' holds type 99 values, which are not supported as plain tensors",
      "unsupported: tensor 'w' keeps its values in another file, expected them in the message",
      "unsupported: tensor 'w' is one segment of a larger tensor, expected a whole one",
      "invalid: tensor 'w' has dimension -1 on axis 0, expected 0 to 9007199254740991",
      "invalid: tensor 'w' of shape [4294967296,4294967296] needs 73786976294838206464 bytes, found 4 in raw_data",
      "invalid: tensor 'w' of shape [2,3] needs 24 bytes, found 20 in raw_data",
      "invalid: tensor 'w' of shape [1125899906842624] needs 1125899906842624 values, found 1 in float_data",
      "invalid: tensor 'w' of shape [1] needs 1 values, found 0 in float_data",
      "invalid: tensor 'w' keeps values in raw_data and float_data, expected them in one field",
      "invalid: tensor 'w' keeps values in int32_data, expected them in float_data",
      "invalid: tensor 'w' keeps values in raw_data, expected them in string_data",
      "invalid: tensor 'w' holds bytes that are not UTF-8 at element 0, expected text",
      "invalid: tensor 'w' holds -1 at element 0, expected the 16 bits of a float16",
    ]
  `)
})

import { amend, fromBigInt, isPresent, onnx, toBigInt, toNumber, typeFromProto, valueInfo, type ValueType } from '@onnc/onnx'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const dimension = fc.oneof(fc.nat(), fc.constantFrom('n', 'sequence'), fc.constant(null))
const shape = fc.option(fc.array(dimension, { maxLength: 4 }))
const { type: types } = fc.letrec<{ type: ValueType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('tensor' as const), elementType: fc.nat(30), shape }),
    fc.record({ kind: fc.constant('sparse' as const), elementType: fc.nat(30), shape }),
    fc.record({ kind: fc.constant('opaque' as const), domain: fc.string(), name: fc.string() }),
    fc.record({ kind: fc.constant('sequence' as const), element: fc.option(tie('type')) }),
    fc.record({ kind: fc.constant('optional' as const), element: fc.option(tie('type')) }),
    fc.record({ kind: fc.constant('map' as const), keyType: fc.nat(30), value: fc.option(tie('type')) }),
  ),
}))

test('types survive the message and its bytes', () => {
  fc.assert(
    fc.property(types, (type) => {
      const decoded = onnx.ValueInfoProto.decode(onnx.ValueInfoProto.encode(valueInfo('v', type)).finish())
      expect(typeFromProto(decoded.type)).toEqual(type)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('types that say little', () => {
  expect(typeFromProto(undefined)).toBeNull()
  expect(typeFromProto({ denotation: 'IMAGE' })).toBeNull()
  expect(typeFromProto({ tensorType: { elemType: 1, shape: { dim: [{ dimValue: -1 }, {}, { dimParam: '' }] } } })).toEqual({
    kind: 'tensor',
    elementType: 1,
    shape: [null, null, null],
  })
  expect(valueInfo('v', null)).toEqual({ name: 'v' })
})

test('64-bit integers are exact or refused', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
      const long = fromBigInt(value)
      expect(toBigInt(long)).toBe(value)
      const { i } = onnx.AttributeProto.decode(onnx.AttributeProto.encode({ i: long }).finish())
      expect(toBigInt(i)).toBe(value)
      const number = toNumber(i)
      expect(number === undefined ? undefined : BigInt(number)).toBe(
        value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? value : undefined,
      )
    }),
    { seed: 1 },
  )
  expect(toNumber({ low: -1, high: -1, unsigned: true })).toBeUndefined()
  expect(toBigInt({ low: -1, high: -1, unsigned: true })).toBe(2n ** 64n - 1n)
})

test('amending a message keeps presence and unknown fields', () => {
  const bytes = Uint8Array.of(...onnx.NodeProto.encode({ opType: 'Relu', domain: '' }).finish(), 0xfa, 0x3f, 1, 7)
  const node = onnx.NodeProto.decode(bytes)
  expect([isPresent(node, 'domain'), isPresent(node, 'name')]).toEqual([true, false])
  node.$unknowns = [Uint8Array.of(0xfa, 0x3f, 1, 7)]
  const renamed = amend(node, { name: 'r', domain: null })
  expect([...onnx.NodeProto.encode(renamed).finish()].slice(-4)).toEqual([0xfa, 0x3f, 1, 7])
  expect([renamed.name, isPresent(renamed, 'domain'), renamed.opType]).toEqual(['r', false, 'Relu'])
})

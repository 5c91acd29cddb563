import { readBits, writeBits } from './bits.ts'
import { decodeFloat, encodeFloat } from './float-format.ts'
import { type Literal, readFloat, readInteger } from './number-literal.ts'
import { printFloat, printFloatBits } from './print-literal.ts'
import { elementBits, type Type } from './type.ts'

/** How one number of a constant is written in text and in bits. */
export interface NumberCodec {
  /** Bits in a blob. */
  readonly bits: number
  readonly encode: (literal: string) => Literal<bigint>
  readonly decode: (bits: bigint) => string
}

/** Undefined for types whose numbers we hold in no blob, or cannot write in decimal. */
export function numberCodec(type: Type): NumberCodec | undefined {
  if (type.kind === 'integer' || type.kind === 'index') return integerCodec(type)
  if (type.kind !== 'float' || encodeFloat(0, type.name) === undefined) return undefined
  return {
    bits: elementBits(type)!,
    encode: (literal) => {
      const read = readFloat(literal, type)
      if ('fault' in read) return read
      return { value: literal.startsWith('0x') ? BigInt(literal) : encodeFloat(read.value, type.name)! }
    },
    decode: (bits) => {
      const value = decodeFloat(bits, type.name)!
      if (Number.isFinite(value) || encodeFloat(value, type.name) === bits) return printFloat(value, type)
      return printFloatBits(bits, elementBits(type)!)
    },
  }
}

function integerCodec(type: Type & { kind: 'integer' | 'index' }): NumberCodec {
  const width = type.kind === 'integer' ? type.width : 64
  const signed = type.kind === 'index' || type.signedness !== 'unsigned'
  return {
    bits: elementBits(type)!,
    encode: (literal) => {
      const read = readInteger(literal, type)
      return 'fault' in read ? read : { value: BigInt.asUintN(width, read.value) }
    },
    decode:
      width === 1 && type.kind === 'integer' && type.signedness === 'signless'
        ? (bits) => String(bits !== 0n)
        : (bits) => String(signed ? BigInt.asIntN(width, bits) : bits),
  }
}

/** Bytes that MLIR's `dense<"0x...">` gives to one number: whole ones; `i1` is the exception, eight to a byte. */
export function denseStride(bits: number): number {
  return Math.ceil(bits / 8) * 8
}

/** The bytes of a blob as `dense<"0x...">` has them. */
export function toDenseBytes(element: Type, bytes: Uint8Array, count: number): Uint8Array {
  return repack(element, bytes, count, 'to-dense')
}

/** The bytes of a blob from those in `dense<"0x...">`. */
export function fromDenseBytes(element: Type, bytes: Uint8Array, count: number): Uint8Array {
  return repack(element, bytes, count, 'from-dense')
}

function repack(element: Type, bytes: Uint8Array, count: number, direction: 'to-dense' | 'from-dense'): Uint8Array {
  const scalar = element.kind === 'complex' ? element.element : element
  const numbers = element.kind === 'complex' ? 2 * count : count
  const blobBits = elementBits(scalar)!
  const isBit = scalar.kind === 'integer' && scalar.width === 1
  const denseBits = isBit ? 1 : denseStride(blobBits)
  if (blobBits === denseBits) return bytes
  const [from, to] = direction === 'to-dense' ? [blobBits, denseBits] : [denseBits, blobBits]
  const result = new Uint8Array(Math.ceil((numbers * to) / 8))
  const width = isBit ? 1 : blobBits
  for (let i = 0; i < numbers; i++) writeBits(result, i * to, width, readBits(bytes, i * from, width))
  return result
}

/** Bytes of `count` elements in `dense<"0x...">`. */
export function denseByteLength(element: Type, count: number): number | undefined {
  const scalar = element.kind === 'complex' ? element.element : element
  const bits = elementBits(scalar)
  if (bits === undefined) return undefined
  const numbers = element.kind === 'complex' ? 2 * count : count
  return scalar.kind === 'integer' && scalar.width === 1 ? Math.ceil(numbers / 8) : (numbers * denseStride(bits)) / 8
}

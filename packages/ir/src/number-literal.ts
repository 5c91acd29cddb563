import { decodeFloat, roundFloat } from './float-format.ts'
import { floatBits, type FloatType, type Type } from './type.ts'

/** A literal as the type's value, or what is wrong with it. */
export type Literal<T> = { readonly value: T } | { readonly fault: string }

export const floatLiteral: RegExp = /^-?\d+\.\d*(?:[eE][-+]?\d+)?$/
const integerLiteral = /^-?(?:0x[0-9a-fA-F]+|\d+)$/

/** Integers of signless types are read modulo 2^width into the signed range, as MLIR prints them. */
export function readInteger(text: string, type: Type): Literal<bigint> {
  if (type.kind === 'integer' && type.width === 1 && (text === 'true' || text === 'false'))
    return { value: text === 'false' ? 0n : type.signedness === 'signed' ? -1n : 1n }
  if (floatLiteral.test(text)) return { fault: `expected an integer, found '${shorten(text)}'` }
  if (!integerLiteral.test(text)) return { fault: `expected an integer, found '${shorten(text)}'` }
  if (text.length > 20_000) return { fault: 'the integer has more than 20000 digits' }
  const negative = text.startsWith('-')
  const magnitude = BigInt(negative ? text.slice(1) : text)
  const value = negative ? -magnitude : magnitude
  const width = type.kind === 'integer' ? type.width : 64
  const signedness = type.kind === 'integer' ? type.signedness : 'signless'
  const least = signedness === 'unsigned' || width === 0 ? 0n : -(1n << BigInt(width - 1))
  const limit = signedness === 'signed' ? (width === 0 ? 1n : 1n << BigInt(width - 1)) : 1n << BigInt(width)
  if (value < least || value >= limit) return { fault: `${shorten(text)} does not fit into ${width} bits` }
  return { value: signedness === 'signless' ? BigInt.asIntN(width, value) : value }
}

/** A decimal with a point, or the bits in hexadecimal. `f80` and `f128` are not read from bits. */
export function readFloat(text: string, { name }: FloatType): Literal<number> {
  if (floatLiteral.test(text)) return { value: roundFloat(Number(text), name) }
  if (!integerLiteral.test(text)) return { fault: `expected a number, found '${shorten(text)}'` }
  if (!text.startsWith('0x')) return { fault: `a float needs a decimal point or hexadecimal bits, found '${shorten(text)}'` }
  const width = name === 'tf32' ? 19 : floatBits[name]
  const bits = text.length > 40 ? undefined : BigInt(text)
  if (bits === undefined || bits >= 1n << BigInt(width)) return { fault: `${shorten(text)} does not fit into ${width} bits` }
  const value = decodeFloat(bits, name)
  return value === undefined ? { fault: `bits of ${name} are not read` } : { value }
}

function shorten(text: string): string {
  return text.length > 24 ? `${text.slice(0, 21)}...` : text
}

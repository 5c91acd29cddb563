import { writeBits } from './bits.ts'
import { type Blob, blobByteLength, bytesBlob, splatBlob } from './blob.ts'
import { denseByteLength, fromDenseBytes, numberCodec } from './element-codec.ts'
import { elementBits, type Type } from './type.ts'

/** The elements of a constant, or what is wrong with their text, and where in it. */
export type Elements = { readonly blob: Blob } | { readonly fault: string; readonly at: number }

/**
 * Reads what stands in `dense<...>`: one element for all, lists nested by dimension, or bytes in hexadecimal. Undefined when no blob holds
 * elements of the type: strings, and floats wider than 64 bits in decimal.
 */
export function parseElements(text: string, element: Type, shape: readonly number[]): Elements | undefined {
  const count = shape.reduce((a, b) => a * b, 1)
  if (!Number.isSafeInteger(count * (elementBits(element) ?? 8))) return { fault: 'the type has too many elements', at: 0 }
  if (/^\s*"0x/.test(text) && elementBits(element) !== undefined) return parseHex(text, element, shape, count)
  const codec = numberCodec(element.kind === 'complex' ? element.element : element)
  if (codec === undefined) return undefined
  const parts = element.kind === 'complex' ? 2 : 1
  const bits = codec.bits * parts
  const tokens = /\s*(?:([[\],()])|("[^"]*"?)|([^\s[\],()"]+))/y
  let fault: { fault: string; at: number } | undefined
  let at = 0
  let token = ''
  const fail = (message: string): undefined => void (fault ??= { fault: message, at })
  const next = (): void => {
    const from = tokens.lastIndex
    const match = tokens.exec(text)
    token = match === null ? '' : (match[1] ?? match[2] ?? match[3])!
    at = match === null ? from : tokens.lastIndex - token.length
    if (match === null) tokens.lastIndex = text.length
  }
  const isEnd = (): boolean => token === ''
  const number = (bytes: Uint8Array, bit: number): void => {
    const read = codec.encode(token)
    if ('fault' in read) return fail(token === '' ? 'expected an element' : read.fault)
    writeBits(bytes, bit, codec.bits, read.value)
    next()
  }
  const expect = (wanted: string): void => {
    if (token === wanted) next()
    else fail(`expected '${wanted}', found ${token === '' ? 'the end' : `'${token.slice(0, 24)}'`}`)
  }
  const one = (bytes: Uint8Array, index: number): void => {
    if (parts === 1) return number(bytes, index * bits)
    expect('(')
    number(bytes, index * bits)
    expect(',')
    number(bytes, index * bits + codec.bits)
    expect(')')
  }
  next()
  if (isEnd())
    return count === 0 ? { blob: bytesBlob(element, shape, new Uint8Array(0)) } : { fault: `expected ${count} elements, found none`, at: 0 }
  if (token !== '[') {
    const bytes = new Uint8Array(Math.ceil(bits / 8))
    one(bytes, 0)
    if (!isEnd()) fail(`expected '>', found '${token.slice(0, 24)}'`)
    if (fault !== undefined) return fault
    return { blob: shape.length === 0 ? bytesBlob(element, shape, bytes) : splatBlob(element, shape, bytes) }
  }
  // Every element takes a character, so that a type cannot ask for more memory than its text accounts for.
  if (count > text.length) return { fault: `expected ${count} elements, found fewer`, at }
  const bytes = new Uint8Array(blobByteLength(element, shape))
  let index = 0
  const list = (axis: number): void => {
    if (axis === shape.length) return one(bytes, index++)
    expect('[')
    for (let i = 0; i < shape[axis]! && fault === undefined; i++) {
      if (i > 0) expect(',')
      if (fault === undefined) list(axis + 1)
    }
    if (fault === undefined && token === ',') fail(`more than ${shape[axis]} elements in dimension ${axis}`)
    expect(']')
  }
  list(0)
  if (!isEnd()) fail(`expected '>', found '${token.slice(0, 24)}'`)
  return fault ?? { blob: bytesBlob(element, shape, bytes) }
}

function parseHex(text: string, element: Type, shape: readonly number[], count: number): Elements {
  const at = text.indexOf('"')
  const bytes = parseHexBytes(text.slice(at).trimEnd())
  if (typeof bytes === 'string') return { fault: bytes, at }
  const expected = denseByteLength(element, count)!
  if (bytes.length === expected) return { blob: bytesBlob(element, shape, fromDenseBytes(element, bytes, count)) }
  const single = denseByteLength(element, 1)!
  if (bytes.length === single && count > 0) return { blob: splatBlob(element, shape, fromDenseBytes(element, bytes, 1)) }
  return { fault: `the type takes ${expected} bytes, found ${bytes.length}`, at }
}

/** The bytes of `"0x..."`, or what is wrong with it. */
export function parseHexBytes(literal: string): Uint8Array | string {
  if (!literal.startsWith('"0x') || !literal.endsWith('"')) return 'expected bytes as "0x..."'
  const digits = literal.slice(3, -1)
  if (digits.length % 2 === 1) return `odd number of hexadecimal digits: ${digits.length}`
  const bytes = Buffer.from(digits, 'hex')
  if (bytes.length * 2 !== digits.length) return `'${digits.slice(bytes.length * 2, bytes.length * 2 + 2)}' is no hexadecimal byte`
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

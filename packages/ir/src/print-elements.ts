import type { DenseAttribute } from './attribute.ts'
import { readBits } from './bits.ts'
import { isSplat, readBlob } from './blob.ts'
import { numberCodec, toDenseBytes } from './element-codec.ts'
import { hex } from './print-literal.ts'
import { elementBits, type Type } from './type.ts'

/** Constants of more elements than this are written as their bytes. */
const listed = 64

/** The elements of a constant, nested by dimension, or as their bytes where they are many; a splat as its one element. */
export function printElements({ blob }: DenseAttribute): string {
  const count = blob.shape.reduce((a, b) => a * b, 1)
  if (count === 0) return ''
  if (isSplat(blob)) {
    const bytes = readBlob(blob.source)
    return elementPrinter(blob.element, bytes)?.(0) ?? hexText(blob.element, bytes, 1)
  }
  const bytes = readBlob(blob)
  const element = elementPrinter(blob.element, bytes)
  if (element === undefined || count > listed) return hexText(blob.element, bytes, count)
  const print = (axis: number, at: number): string => {
    if (axis === blob.shape.length) return element(at)
    const stride = blob.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
    return `[${Array.from({ length: blob.shape[axis]! }, (_, i) => print(axis + 1, at + i * stride)).join(', ')}]`
  }
  return print(0, 0)
}

function hexText(element: Type, bytes: Uint8Array, count: number): string {
  return `"0x${hex(toDenseBytes(element, bytes, count))}"`
}

function elementPrinter(type: Type, bytes: Uint8Array): ((index: number) => string) | undefined {
  const codec = numberCodec(type.kind === 'complex' ? type.element : type)
  if (codec === undefined) return undefined
  const number = (index: number): string => codec.decode(readBits(bytes, index * codec.bits, codec.bits))
  return type.kind === 'complex' ? (index) => `(${number(2 * index)}, ${number(2 * index + 1)})` : number
}

/** The first four bytes of a resource are its alignment, little endian; a power of two. */
export function resourceText(bytes: Uint8Array, element: Type): string {
  const elementBytes = (elementBits(element) ?? 8) / 8
  const alignment = Number.isInteger(Math.log2(elementBytes)) ? Math.max(1, elementBytes) : 1
  return `"0x${alignment.toString(16).toUpperCase().padStart(2, '0')}000000${hex(bytes)}"`
}

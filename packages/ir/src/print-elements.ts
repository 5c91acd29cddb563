import type { DenseAttribute } from './attribute.ts'
import { readBlob } from './blob.ts'
import { hex, printFloat } from './print-literal.ts'
import { elementBits, type Type } from './type.ts'

/** The elements of a constant, nested by dimension, or as their bytes where they are many. */
export function printElements({ blob, type }: DenseAttribute, count: number): string {
  if (count === 0) return ''
  const bytes = readBlob(blob)
  const element = elementReader(blob.element, bytes)
  if (element === undefined || count > 64) return `"0x${hex(bytes)}"`
  const print = (axis: number, at: number): string => {
    if (axis === blob.shape.length) return element(at)
    const stride = blob.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
    return `[${Array.from({ length: blob.shape[axis]! }, (_, i) => print(axis + 1, at + i * stride)).join(', ')}]`
  }
  return type.shape === null ? `"0x${hex(bytes)}"` : print(0, 0)
}

function elementReader(type: Type, bytes: Uint8Array): ((index: number) => string) | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type.kind === 'float' && type.name === 'f32') return (i) => printFloat(view.getFloat32(i * 4, true), type)
  if (type.kind === 'float' && type.name === 'f64') return (i) => printFloat(view.getFloat64(i * 8, true), type)
  if (type.kind !== 'integer') return undefined
  const unsigned = type.signedness === 'unsigned'
  switch (type.width) {
    case 1:
      return (i) => String(bytes[i] !== 0)
    case 8:
      return (i) => String(unsigned ? view.getUint8(i) : view.getInt8(i))
    case 16:
      return (i) => String(unsigned ? view.getUint16(i * 2, true) : view.getInt16(i * 2, true))
    case 32:
      return (i) => String(unsigned ? view.getUint32(i * 4, true) : view.getInt32(i * 4, true))
    case 64:
      return (i) => String(unsigned ? view.getBigUint64(i * 8, true) : view.getBigInt64(i * 8, true))
    default:
      return undefined
  }
}

/** The first four bytes of a resource are its alignment, little endian. */
export function resourceText(bytes: Uint8Array, element: Type): string {
  const alignment = Math.max(1, (elementBits(element) ?? 8) / 8)
  return `"0x${alignment.toString(16).toUpperCase().padStart(2, '0')}000000${hex(bytes)}"`
}

import type { Attribute, DenseAttribute } from './attribute.ts'
import { type Blob, isSplat, readBlob } from './blob.ts'
import { roundFloat } from './float-format.ts'
import { printAttribute, typesEqual } from './print-attribute.ts'
import type { Type } from './type.ts'

/** Whether two attributes mean the same: order of dictionaries, names of resources and the way constants are stored do not count. */
export function attributesEqual(a: Attribute, b: Attribute): boolean {
  if (a === b) return true
  if (a.kind === 'dense' && b.kind === 'dense') return denseEqual(a, b)
  if (a.kind === 'array' && b.kind === 'array')
    return a.elements.length === b.elements.length && a.elements.every((e, i) => attributesEqual(e, b.elements[i]!))
  if (a.kind === 'dictionary' && b.kind === 'dictionary') return dictionariesEqual(a.entries, b.entries)
  if (a.kind === 'float' && b.kind === 'float')
    return typesEqual(a.type, b.type) && Object.is(rounded(a.value, a.type), rounded(b.value, b.type))
  if (a.kind === 'integer' || b.kind === 'integer' || a.kind === 'bool' || b.kind === 'bool')
    return integerKey(a) === integerKey(b) && integerKey(a) !== undefined
  return a.kind === b.kind && printAttribute(a) === printAttribute(b)
}

export function dictionariesEqual(a: ReadonlyMap<string, Attribute>, b: ReadonlyMap<string, Attribute>): boolean {
  if (a.size !== b.size) return false
  for (const [name, value] of a) {
    const other = b.get(name)
    if (other === undefined || !attributesEqual(value, other)) return false
  }
  return true
}

function rounded(value: number, type: Type): number {
  return type.kind === 'float' ? roundFloat(value, type.name) : value
}

/** `true` is 1 of type i1; signless integers are equal modulo 2^width. */
function integerKey(attribute: Attribute): string | undefined {
  if (attribute.kind === 'bool') return attribute.value ? '1 i1' : '0 i1'
  if (attribute.kind !== 'integer') return undefined
  const { type, value } = attribute
  if (type.kind !== 'integer') return `${value} ${type.kind}`
  const { width, signedness } = type
  return `${signedness === 'signless' ? BigInt.asUintN(width, value) : value} ${signedness === 'signless' ? '' : signedness}i${width}`
}

function denseEqual(a: DenseAttribute, b: DenseAttribute): boolean {
  return typesEqual(a.type, b.type) && blobsEqual(a.blob, b.blob)
}

function blobsEqual(a: Blob, b: Blob): boolean {
  if (a === b) return true
  if (a.byteLength !== b.byteLength) return false
  if (isSplat(a) && isSplat(b)) return Buffer.compare(readBlob(a.source), readBlob(b.source)) === 0
  return Buffer.compare(readBlob(a), readBlob(b)) === 0
}

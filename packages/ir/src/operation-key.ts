import type { Attribute } from './attribute.ts'
import type { Blob } from './blob.ts'
import type { Registry } from './dialect.ts'
import { locationText } from './location.ts'
import type { Operation } from './operation.ts'
import { printType } from './print-attribute.ts'
import { hex } from './print-literal.ts'

/**
 * Texts that are equal for operations of the same name, operands, attributes (in any order, labels aside) and result types, and differ
 * otherwise.
 * Small constants are told apart by their bytes, large ones by where these come from: large equal constants from two places differ.
 */
export function createOperationKeys(registry: Registry): (operation: Operation) => string {
  const identities = new Map<object, number>()
  const identity = (thing: object): number => {
    let id = identities.get(thing)
    if (id === undefined) identities.set(thing, (id = identities.size))
    return id
  }
  const dictionary = (entries: Iterable<readonly [string, Attribute]>, labels?: ReadonlySet<string>): string => {
    const texts: string[] = []
    for (const [name, attribute] of entries) if (!labels?.has(name)) texts.push(`${text(name)}=${attributeKey(attribute, identity)}`)
    return texts.length > 1 ? texts.toSorted().join() : (texts[0] ?? '')
  }
  return ({ name, operands, attributes, properties, results }) => {
    let key = `${name.length}:${name}`
    for (const operand of operands) key += `,${identity(operand)}`
    if (properties !== undefined) key += `<${dictionary(properties)}>`
    if (attributes.size > 0) key += `{${dictionary(attributes, registry.definitionOf(name)?.labels)}}`
    for (const { type } of results) key += `>${printType(type)}`
    return key
  }
}

type Identity = (thing: object) => number

const text = (value: string): string => `${value.length}:${value}`

function attributeKey(attribute: Attribute, identity: Identity): string {
  switch (attribute.kind) {
    case 'unit':
      return 'u'
    case 'bool':
      return attribute.value ? 't' : 'f'
    case 'integer':
      return `i${attribute.value}:${printType(attribute.type)}`
    case 'float':
      return `d${numberKey(attribute.value)}:${printType(attribute.type)}`
    case 'string':
      return `s${text(attribute.value)}`
    case 'type':
      return `y${printType(attribute.type)}`
    case 'array':
      return `[${attribute.elements.map((e) => attributeKey(e, identity)).join()}]`
    case 'dictionary':
      return `{${[...attribute.entries]
        .map(([key, value]) => `${text(key)}=${attributeKey(value, identity)}`)
        .toSorted()
        .join()}}`
    case 'symbol':
      return `@${attribute.path.map(text).join()}`
    case 'dense-array':
      return `a${printType(attribute.element)}:${attribute.values.map((v) => (typeof v === 'bigint' ? String(v) : numberKey(v))).join()}`
    case 'dense':
      return `D${printType(attribute.type)}:${blobKey(attribute.blob, identity)}`
    case 'location':
      return `l${text(locationText(attribute.location))}`
    case 'dialect':
      return `#${text(attribute.dialect)}${text(attribute.mnemonic)}${attribute.body ?? ''}`
    case 'verbatim':
      return `v${text(attribute.text)}`
  }
}

/** Zeros differ by their sign. */
function numberKey(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Up to so many bytes, reading a constant costs no more than telling where it comes from. */
const smallBytes = 64

/** Handles on the same bytes, reached in the same way, have the same key. */
function blobKey(blob: Blob, identity: Identity): string {
  const shape = `${printType(blob.element)}[${blob.shape.join()}]`
  switch (blob.kind) {
    case 'bytes':
      return blob.byteLength <= smallBytes ? `s${hex(blob.bytes)}${shape}` : `b${identity(blob.bytes)}${shape}`
    case 'file':
      return `f${blob.descriptor}+${blob.offset}${shape}`
    case 'view':
      return `v${blob.offset}[${blob.strides.join()}]${shape}(${blobKey(blob.source, identity)})`
    case 'derived':
      if (blob.identity === undefined) return `c${identity(blob)}`
      return `n${text(blob.identity.name)}${shape}(${blob.identity.of.map((source) => blobKey(source, identity)).join()})`
  }
}

import type { Attribute, DenseAttribute } from './attribute.ts'
import { locationText } from './location.ts'
import { printElements } from './print-elements.ts'
import { printFloat, printString } from './print-literal.ts'
import type { Type } from './type.ts'

/** How constants are written: the key of a resource, and how many elements are worth showing (Infinity: all). */
export interface ConstantPrinting {
  readonly resourceKey: (attribute: DenseAttribute) => string
  readonly elideAbove: number
}

const inPlace: ConstantPrinting = { resourceKey: (a) => a.resource ?? 'constant', elideAbove: Infinity }

/** The MLIR text of an attribute. */
export function printAttribute(attribute: Attribute, constants: ConstantPrinting = inPlace): string {
  switch (attribute.kind) {
    case 'unit':
      return 'unit'
    case 'bool':
      return String(attribute.value)
    case 'integer':
      return isI64(attribute.type) ? String(attribute.value) : `${attribute.value} : ${printType(attribute.type)}`
    case 'float':
      return `${printFloat(attribute.value, attribute.type)} : ${printType(attribute.type)}`
    case 'string':
      return printString(attribute.value)
    case 'type':
      return printType(attribute.type)
    case 'array':
      return `[${attribute.elements.map((e) => printAttribute(e, constants)).join(', ')}]`
    case 'dictionary':
      return printDictionary(attribute.entries, constants)
    case 'symbol':
      return attribute.path.map((part) => `@${/^[A-Za-z_][\w$.]*$/.test(part) ? part : printString(part)}`).join('::')
    case 'dense-array':
      return `array<${printType(attribute.element)}${attribute.values.length === 0 ? '' : ': '}${attribute.values
        .map((v) => (typeof v === 'bigint' ? String(v) : printFloat(v, attribute.element)))
        .join(', ')}>`
    case 'dense':
      return printDense(attribute, constants)
    case 'location':
      return `loc(${locationText(attribute.location)})`
    case 'dialect':
      return `#${attribute.dialect}.${attribute.mnemonic}${attribute.body === undefined ? '' : `<${attribute.body}>`}`
  }
}

/** MLIR reads an integer without a type as i64. */
function isI64(type: Type): boolean {
  return type.kind === 'integer' && type.width === 64 && type.signedness === 'signless'
}

export function printDictionary(entries: ReadonlyMap<string, Attribute>, constants: ConstantPrinting = inPlace): string {
  const items = [...entries].map(([name, value]) => {
    const key = /^[A-Za-z_][\w$.]*$/.test(name) ? name : printString(name)
    return value.kind === 'unit' ? key : `${key} = ${printAttribute(value, constants)}`
  })
  return `{${items.join(', ')}}`
}

function printDense(attribute: DenseAttribute, constants: ConstantPrinting): string {
  const type = printType(attribute.type)
  const count = attribute.blob.shape.reduce((a, b) => a * b, 1)
  if (count > constants.elideAbove) return `dense_resource<__elided__> : ${type}`
  if (attribute.resource !== undefined) return `dense_resource<${constants.resourceKey(attribute)}> : ${type}`
  return `dense<${printElements(attribute, count)}> : ${type}`
}

/** The MLIR text of a type. */
export function printType(type: Type): string {
  switch (type.kind) {
    case 'integer':
      return `${{ signless: 'i', signed: 'si', unsigned: 'ui' }[type.signedness]}${type.width}`
    case 'float':
      return type.name
    case 'index':
    case 'none':
      return type.kind
    case 'complex':
      return `complex<${printType(type.element)}>`
    case 'tuple':
      return `tuple<${type.elements.map(printType).join(', ')}>`
    case 'tensor': {
      const shape = type.shape === null ? '*x' : type.shape.map((d) => `${d ?? '?'}x`).join('')
      const encoding = type.encoding === undefined ? '' : `, ${printAttribute(type.encoding)}`
      return `tensor<${shape}${printType(type.element)}${encoding}>`
    }
    case 'function':
      return `${printTypeList(type.inputs)} -> ${printResultTypes(type.results)}`
    case 'dialect':
      return `!${type.dialect}.${type.mnemonic}${type.body === undefined ? '' : `<${type.body}>`}`
  }
}

export function printTypeList(types: readonly Type[]): string {
  return `(${types.map(printType).join(', ')})`
}

/** One result stands without parentheses, unless it is itself a function. */
export function printResultTypes(types: readonly Type[]): string {
  return types.length === 1 && types[0]!.kind !== 'function' ? printType(types[0]!) : printTypeList(types)
}

export function typesEqual(a: Type, b: Type): boolean {
  return a === b || printType(a) === printType(b)
}

import type { Attribute, DenseAttribute } from './attribute.ts'
import { isSplat } from './blob.ts'
import type { Location } from './location.ts'
import { printElements } from './print-elements.ts'
import { printFloat, printKey, printString } from './print-literal.ts'
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
      return attribute.path.map(printSymbol).join('::')
    case 'dense-array':
      return `array<${printType(attribute.element)}${attribute.values.length === 0 ? '' : ': '}${attribute.values
        .map((v) => printArrayElement(v, attribute.element))
        .join(', ')}>`
    case 'dense':
      return printDense(attribute, constants)
    case 'location':
      return `loc(${locationText(attribute.location)})`
    case 'dialect':
      return `#${dialectText(attribute)}`
    case 'verbatim':
      return attribute.text
  }
}

/** `@name`, quoted where MLIR's grammar asks for it. */
export function printSymbol(name: string): string {
  return `@${/^[A-Za-z_][\w$.]*$/.test(name) ? name : printString(name)}`
}

function printArrayElement(value: number | bigint, element: Type): string {
  if (typeof value === 'number') return printFloat(value, element)
  return element.kind === 'integer' && element.width === 1 ? String(value !== 0n) : String(value)
}

/** MLIR reads an integer without a type as i64. */
export function isI64(type: Type): boolean {
  return type.kind === 'integer' && type.width === 64 && type.signedness === 'signless'
}

export function printDictionary(entries: ReadonlyMap<string, Attribute>, constants: ConstantPrinting = inPlace): string {
  let text = ''
  for (const [name, value] of entries) {
    text += text === '' ? printKey(name) : `, ${printKey(name)}`
    if (value.kind !== 'unit') text += ` = ${printAttribute(value, constants)}`
  }
  return `{${text}}`
}

function printDense(attribute: DenseAttribute, constants: ConstantPrinting): string {
  const type = printType(attribute.type)
  const count = isSplat(attribute.blob) ? 1 : attribute.blob.shape.reduce((a, b) => a * b, 1)
  if (count > constants.elideAbove) return `dense_resource<__elided__> : ${type}`
  if (attribute.resource !== undefined) return `dense_resource<${printKey(constants.resourceKey(attribute))}> : ${type}`
  return `dense<${printElements(attribute)}> : ${type}`
}

/** What stands between `!` or `#` and the end of a type or attribute of another dialect. */
export function dialectText({ dialect, mnemonic, body }: { dialect: string; mnemonic: string; body?: string }): string {
  return `${dialect}${mnemonic === '' ? '' : '.'}${mnemonic}${body === undefined ? '' : `<${body}>`}`
}

/** The text between the parentheses of `loc(...)`. */
export function locationText(location: Location): string {
  switch (location.kind) {
    case 'unknown':
      return 'unknown'
    case 'file': {
      const { file, line, column, end } = location
      const range = end === undefined ? '' : end.line === line ? ` to :${end.column}` : ` to ${end.line}:${end.column}`
      return `${printString(file)}:${line}:${column}${range}`
    }
    case 'name':
      return `${printString(location.name)}${location.child === undefined ? '' : `(${locationText(location.child)})`}`
    case 'fused': {
      const metadata = location.metadata === undefined ? '' : `<${printAttribute(location.metadata)}>`
      return `fused${metadata}[${location.locations.map(locationText).join(', ')}]`
    }
    case 'callsite':
      return `callsite(${locationText(location.callee)} at ${locationText(location.caller)})`
  }
}

/** Types are immutable and shared by many values, so that their text is made once. */
const texts = new WeakMap<Type, string>()

/** The MLIR text of a type. */
export function printType(type: Type): string {
  let text = texts.get(type)
  if (text === undefined) texts.set(type, (text = typeText(type)))
  return text
}

function typeText(type: Type): string {
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
    case 'tensor':
      return `tensor<${shapeText(type.shape)}${printType(type.element)}${type.encoding === undefined ? '' : `, ${printAttribute(type.encoding)}`}>`
    case 'vector':
      return `vector<${type.shape.map((d, i) => (type.scalable?.[i] ? `[${d}]x` : `${d}x`)).join('')}${printType(type.element)}>`
    case 'memref':
      return `memref<${shapeText(type.shape)}${printType(type.element)}${(type.parameters ?? []).map((p) => `, ${printAttribute(p)}`).join('')}>`
    case 'function':
      return `${printTypeList(type.inputs)} -> ${printResultTypes(type.results)}`
    case 'dialect':
      return `!${dialectText(type)}`
  }
}

function shapeText(shape: readonly (number | null)[] | null): string {
  return shape === null ? '*x' : shape.map((d) => `${d ?? '?'}x`).join('')
}

export function printTypeList(types: readonly Type[]): string {
  return `(${types.map(printType).join(', ')})`
}

/** One result stands without parentheses, unless it is itself a function. */
export function printResultTypes(types: readonly Type[]): string {
  return types.length === 1 && types[0]!.kind !== 'function' ? printType(types[0]!) : printTypeList(types)
}

export function typesEqual(a: Type, b: Type): boolean {
  return a === b || (a.kind === b.kind && printType(a) === printType(b))
}

import type { Blob } from './blob.ts'
import { roundFloat } from './float-format.ts'
import type { Location } from './location.ts'
import { f32, i64, type TensorType, type Type } from './type.ts'

/** The attribute kinds of MLIR's builtin dialect that we meet, and attributes of other dialects as verbatim text. */
export type Attribute =
  | { readonly kind: 'unit' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | IntegerAttribute
  | FloatAttribute
  | StringAttribute
  | { readonly kind: 'type'; readonly type: Type }
  | ArrayAttribute
  | DictionaryAttribute
  | SymbolAttribute
  | DenseArrayAttribute
  | DenseAttribute
  | { readonly kind: 'location'; readonly location: Location }
  | DialectAttribute
  | VerbatimAttribute

export interface IntegerAttribute {
  readonly kind: 'integer'
  readonly value: bigint
  readonly type: Type
}

export interface FloatAttribute {
  readonly kind: 'float'
  readonly value: number
  readonly type: Type
}

/** Bytes that are not UTF-8 stand in `value` as U+DC80 to U+DCFF, so that they print as they were read. */
export interface StringAttribute {
  readonly kind: 'string'
  readonly value: string
}

export interface ArrayAttribute {
  readonly kind: 'array'
  readonly elements: readonly Attribute[]
}

export interface DictionaryAttribute {
  readonly kind: 'dictionary'
  readonly entries: ReadonlyMap<string, Attribute>
}

/** `@root::@nested` */
export interface SymbolAttribute {
  readonly kind: 'symbol'
  readonly path: readonly [string, ...string[]]
}

/** `array<i64: 1, 2>`; integers are bigint, floats number. */
export interface DenseArrayAttribute {
  readonly kind: 'dense-array'
  readonly element: Type
  readonly values: readonly (number | bigint)[]
}

/** Elements of a tensor: written in place (`dense<...>`), or as a named resource at the end of the file (`dense_resource<key>`). */
export interface DenseAttribute {
  readonly kind: 'dense'
  readonly type: TensorType
  readonly blob: Blob
  /** Key of the resource, made unique by the printer; undefined: in place. */
  readonly resource?: string
}

/** `#dialect.mnemonic<body>` */
export interface DialectAttribute {
  readonly kind: 'dialect'
  readonly dialect: string
  readonly mnemonic: string
  readonly body?: string
}

/** An attribute of the builtin dialect whose text we keep without understanding it: `affine_map<...>`, `strided<...>`, `sparse<...> : ...` */
export interface VerbatimAttribute {
  readonly kind: 'verbatim'
  readonly text: string
}

export const unit: Attribute = { kind: 'unit' }

export function boolAttribute(value: boolean): Attribute {
  return { kind: 'bool', value }
}

export function integerAttribute(value: number | bigint, type: Type = i64): IntegerAttribute {
  const isSmall = type === i64 && value >= 0 && value < smallIntegers.length
  return isSmall ? smallIntegers[Number(value)]! : { kind: 'integer', value: BigInt(value), type }
}

/** Programs are full of small numbers, and attributes do not change. */
const smallIntegers: readonly IntegerAttribute[] = Array.from({ length: 256 }, (_, i) => ({ kind: 'integer', value: BigInt(i), type: i64 }))

export function floatAttribute(value: number, type: Type = f32): FloatAttribute {
  return { kind: 'float', value: type.kind === 'float' ? roundFloat(value, type.name) : value, type }
}

export function stringAttribute(value: string): StringAttribute {
  return { kind: 'string', value }
}

export function typeAttribute(type: Type): Attribute {
  return { kind: 'type', type }
}

export function arrayAttribute(elements: readonly Attribute[]): ArrayAttribute {
  return { kind: 'array', elements }
}

export function dictionaryAttribute(entries: Iterable<readonly [string, Attribute]>): DictionaryAttribute {
  return { kind: 'dictionary', entries: new Map(entries) }
}

export function symbolAttribute(name: string): SymbolAttribute {
  return { kind: 'symbol', path: [name] }
}

export function denseArrayAttribute(element: Type, values: readonly (number | bigint)[]): DenseArrayAttribute {
  return { kind: 'dense-array', element, values }
}

export function i64ArrayAttribute(values: readonly (number | bigint)[]): DenseArrayAttribute {
  return denseArrayAttribute(i64, values.map(BigInt))
}

export function denseAttribute(type: TensorType, blob: Blob, resource?: string): DenseAttribute {
  return resource === undefined ? { kind: 'dense', type, blob } : { kind: 'dense', type, blob, resource }
}

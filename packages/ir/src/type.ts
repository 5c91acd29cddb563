import type { Attribute } from './attribute.ts'

/** The types of MLIR's builtin dialect that we meet, and types of other dialects with their body as verbatim text. */
export type Type =
  | IntegerType
  | FloatType
  | { readonly kind: 'index' }
  | { readonly kind: 'none' }
  | { readonly kind: 'complex'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | TensorType
  | VectorType
  | MemRefType
  | FunctionType
  | DialectType

export interface IntegerType {
  readonly kind: 'integer'
  readonly width: number
  readonly signedness: 'signless' | 'signed' | 'unsigned'
}

/** Bits an element takes in a blob; `tf32`, of 19 bits, takes whole bytes as in MLIR. */
export const floatBits = {
  f4E2M1FN: 4,
  f6E2M3FN: 6,
  f6E3M2FN: 6,
  f8E3M4: 8,
  f8E4M3: 8,
  f8E4M3B11FNUZ: 8,
  f8E4M3FN: 8,
  f8E4M3FNUZ: 8,
  f8E5M2: 8,
  f8E5M2FNUZ: 8,
  f8E8M0FNU: 8,
  bf16: 16,
  f16: 16,
  tf32: 24,
  f32: 32,
  f64: 64,
  f80: 80,
  f128: 128,
} as const

export interface FloatType {
  readonly kind: 'float'
  readonly name: keyof typeof floatBits
}

/** `shape` null: unranked; a null dimension: unknown until run time. */
export interface TensorType {
  readonly kind: 'tensor'
  readonly shape: readonly (number | null)[] | null
  readonly element: Type
  readonly encoding?: Attribute
}

/** Dimensions whose place in `scalable` is true are multiples of the machine's vector scale. */
export interface VectorType {
  readonly kind: 'vector'
  readonly shape: readonly number[]
  readonly scalable?: readonly boolean[]
  readonly element: Type
}

/** `parameters`: layout and memory space as they stand after the element type. */
export interface MemRefType {
  readonly kind: 'memref'
  readonly shape: readonly (number | null)[] | null
  readonly element: Type
  readonly parameters?: readonly Attribute[]
}

export interface FunctionType {
  readonly kind: 'function'
  readonly inputs: readonly Type[]
  readonly results: readonly Type[]
}

/**
 * `!dialect.mnemonic<body>`; the body is text with balanced brackets, without the outer `<` and `>`. An empty mnemonic stands for a
 * type that has only a body, `!dialect<"body">`.
 */
export interface DialectType {
  readonly kind: 'dialect'
  readonly dialect: string
  readonly mnemonic: string
  readonly body?: string
}

export function integerType(width: number, signedness: IntegerType['signedness'] = 'signless'): IntegerType {
  return { kind: 'integer', width, signedness }
}

export function floatType(name: FloatType['name']): FloatType {
  return { kind: 'float', name }
}

export function tensorType(shape: readonly (number | null)[] | null, element: Type): TensorType {
  return { kind: 'tensor', shape, element }
}

export function functionType(inputs: readonly Type[], results: readonly Type[]): FunctionType {
  return { kind: 'function', inputs, results }
}

export function dialectType(dialect: string, mnemonic: string, body?: string): DialectType {
  return body === undefined ? { kind: 'dialect', dialect, mnemonic } : { kind: 'dialect', dialect, mnemonic, body }
}

export const i1: IntegerType = integerType(1)
export const i8: IntegerType = integerType(8)
export const i16: IntegerType = integerType(16)
export const i32: IntegerType = integerType(32)
export const i64: IntegerType = integerType(64)
export const f32: FloatType = floatType('f32')
export const f64: FloatType = floatType('f64')
export const indexType: Type = { kind: 'index' }
export const noneType: Type = { kind: 'none' }

/** Bits one element takes in a blob: 8 for `i1`, the width otherwise. Undefined for types that no blob holds. */
export function elementBits(type: Type): number | undefined {
  if (type.kind === 'integer') return type.width === 1 ? 8 : type.width
  if (type.kind === 'float') return floatBits[type.name]
  if (type.kind === 'index') return 64
  if (type.kind === 'complex') {
    const bits = elementBits(type.element)
    return bits === undefined ? undefined : 2 * bits
  }
  return undefined
}

/** The dimensions of a tensor type whose shape is fully known. */
export function staticShape(type: Type): readonly number[] | undefined {
  if (type.kind !== 'tensor' || type.shape === null || type.shape.includes(null)) return undefined
  return type.shape as readonly number[]
}

import type { Random } from '@onnc/support'

import {
  arrayAttribute,
  type Attribute,
  boolAttribute,
  type DenseAttribute,
  dictionaryAttribute,
  type DictionaryAttribute,
  floatAttribute,
  i64ArrayAttribute,
  integerAttribute,
  stringAttribute,
  symbolAttribute,
  typeAttribute,
  unit,
} from './attribute.ts'
import { randomAttribute, randomConstant, randomText } from './random-attribute.ts'
import { below, oneOf, randomType, several } from './random-type.ts'
import { f32, functionType, type FunctionType, i64, type TensorType, type Type } from './type.ts'

/** Which types a value may have. */
export interface TypeConstraint {
  readonly describe: string
  readonly accepts: (type: Type) => boolean
  /** A type that is accepted, for random modules. */
  readonly example: Type
  /** Any such type; absent: only the example. */
  readonly random?: (random: Random) => Type
}

/** How an attribute of the IR and a JavaScript value stand for each other. `read` gives undefined for a foreign attribute. */
export interface AttributeSpec<T> {
  readonly describe: string
  readonly read: (attribute: Attribute) => T | undefined
  readonly write: (value: T) => Attribute
  readonly optional: boolean
  /** What an absent attribute reads as, and what need not be written. */
  readonly absent?: T
  /** Any value, for random modules; absent: ops that need the attribute are not drawn. */
  readonly random?: (random: Random) => T
}

export const anyType: TypeConstraint = { describe: 'any type', accepts: () => true, example: f32, random: randomType }

export function tensorOf(element: Type, rank?: number): TypeConstraint {
  const name = element.kind === 'float' ? element.name : element.kind === 'integer' ? `i${element.width}` : element.kind
  const sameElement = (type: Type): boolean => type.kind === element.kind && JSON.stringify(type) === JSON.stringify(element)
  return {
    describe: `${rank === undefined ? '' : `rank ${rank} `}tensor of ${name}`,
    accepts: (type) => type.kind === 'tensor' && sameElement(type.element) && (rank === undefined || type.shape?.length === rank),
    example: { kind: 'tensor', shape: Array.from({ length: rank ?? 1 }, () => 2), element },
    random: (random) => ({ kind: 'tensor', shape: Array.from({ length: rank ?? below(random, 4) }, () => 1 + below(random, 9)), element }),
  }
}

/** A type of another dialect by name, whatever its body. */
export function dialectTypeOf(dialect: string, mnemonic: string, exampleBody?: string): TypeConstraint {
  return {
    describe: `!${dialect}.${mnemonic}`,
    accepts: (type) => type.kind === 'dialect' && type.dialect === dialect && type.mnemonic === mnemonic,
    example: exampleBody === undefined ? { kind: 'dialect', dialect, mnemonic } : { kind: 'dialect', dialect, mnemonic, body: exampleBody },
  }
}

function spec<T>(
  describe: string,
  read: AttributeSpec<T>['read'],
  write: AttributeSpec<T>['write'],
  random?: (random: Random) => T,
): AttributeSpec<T> {
  return random === undefined ? { describe, read, write, optional: false } : { describe, read, write, optional: false, random }
}

/** An integer within the range that JavaScript numbers hold exactly. */
export function intAttr(range: { min?: number; max?: number } = {}): AttributeSpec<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range
  const bounds = range.min === undefined && range.max === undefined ? '' : ` in ${range.min ?? ''}..${range.max ?? ''}`
  return spec(
    `integer${bounds}`,
    (a) => (a.kind === 'integer' && a.value >= min && a.value <= max ? Number(a.value) : undefined),
    (value) => integerAttribute(value, i64),
    (random) => Math.min(max, Math.max(min, below(random, 2000) - 1000)),
  )
}

export const floatAttr: AttributeSpec<number> = spec(
  'float',
  (a) => (a.kind === 'float' ? a.value : undefined),
  (value) => floatAttribute(value, f32),
  (random) => Math.fround(random.uniform() * 2 - 1),
)

export const stringAttr: AttributeSpec<string> = spec(
  'string',
  (a) => (a.kind === 'string' ? a.value : undefined),
  stringAttribute,
  randomText,
)

export const boolAttr: AttributeSpec<boolean> = spec(
  'bool',
  (a) => (a.kind === 'bool' ? a.value : undefined),
  boolAttribute,
  (random) => below(random, 2) === 0,
)

/** Present or not. */
export const unitAttr: AttributeSpec<boolean> & { readonly absent: boolean } = {
  ...spec<boolean>(
    'unit',
    (a) => (a.kind === 'unit' ? true : undefined),
    () => unit,
    (random) => below(random, 2) === 0,
  ),
  optional: true,
  absent: false,
}

export const intArrayAttr: AttributeSpec<readonly number[]> = spec(
  'array of integers',
  (a): readonly number[] | undefined => (a.kind === 'dense-array' && a.element.kind === 'integer' ? a.values.map(Number) : undefined),
  i64ArrayAttribute,
  (random) => several(random, 4, () => below(random, 200) - 100),
)

export const symbolNameAttr: AttributeSpec<string> = spec(
  'symbol name',
  (a) => (a.kind === 'string' ? a.value : undefined),
  stringAttribute,
  (random) => `${randomText(random)}${below(random, 1e9)}`,
)

export const symbolRefAttr: AttributeSpec<string> = spec(
  'symbol reference',
  (a) => (a.kind === 'symbol' && a.path.length === 1 ? a.path[0] : undefined),
  symbolAttribute,
  (random) => randomText(random) || 'main',
)

export const functionTypeAttr: AttributeSpec<FunctionType> = spec(
  'function type',
  (a) => (a.kind === 'type' && a.type.kind === 'function' ? a.type : undefined),
  typeAttribute,
  (random) =>
    functionType(
      several(random, 2, () => randomType(random)),
      [],
    ),
)

/** Constant elements of a tensor. */
export const elementsAttr: AttributeSpec<DenseAttribute> = spec(
  'constant elements',
  (a) => (a.kind === 'dense' ? a : undefined),
  (value) => value,
  randomConstant,
)

export const dictionaryAttr: AttributeSpec<DictionaryAttribute> = spec(
  'dictionary',
  (a) => (a.kind === 'dictionary' ? a : undefined),
  (value) => value,
  (random) => dictionaryAttribute([['a', randomAttribute(random, 0)]]),
)

export function choiceAttr<const Names extends readonly [string, ...string[]]>(...names: Names): AttributeSpec<Names[number]> {
  return spec(
    `one of ${names.map((n) => `"${n}"`).join(', ')}`,
    (a) => (a.kind === 'string' && names.includes(a.value) ? a.value : undefined),
    stringAttribute,
    (random) => oneOf(random, names),
  )
}

export function arrayOf<T>(element: AttributeSpec<T>): AttributeSpec<readonly T[]> {
  return spec(
    `array of ${element.describe}`,
    (a): readonly T[] | undefined => {
      if (a.kind !== 'array') return undefined
      const values = a.elements.map(element.read)
      return values.includes(undefined) ? undefined : (values as T[])
    },
    (values) => arrayAttribute(values.map(element.write)),
    element.random && ((random) => several(random, 3, () => element.random!(random))),
  )
}

/** An attribute with a representation of its own: `read` and `write` must be inverse to each other. */
export function attrOf<T>(
  describe: string,
  read: (attribute: Attribute) => T | undefined,
  write: (value: T) => Attribute,
  random?: (random: Random) => T,
): AttributeSpec<T> {
  return spec(describe, read, write, random)
}

export function optionalAttr<T>(base: AttributeSpec<T>): AttributeSpec<T | undefined> & { readonly optional: true } {
  return {
    describe: `optional ${base.describe}`,
    read: base.read,
    write: (value) => base.write(value as T),
    optional: true,
    ...(base.random === undefined ? {} : { random: base.random }),
  }
}

/** The tensor type of a value that its constraint has already checked. */
export function tensorTypeOf(type: Type): TensorType {
  if (type.kind !== 'tensor') throw new Error(`expected a tensor, found a type of kind ${type.kind}`)
  return type
}

import { type Attribute, denseArrayAttribute } from './attribute.ts'
import type { AttributeSpec, TypeConstraint } from './constraint.ts'
import type { ConstantOf, FoldResult } from './fold.ts'
import { type Format, compileFormat } from './format.ts'
import type { Location } from './location.ts'
import { createOperation, type Operation, type Region, type Value } from './operation.ts'
import type { Rewriter } from './rewriter.ts'
import { i32, type Type } from './type.ts'

/** What passes may ask an operation, instead of keeping lists of names. */
export type Trait =
  | 'pure' // no effect besides its results: may be removed when unused, merged when equal
  | 'distinct' // makes something new each time, such as room or a random number: never merged with an equal one
  | 'constant' // pure, without operands, its value in attributes; folds read the one named `value`
  | 'terminator' // last in its block
  | 'isolated' // its regions use no value from outside
  | 'symbol' // named by its `sym_name`
  | 'programs-rings'
  | 'reads-bank'

/** `one` value, `optional`: none or one, `variadic`: any number. */
export interface ValueSpec {
  readonly constraint: TypeConstraint
  readonly arity: 'one' | 'optional' | 'variadic'
}

export function one(constraint: TypeConstraint): { constraint: TypeConstraint; arity: 'one' } {
  return { constraint, arity: 'one' }
}
export function optional(constraint: TypeConstraint): { constraint: TypeConstraint; arity: 'optional' } {
  return { constraint, arity: 'optional' }
}
export function variadic(constraint: TypeConstraint): { constraint: TypeConstraint; arity: 'variadic' } {
  return { constraint, arity: 'variadic' }
}

export interface RegionSpec {
  readonly describe: string
  /** `single`: exactly one block; `any`: any number. */
  readonly blocks: 'single' | 'any'
}

type ValueSpecs = Readonly<Record<string, ValueSpec>>
type AttributeSpecs = Readonly<Record<string, AttributeSpec<any>>>
type RegionSpecs = Readonly<Record<string, RegionSpec>>

type ValuesOf<S extends ValueSpecs, T> = {
  readonly [K in keyof S]: S[K]['arity'] extends 'one' ? T : S[K]['arity'] extends 'optional' ? T | undefined : readonly T[]
}
type AttributesOf<A extends AttributeSpecs> = {
  readonly [K in keyof A]: A[K] extends AttributeSpec<infer T> ? T : never
}
type RegionsOf<G extends RegionSpecs> = { readonly [K in keyof G]: Region }

/** Attributes that stand for a value when they are absent, such as `false` for a unit attribute. */
type KeysWithAbsent<A extends AttributeSpecs> = { [K in keyof A]: A[K] extends { readonly absent: unknown } ? K : never }[keyof A]

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]
type UndefinedIsOptional<T> = Omit<T, OptionalKeys<T>> & { readonly [K in OptionalKeys<T>]?: T[K] }

/** Typed access to an operation: its operands, results, attributes and regions under the names of its definition. */
export type View<O extends ValueSpecs, A extends AttributeSpecs, R extends ValueSpecs, G extends RegionSpecs> = {
  readonly operation: Operation
} & ValuesOf<O, Value> &
  AttributesOf<A> &
  ValuesOf<R, Value> &
  RegionsOf<G>

/** What `create` takes: operands, attribute values, regions, and the *types* of the results, under their names. */
export type CreateArguments<
  O extends ValueSpecs,
  A extends AttributeSpecs,
  R extends ValueSpecs,
  G extends RegionSpecs,
> = UndefinedIsOptional<ValuesOf<O, Value> & Omit<AttributesOf<A>, KeysWithAbsent<A>> & ValuesOf<R, Type> & RegionsOf<G>> &
  Partial<Pick<AttributesOf<A>, KeysWithAbsent<A>>> & { readonly location?: Location }

export interface OpSpec<O extends ValueSpecs, A extends AttributeSpecs, R extends ValueSpecs, G extends RegionSpecs> {
  /** One sentence for the reference. */
  readonly summary: string
  /** More for the reference: semantics, shapes, units. */
  readonly description?: string
  readonly operands?: O
  readonly attributes?: A
  readonly results?: R
  readonly regions?: G
  /** What any number of further regions, of one block each, hold; absent: there are none. */
  readonly furtherRegions?: string
  readonly traits?: readonly Trait[]
  /** Attributes that only name an operation: two that differ in nothing else are equal. */
  readonly labels?: readonly string[]
  /** The pretty form after the op's name; see `format.ts`. Absent: the generic form is the only one. */
  readonly format?: string
  /** Checks beyond the structure; `report` takes one message per fault. */
  readonly verify?: (view: View<O, A, R, G>, report: (message: string) => void) => void
  /**
   * What the results are without the operation: for each a value there is already, or the attribute of a constant. `constantOf` gives
   * the attribute of an operand that is a constant. Changes nothing; undefined where nothing is known. One result needs no list.
   */
  readonly fold?: (view: View<O, A, R, G>, constantOf: ConstantOf) => FoldResult
  /** Rewrites to a simpler form, by name: each changes what it matches through the rewriter, or does nothing. */
  readonly canonicalize?: Readonly<Record<string, (view: View<O, A, R, G>, rewriter: Rewriter) => void>>
}

/** An op as data. Accessors, verifier, printer, docs and random generators derive from it. */
export interface OpDef<
  O extends ValueSpecs = any,
  A extends AttributeSpecs = any,
  R extends ValueSpecs = any,
  G extends RegionSpecs = any,
> {
  readonly name: string
  readonly summary: string
  readonly description: string | undefined
  readonly operands: O
  readonly attributes: A
  readonly results: R
  readonly regions: G
  readonly furtherRegions: string | undefined
  readonly traits: ReadonlySet<Trait>
  readonly labels: ReadonlySet<string>
  readonly format: Format | undefined
  readonly verify: ((view: View<O, A, R, G>, report: (message: string) => void) => void) | undefined
  readonly fold: ((view: View<O, A, R, G>, constantOf: ConstantOf) => FoldResult) | undefined
  readonly canonicalize: Readonly<Record<string, (view: View<O, A, R, G>, rewriter: Rewriter) => void>>
  /** Whether an operation is one of these. */
  readonly is: (operation: Operation) => boolean
  /** Typed access; the operation must have been verified, or made by `create`. */
  readonly view: (operation: Operation) => View<O, A, R, G>
  readonly create: (parts: CreateArguments<O, A, R, G>) => Operation
  /**
   * A new operation like another one of these, with some parts given anew; `undefined` leaves one out. Everything else is the same:
   * operands, attributes (those of other dialects, too), types of results, location. Regions belong to one operation: they are to be given.
   */
  readonly createLike: (operation: Operation, parts: ChangedParts<CreateArguments<O, A, R, G>>) => Operation
}

type ChangedParts<T> = { readonly [K in keyof T]?: T[K] | undefined }

export const operandSegmentsAttribute = 'operandSegmentSizes'
export const resultSegmentsAttribute = 'resultSegmentSizes'

/** Defines an op. Names of operands, attributes, results and regions share one namespace. */
export function defineOp<
  const O extends ValueSpecs = Record<never, never>,
  const A extends AttributeSpecs = Record<never, never>,
  const R extends ValueSpecs = Record<never, never>,
  const G extends RegionSpecs = Record<never, never>,
>(name: string, spec: OpSpec<O, A, R, G>): OpDef<O, A, R, G> {
  const operands = spec.operands ?? ({} as O)
  const attributes = spec.attributes ?? ({} as A)
  const results = spec.results ?? ({} as R)
  const regions = spec.regions ?? ({} as G)
  checkNames(name, [operands, attributes, results, regions])
  const OpView = viewClass({ operands, attributes, results, regions })
  const def: OpDef<O, A, R, G> = {
    name,
    summary: spec.summary,
    description: spec.description,
    operands,
    attributes,
    results,
    regions,
    furtherRegions: spec.furtherRegions,
    traits: new Set(spec.traits),
    labels: new Set(spec.labels),
    format: spec.format === undefined ? undefined : compileFormat(name, spec.format, { operands, attributes, results, regions }),
    verify: spec.verify,
    fold: spec.fold,
    canonicalize: spec.canonicalize ?? {},
    is: (operation) => operation.name === name,
    view: (operation) => new OpView(operation) as View<O, A, R, G>,
    create: (parts) => createFromParts(def, parts),
    createLike: (operation, parts) => createLike(def, operation, parts),
  }
  return def
}

function checkNames(op: string, groups: readonly Readonly<Record<string, unknown>>[]): void {
  const seen = new Set(['operation', 'location'])
  for (const name of groups.flatMap(Object.keys)) {
    if (seen.has(name)) throw new Error(`${op}: '${name}' is named twice`)
    seen.add(name)
  }
}

interface Groups {
  readonly operands: ValueSpecs
  readonly attributes: AttributeSpecs
  readonly results: ValueSpecs
  readonly regions: RegionSpecs
}

/** One prototype of getters per op, so that a view costs one small object. */
function viewClass(groups: Groups): new (operation: Operation) => object {
  class OpView {
    readonly operation: Operation
    constructor(operation: Operation) {
      this.operation = operation
    }
  }
  const getter = (name: string, get: (operation: Operation) => unknown): void => {
    Object.defineProperty(OpView.prototype, name, {
      get(this: { operation: Operation }) {
        return get(this.operation)
      },
      enumerable: true,
    })
  }
  for (const [index, name] of Object.keys(groups.operands).entries())
    getter(name, areAllOne(groups.operands) ? onlyOperand(groups.operands, index) : (op) => operandOf(groups.operands, op, name))
  for (const name of Object.keys(groups.results)) getter(name, (op) => resultOf(groups.results, op, name))
  for (const [name, attribute] of Object.entries(groups.attributes)) getter(name, (op) => readAttribute(attribute, op.attributes.get(name)))
  for (const [index, name] of Object.keys(groups.regions).entries()) getter(name, (op) => op.regions[index])
  return OpView
}

function areAllOne(specs: ValueSpecs): boolean {
  return Object.values(specs).every(({ arity }) => arity === 'one')
}

/** The operand at a place, of an op whose operands are one value each: what passes ask for most. */
function onlyOperand(specs: ValueSpecs, index: number): (operation: Operation) => Value {
  const count = Object.keys(specs).length
  return ({ operands }) => {
    if (operands.length !== count) throw new Error(wrongCount)
    return operands[index]!
  }
}

const wrongCount = 'operation does not have the number of values its definition asks for'

function readAttribute(attribute: AttributeSpec<unknown>, value: Attribute | undefined): unknown {
  return value === undefined ? attribute.absent : attribute.read(value)
}

/** The values of one named operand group: a value, perhaps undefined, or a list. */
export function operandOf(specs: ValueSpecs, operation: Operation, name: string): Value | undefined | readonly Value[] {
  return pick(specs, name, operation.operands, segmentSizes(specs, operation, operandSegmentsAttribute, operation.operands.length))
}

export function resultOf(specs: ValueSpecs, operation: Operation, name: string): Value | undefined | readonly Value[] {
  return pick(specs, name, operation.results, segmentSizes(specs, operation, resultSegmentsAttribute, operation.results.length))
}

function pick(
  specs: ValueSpecs,
  name: string,
  values: readonly Value[],
  sizes: readonly number[] | undefined,
): Value | undefined | readonly Value[] {
  const names = Object.keys(specs)
  const at = names.indexOf(name)
  if (sizes === undefined) throw new Error(wrongCount)
  const start = sizes.slice(0, at).reduce((a, b) => a + b, 0)
  const group = values.slice(start, start + sizes[at]!)
  return specs[name]!.arity === 'variadic' ? group : group[0]
}

/**
 * How many values each named group has. With at most one group of free size the count decides; with more the segment sizes
 * stand in an attribute, as in MLIR. Undefined: the operation does not fit its definition.
 */
export function segmentSizes(specs: ValueSpecs, operation: Operation, attribute: string, count: number): readonly number[] | undefined {
  const arities = Object.values(specs).map((s) => s.arity)
  const free = arities.filter((a) => a !== 'one').length
  const fits = (sizes: readonly number[]): boolean =>
    sizes.length === arities.length &&
    sizes.reduce((a, b) => a + b, 0) === count &&
    sizes.every((size, i) => size >= 0 && (arities[i] === 'variadic' || size === 1 || (arities[i] === 'optional' && size === 0)))
  if (free > 1) {
    const stored = operation.attributes.get(attribute)
    if (stored?.kind !== 'dense-array') return undefined
    const sizes = stored.values.map(Number)
    return fits(sizes) ? sizes : undefined
  }
  const rest = count - (arities.length - free)
  const sizes = arities.map((a) => (a === 'one' ? 1 : rest))
  return fits(sizes) ? sizes : undefined
}

function createLike(def: OpDef, operation: Operation, changed: Readonly<Record<string, unknown>>): Operation {
  const view = def.view(operation) as Readonly<Record<string, unknown>>
  const parts: Record<string, unknown> = { location: operation.location }
  for (const name of [...Object.keys(def.operands as ValueSpecs), ...Object.keys(def.attributes as AttributeSpecs)])
    parts[name] = view[name]
  for (const name of Object.keys(def.results as ValueSpecs)) {
    const values = view[name] as Value | undefined | readonly Value[]
    parts[name] = Array.isArray(values) ? values.map(({ type }: Value) => type) : (values as Value | undefined)?.type
  }
  const made = createFromParts(def, { ...parts, ...changed })
  const own = new Set([...Object.keys(def.attributes as AttributeSpecs), operandSegmentsAttribute, resultSegmentsAttribute])
  for (const [name, attribute] of operation.attributes) if (!own.has(name)) made.attributes.set(name, attribute)
  return made
}

function createFromParts(def: OpDef, parts: Readonly<Record<string, unknown>>): Operation {
  const attributes = new Map<string, Attribute>()
  const operands = collect<Value>(def.operands, parts, operandSegmentsAttribute, attributes)
  const resultTypes = collect<Type>(def.results, parts, resultSegmentsAttribute, attributes)
  for (const [name, attribute] of Object.entries(def.attributes as AttributeSpecs)) {
    const value = parts[name]
    if (value === undefined || value === attribute.absent) {
      if (!attribute.optional) throw new Error(`${def.name}: attribute '${name}' is missing`)
      continue
    }
    attributes.set(name, attribute.write(value))
  }
  const regions = Object.keys(def.regions as RegionSpecs).map((name) => parts[name] as Region)
  const location = parts['location'] as Location | undefined
  return createOperation({ name: def.name, operands, resultTypes, attributes, regions, ...(location === undefined ? {} : { location }) })
}

function collect<T>(
  specs: ValueSpecs,
  parts: Readonly<Record<string, unknown>>,
  segments: string,
  attributes: Map<string, Attribute>,
): T[] {
  const groups = Object.entries(specs).map(([name, { arity }]) => {
    const value = parts[name]
    return arity === 'variadic' ? (value as readonly T[]) : value === undefined ? [] : [value as T]
  })
  if (Object.values(specs).filter((s) => s.arity !== 'one').length > 1)
    attributes.set(
      segments,
      denseArrayAttribute(
        i32,
        groups.map((g) => BigInt(g.length)),
      ),
    )
  return groups.flat()
}

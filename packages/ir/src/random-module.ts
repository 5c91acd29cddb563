import type { Random } from '@onnc/support'

import type { Attribute } from './attribute.ts'
import type { AttributeSpec } from './constraint.ts'
import type { OpDef, RegionSpec, ValueSpec } from './define-op.ts'
import type { Registry } from './dialect.ts'
import {
  addBlockArgument,
  append,
  appendBlock,
  type Block,
  createOperation,
  createRegion,
  type Operation,
  type Region,
  singleBlockRegion,
  type Value,
} from './operation.ts'
import { randomAttribute, randomLocation, randomText } from './random-attribute.ts'
import { below, oneOf, randomType, several } from './random-type.ts'
import type { Type } from './type.ts'

export interface RandomModuleOptions {
  /** Operations in the module, about. */
  readonly size?: number
  /** Ops of the registry to draw from; default: all. */
  readonly accepts?: (def: OpDef) => boolean
}

interface Draw {
  readonly random: Random
  readonly defs: readonly OpDef[]
  left: number
}

/**
 * A module of random operations for property tests: those of the registry, made from their tables, and unknown ones in every shape that
 * the text has. Operands and attributes have the types that the tables ask for; what an op's own `verify` asks beyond that need not hold.
 */
export function randomModule(registry: Registry, random: Random, options: RandomModuleOptions = {}): Operation {
  const defs = registry.dialects.flatMap((d) => d.ops).filter((def) => canDraw(def) && (options.accepts?.(def) ?? true))
  const draw: Draw = { random, defs, left: options.size ?? 30 }
  const { region, block } = singleBlockRegion()
  while (draw.left > 0) append(block, randomOperation(draw, block, [], 3))
  return createOperation({ name: 'builtin.module', regions: [region], location: randomLocation(random) })
}

/** Attributes with a form of their own cannot be drawn without `random`. */
function canDraw(def: OpDef): boolean {
  return Object.values<AttributeSpec<unknown>>(def.attributes).every((spec) => spec.optional || spec.random !== undefined)
}

function randomOperation(draw: Draw, block: Block, outer: readonly Value[], depth: number): Operation {
  draw.left--
  const operation =
    draw.defs.length > 0 && below(draw.random, 2) === 0 ? known(draw, block, outer, depth) : unknown(draw, block, outer, depth)
  operation.location = randomLocation(draw.random)
  for (const result of operation.results)
    if (below(draw.random, 2) === 0) result.name = oneOf(draw.random, ['x', 'x_1', 'a b', '8bit', 'y.z'])
  return operation
}

/** Values one can use at the end of a block. */
function visible(block: Block, outer: readonly Value[]): Value[] {
  const values = [...outer, ...block.arguments]
  for (let operation = block.first; operation !== undefined; operation = operation.next) values.push(...operation.results)
  return values
}

function known(draw: Draw, block: Block, outer: readonly Value[], depth: number): Operation {
  const { random } = draw
  const def = oneOf(random, draw.defs)
  const values = visible(block, outer)
  const parts: Record<string, unknown> = {}
  const count = ({ arity }: ValueSpec): number => (arity === 'one' ? 1 : below(random, arity === 'optional' ? 2 : 4))
  const grouped = <T>(spec: ValueSpec, make: () => T): T | undefined | T[] =>
    spec.arity === 'variadic' ? Array.from({ length: count(spec) }, make) : count(spec) === 1 ? make() : undefined
  const operand = (spec: ValueSpec) => (): Value => {
    const fitting = values.filter((v) => spec.constraint.accepts(v.type))
    return fitting.length > 0 ? oneOf(random, fitting) : source(block, spec.constraint.random?.(random) ?? spec.constraint.example)
  }
  for (const [name, spec] of Object.entries<ValueSpec>(def.operands)) parts[name] = grouped(spec, operand(spec))
  for (const [name, spec] of Object.entries<ValueSpec>(def.results))
    parts[name] = grouped<Type>(spec, () => spec.constraint.random?.(random) ?? spec.constraint.example)
  for (const [name, spec] of Object.entries<AttributeSpec<unknown>>(def.attributes))
    if (spec.random !== undefined && (!spec.optional || below(random, 2) === 0)) parts[name] = spec.random(random)
  const isolated = def.traits.has('isolated')
  for (const [name] of Object.entries<RegionSpec>(def.regions)) parts[name] = randomRegion(draw, isolated ? [] : values, depth - 1, true)
  const operation = def.create(parts as never)
  if (below(random, 3) === 0) operation.attributes.set(oneOf(random, ['extra', 'toy.note', 'needs quotes']), randomAttribute(random))
  return operation
}

/** A value of the type, from an operation made for it. */
function source(block: Block, type: Type): Value {
  return append(block, createOperation({ name: 'toy.source', resultTypes: [type] })).results[0]!
}

function unknown(draw: Draw, block: Block, outer: readonly Value[], depth: number): Operation {
  const { random } = draw
  const values = visible(block, outer)
  const attributes = (): [string, Attribute][] =>
    several(random, 3, () => [oneOf(random, ['a', 'b.c', 'sym', 'two words']), randomAttribute(random)])
  return createOperation({
    name: oneOf(random, ['test.op', 'foreign.op', 'x.y.z', 'no_dialect']),
    operands: values.length === 0 ? [] : several(random, 3, () => oneOf(random, values)),
    resultTypes: several(random, 3, () => randomType(random)),
    attributes: attributes(),
    ...(below(random, 3) === 0 ? { properties: attributes() } : {}),
    regions: depth > 0 ? several(random, 1, () => randomRegion(draw, values, depth - 1, below(random, 2) === 0)) : [],
  })
}

/** One block, or several with successors, forward and back. */
function randomRegion(draw: Draw, outer: readonly Value[], depth: number, single: boolean): Region {
  const { random } = draw
  const region = createRegion()
  const blocks = Array.from({ length: single ? 1 : 1 + below(random, 3) }, () => appendBlock(region))
  for (const block of blocks)
    for (const type of several(random, 2, () => randomType(random)))
      addBlockArgument(block, type, below(random, 2) === 0 ? randomText(random) || undefined : undefined).location = randomLocation(random)
  const reachable = blocks.length > 1 ? [...outer, ...blocks[0]!.arguments] : outer
  for (const block of blocks) {
    for (let i = 1 + below(random, 3); i > 0; i--)
      append(block, randomOperation(draw, block, block === blocks[0] ? outer : reachable, depth))
    if (blocks.length > 1)
      append(block, createOperation({ name: 'test.branch', successors: several(random, 2, () => oneOf(random, blocks.slice(1))) }))
  }
  return region
}

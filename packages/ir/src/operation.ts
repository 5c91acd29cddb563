import type { Attribute } from './attribute.ts'
import { type Location, unknownLocation } from './location.ts'
import { UserSet } from './user-set.ts'
import type { Type } from './type.ts'

/** An SSA value: the result of an operation or the argument of a block. */
export interface Value {
  type: Type
  readonly index: number
  readonly owner: { readonly kind: 'operation'; readonly operation: Operation } | { readonly kind: 'block'; readonly block: Block }
  /** Operations with at least one operand that is this value. */
  readonly users: UserSet<Operation>
  /** What a person would call it; the printer makes it unique. */
  name: string | undefined
  /** Of block arguments; results stand where their operation does. */
  location: Location | undefined
}

/** Operations form a doubly linked list in their block, so that insertion and removal cost the same anywhere. */
export interface Operation {
  readonly name: string
  readonly operands: Value[]
  readonly results: readonly Value[]
  readonly attributes: Map<string, Attribute>
  /** Attributes between `<{` and `}>`, of operations that the registry does not know; known ones have all in `attributes`. */
  readonly properties: Map<string, Attribute> | undefined
  readonly regions: Region[]
  readonly successors: Block[]
  location: Location
  block: Block | undefined
  previous: Operation | undefined
  next: Operation | undefined
}

export interface Block {
  readonly region: Region
  readonly arguments: Value[]
  first: Operation | undefined
  last: Operation | undefined
}

export interface Region {
  parent: Operation | undefined
  readonly blocks: Block[]
}

export interface OperationParts {
  readonly name: string
  readonly operands?: readonly Value[]
  readonly resultTypes?: readonly Type[]
  readonly attributes?: Iterable<readonly [string, Attribute]>
  readonly properties?: Iterable<readonly [string, Attribute]>
  readonly regions?: readonly Region[]
  readonly successors?: readonly Block[]
  readonly location?: Location
}

/** What operations without regions or successors have in common: most operations. */
const none: never[] = []
Object.freeze(none)

/** Makes an operation that stands in no block yet; its regions become its own. */
export function createOperation(parts: OperationParts): Operation {
  const { regions = none, successors = none, resultTypes = none } = parts
  const operation: Operation & { results: readonly Value[] } = {
    name: parts.name,
    operands: [...(parts.operands ?? none)],
    results: none,
    attributes: new Map(parts.attributes),
    properties: parts.properties === undefined ? undefined : new Map(parts.properties),
    regions: regions.length === 0 ? none : [...regions],
    successors: successors.length === 0 ? none : [...successors],
    location: parts.location ?? unknownLocation,
    block: undefined,
    previous: undefined,
    next: undefined,
  }
  const owner = { kind: 'operation', operation } as const
  // `map` makes an array of the length it needs, where pushing keeps room for more.
  operation.results = resultTypes.map((type, index) => ({
    type,
    index,
    owner,
    users: new UserSet(),
    name: undefined,
    location: undefined,
  }))
  for (const operand of operation.operands) operand.users.add(operation)
  for (const region of operation.regions) {
    if (region.parent !== undefined) throw new Error(`a region of ${parts.name} already belongs to ${region.parent.name}`)
    region.parent = operation
  }
  return operation
}

export function createRegion(): Region {
  return { parent: undefined, blocks: [] }
}

/** Takes the regions out of an operation, for another operation to own; the first is left without any. */
export function takeRegions(operation: Operation): Region[] {
  if (operation.regions.length === 0) return []
  const regions = operation.regions.splice(0)
  for (const region of regions) region.parent = undefined
  return regions
}

export function appendBlock(region: Region, argumentTypes: readonly Type[] = []): Block {
  const block: Block = { region, arguments: [], first: undefined, last: undefined }
  for (const type of argumentTypes) addBlockArgument(block, type)
  region.blocks.push(block)
  return block
}

export function addBlockArgument(block: Block, type: Type, name?: string): Value {
  const value: Value = {
    type,
    index: block.arguments.length,
    owner: { kind: 'block', block },
    users: new UserSet(),
    name,
    location: undefined,
  }
  block.arguments.push(value)
  return value
}

/** A region with one block. */
export function singleBlockRegion(argumentTypes: readonly Type[] = []): { region: Region; block: Block } {
  const region = createRegion()
  return { region, block: appendBlock(region, argumentTypes) }
}

export function append(block: Block, operation: Operation): Operation {
  return link(operation, block, block.last, undefined)
}

export function insertBefore(anchor: Operation, operation: Operation): Operation {
  return link(operation, blockOf(anchor), anchor.previous, anchor)
}

export function insertAfter(anchor: Operation, operation: Operation): Operation {
  return link(operation, blockOf(anchor), anchor, anchor.next)
}

function link(operation: Operation, block: Block, previous: Operation | undefined, next: Operation | undefined): Operation {
  if (operation.block !== undefined) throw new Error(`${operation.name} already stands in a block`)
  operation.block = block
  operation.previous = previous
  operation.next = next
  if (previous === undefined) block.first = operation
  else previous.next = operation
  if (next === undefined) block.last = operation
  else next.previous = operation
  return operation
}

function blockOf(operation: Operation): Block {
  if (operation.block === undefined) throw new Error(`${operation.name} stands in no block`)
  return operation.block
}

/** Takes an operation out of its block; it keeps its operands and may be inserted elsewhere. */
export function detach(operation: Operation): Operation {
  const block = blockOf(operation)
  if (operation.previous === undefined) block.first = operation.next
  else operation.previous.next = operation.next
  if (operation.next === undefined) block.last = operation.previous
  else operation.next.previous = operation.previous
  operation.block = operation.previous = operation.next = undefined
  return operation
}

/** Removes an operation for good, with all that its regions hold. Its results must be unused. */
export function erase(operation: Operation): void {
  const used = operation.results.find((result) => result.users.size > 0)
  if (used !== undefined) throw new Error(`result ${used.index} of ${operation.name} is still used by ${[...used.users][0]!.name}`)
  if (operation.block !== undefined) detach(operation)
  dropOperands(operation)
}

function dropOperands(operation: Operation): void {
  for (const operand of operation.operands) operand.users.delete(operation)
  operation.operands.length = 0
  for (const inner of walkInside(operation)) {
    for (const operand of inner.operands) operand.users.delete(inner)
    inner.operands.length = 0
  }
}

export function setOperand(operation: Operation, index: number, value: Value): void {
  const old = operation.operands[index]!
  if (old === value) return
  operation.operands[index] = value
  if (!operation.operands.includes(old)) old.users.delete(operation)
  value.users.add(operation)
}

/** Every use of `old` becomes a use of `replacement`. */
export function replaceAllUses(old: Value, replacement: Value): void {
  if (old === replacement) return
  for (const user of old.users) {
    for (const [index, operand] of user.operands.entries()) if (operand === old) user.operands[index] = replacement
    replacement.users.add(user)
  }
  old.users.clear()
  replacement.name ??= old.name
}

/** Puts `values` in the place of an operation's results and erases it. */
export function replaceOperation(operation: Operation, values: readonly Value[]): void {
  if (values.length !== operation.results.length)
    throw new Error(`${operation.name} has ${operation.results.length} results, got ${values.length}`)
  for (const [index, result] of operation.results.entries()) replaceAllUses(result, values[index]!)
  erase(operation)
}

export function definingOperation(value: Value): Operation | undefined {
  return value.owner.kind === 'operation' ? value.owner.operation : undefined
}

/** The operations of a block in order. The current one may be erased or moved while iterating. */
export function* operationsOf(block: Block): Generator<Operation> {
  for (let operation = block.first; operation !== undefined;) {
    const next = operation.next
    yield operation
    operation = next
  }
}

/** An operation and everything inside it, outside first. */
export function* walk(root: Operation): Generator<Operation> {
  yield root
  yield* walkInside(root)
}

function* walkInside(root: Operation): Generator<Operation> {
  for (const region of root.regions) for (const block of region.blocks) for (const operation of operationsOf(block)) yield* walk(operation)
}

export function parentOperation(operation: Operation): Operation | undefined {
  return operation.block?.region.parent
}

/** The one block of an operation's region `index`. */
export function onlyBlock(operation: Operation, index = 0): Block {
  const blocks = operation.regions[index]?.blocks
  if (blocks?.length !== 1) throw new Error(`${operation.name} has ${blocks?.length ?? 'no'} blocks in region ${index}, expected one`)
  return blocks[0]!
}

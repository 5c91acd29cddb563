import { hasTrait, type Registry } from './dialect.ts'
import { type Block, type Operation, parentOperation, type Value } from './operation.ts'

/** Whether `a` stands before `b` in the block they share. Cost: linear in the distance between them, or to the end of the block. */
export function isBeforeInBlock(a: Operation, b: Operation): boolean {
  if (a === b) return false
  let [afterA, afterB]: [Operation | undefined, Operation | undefined] = [a.next, b.next]
  for (;;) {
    if (afterA === b || afterB === undefined) return true
    if (afterB === a || afterA === undefined) return false
    afterA = afterA.next
    afterB = afterB.next
  }
}

/** The operation itself, or the one around it, that stands in `block`. */
function ancestorIn(block: Block, operation: Operation): Operation | undefined {
  for (let at: Operation | undefined = operation; at !== undefined; at = parentOperation(at)) if (at.block === block) return at
  return undefined
}

/** The operation itself, or the one around it, whose block belongs to the same region as `block`. */
function ancestorInRegionOf(block: Block, operation: Operation): Operation | undefined {
  for (let at: Operation | undefined = operation; at !== undefined; at = parentOperation(at))
    if (at.block?.region === block.region) return at
  return undefined
}

/**
 * Whether what stands in `block` before `point` (undefined: at the start of the block) is defined at `operation`. Of other blocks of a
 * region only the first is taken to come before them: true is certain, false may be cautious.
 */
function pointDominates(block: Block, point: Operation | undefined, operation: Operation): boolean {
  const ancestor = ancestorInRegionOf(block, operation)
  if (ancestor === undefined) return false
  if (ancestor.block !== block) return block === block.region.blocks[0]
  return point === undefined || point === ancestor || isBeforeInBlock(point, ancestor)
}

/** Whether a value may be used by an operation at its place; see `pointDominates` for what is certain. Isolation is not looked at. */
export function dominates(value: Value, operation: Operation): boolean {
  if (value.owner.kind === 'block') return pointDominates(value.owner.block, undefined, operation)
  const definition = value.owner.operation
  if (definition.block === undefined) return false
  if (definition === ancestorIn(definition.block, operation)) return false
  return pointDominates(definition.block, definition, operation)
}

/**
 * Whether an operation may stand directly before `anchor`: its operands are defined there, its users come after it and are not cut off
 * by an isolated operation, and, if it is not pure, everything that it passes is.
 */
export function canMoveBefore(operation: Operation, anchor: Operation, registry: Registry): boolean {
  const target = anchor.block
  if (target === undefined || operation.block === undefined || operation === anchor) return false
  if (hasTrait(registry, operation, 'terminator') || operation.successors.length > 0) return false
  if (ancestorIn(operation.block, anchor) === operation) return false
  if (!operation.operands.every((operand) => dominates(operand, anchor) && isVisible(operand, anchor, registry))) return false
  if (!capturedValues(operation).every((value) => dominates(value, anchor) && isVisible(value, anchor, registry))) return false
  for (const result of operation.results)
    for (const user of result.users) if (!pointDominates(target, anchor, user) || isCutOff(target, user, registry)) return false
  return hasTrait(registry, operation, 'pure') || (operation.block === target && passesOnlyPure(operation, anchor, registry))
}

/** Values from outside that are used inside an operation's regions, once for each use. */
export function capturedValues(root: Operation): Value[] {
  const own = new Set<Value>()
  const used: Value[] = []
  const visit = (operation: Operation): void => {
    for (const region of operation.regions)
      for (const block of region.blocks) {
        for (const argument of block.arguments) own.add(argument)
        for (let inner = block.first; inner !== undefined; inner = inner.next) {
          used.push(...inner.operands)
          for (const result of inner.results) own.add(result)
          visit(inner)
        }
      }
  }
  visit(root)
  return used.filter((value) => !own.has(value))
}

/** Whether no isolated operation stands around `operation` below the region that defines `value`. */
function isVisible(value: Value, operation: Operation, registry: Registry): boolean {
  const block = value.owner.kind === 'block' ? value.owner.block : value.owner.operation.block
  return block !== undefined && !isCutOff(block, operation, registry)
}

function isCutOff(block: Block, operation: Operation, registry: Registry): boolean {
  for (let at = operation; at.block?.region !== block.region;) {
    const parent = parentOperation(at)
    if (parent === undefined || hasTrait(registry, parent, 'isolated')) return true
    at = parent
  }
  return false
}

function passesOnlyPure(operation: Operation, anchor: Operation, registry: Registry): boolean {
  const forward = isBeforeInBlock(operation, anchor)
  const [from, to] = forward ? [operation.next!, anchor] : [anchor, operation]
  for (let at = from; at !== to; at = at.next!) if (!hasTrait(registry, at, 'pure')) return false
  return true
}

import {
  addBlockArgument,
  append,
  appendBlock,
  type Block,
  createOperation,
  createRegion,
  type Operation,
  operationsOf,
  type Value,
} from './operation.ts'

/**
 * A copy of an operation with everything inside it, standing in no block. `mapping` says which values the copy uses in the place of
 * values from outside (those it does not name are used as they are) and gains the copy of every value that the operation defines.
 * Attributes, types, locations and blobs are immutable and shared. Cost: linear in operations and operands.
 */
export function cloneOperation(operation: Operation, mapping: Map<Value, Value> = new Map()): Operation {
  const blocks = new Map<Block, Block>()
  const copies: [Operation, Operation][] = []
  const copy = cloneShape(operation, mapping, blocks, copies)
  // Only now is every value known: an operand or successor may stand further down.
  for (const [original, made] of copies) {
    for (const operand of original.operands) {
      const value = mapping.get(operand) ?? operand
      made.operands.push(value)
      value.users.add(made)
    }
    for (const [i, successor] of original.successors.entries()) made.successors[i] = blocks.get(successor) ?? successor
  }
  return copy
}

/** The copy without operands and successors. */
function cloneShape(
  operation: Operation,
  values: Map<Value, Value>,
  blocks: Map<Block, Block>,
  copies: [Operation, Operation][],
): Operation {
  const regions = operation.regions.map((region) => {
    const copy = createRegion()
    for (const block of region.blocks) {
      const madeBlock = appendBlock(copy)
      blocks.set(block, madeBlock)
      for (const argument of block.arguments) {
        const made = addBlockArgument(madeBlock, argument.type, argument.name)
        made.location = argument.location
        values.set(argument, made)
      }
      for (const inner of operationsOf(block)) append(madeBlock, cloneShape(inner, values, blocks, copies))
    }
    return copy
  })
  const { name, attributes, properties, location } = operation
  const made = createOperation({
    name,
    attributes,
    ...(properties === undefined ? {} : { properties }),
    location,
    regions,
    successors: operation.successors,
    resultTypes: operation.results.map((r) => r.type),
  })
  for (const [index, result] of operation.results.entries()) {
    const value = made.results[index]!
    value.name = result.name
    values.set(result, value)
  }
  copies.push([operation, made])
  return made
}

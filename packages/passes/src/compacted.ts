import { mvmElectronicOp, mvmWeightsOp, opTypeOf } from '@onnc/dialects'
import { compactCost, indexEntryBytes, type Target, type UnitClass } from '@onnc/hardware'
import { definingOperation, onlyBlock, type Operation, type Value } from '@onnc/ir'

import { readAccess } from './address-patterns.ts'
import { productOf } from './product.ts'

/** Count registers of a program: 1 and higher. */
export const mostRegisters = 255

/** Vectors of one product that are compacted, each by itself, at most. */
const mostVectors = 16

/**
 * How many vectors of activations a product can have compacted at run time (SONIC, arXiv 2109.04459, fully connected layers): those that units
 * of one row hold, in more than one piece, while weights stream through; 0 where it cannot.
 */
export function compactableVectors(product: Operation, { rows, columns }: UnitClass): number {
  const { vectors, matrix, rows: count, held, blocks } = productOf(product)
  if (matrix.kind !== 'activations' || rows !== 1 || blocks[0] !== 1 || held <= columns || count > mostVectors) return 0
  const streamed = definingOperation(readAccess(vectors).tensor)
  const isStreamed = streamed !== undefined && mvmWeightsOp.is(streamed)
  return isStreamed && mayHoldZeros(readAccess(matrix.vectors).tensor) ? count : 0
}

/** Operators whose results hold many zeros. */
const zeroing = new Set(['Relu', 'ThresholdedRelu', 'Shrink', 'OneHot', 'Clip', 'NonZero'])

/** Operators that keep elements of their first operand as they are. */
const keeping = new Set(
  'Reshape Flatten Transpose Squeeze Unsqueeze Identity Dropout Slice Gather Concat Cast MaxPool GlobalMaxPool Pad'.split(' '),
)

/** Whether leaving zeros out may pay: of what comes into the program, and of what some activation cuts off. Looks at most 16 operations up. */
function mayHoldZeros(value: Value, depth = 16): boolean {
  const made = definingOperation(value)
  if (depth === 0) return false
  if (made === undefined) {
    const kernel = value.owner.kind === 'block' ? value.owner.block.region.parent : undefined
    return kernel === undefined || !mvmElectronicOp.is(kernel) || mayHoldZeros(kernel.operands[value.index]!, depth - 1)
  }
  if (mvmElectronicOp.is(made)) return mayHoldZeros(onlyBlock(made).last!.operands[value.index]!, depth - 1)
  if (!made.name.startsWith('onnx.')) return false
  const opType = opTypeOf(made)
  return zeroing.has(opType) || (keeping.has(opType) && mayHoldZeros(made.operands[0]!, depth - 1))
}

/** Seconds that the ECU compacts a vector in which nothing is 0. */
export function compactSeconds(target: Target, elements: number): number {
  return compactCost(target, { elements, kept: elements, indexBytes: indexEntryBytes }).seconds
}

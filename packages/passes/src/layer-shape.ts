import { mvmWeightsOp } from '@onnc/dialects'
import { kernelCost, type Target } from '@onnc/hardware'
import { definingOperation, type Operation, staticShape, type Value } from '@onnc/ir'

import { readAccess } from './address-patterns.ts'
import { matrixBlockCount } from './computed-matrix.ts'
import type { LayerShape } from './plan-layer.ts'
import { productOf } from './product.ts'

/** What a product asks of the crossbars. */
export function layerShapeOf(
  product: Operation,
  slices = 1,
  kept?: Pick<LayerShape, 'kept' | 'keptOnly' | 'compacted' | 'flat'>,
): LayerShape {
  const { vectors, matrix, rows, held, blocks, nonnegative, transposed, rowOrder, columnOrder } = productOf(product)
  return {
    rows,
    columns: held,
    blocks: matrix.kind === 'weights' ? blocks[0] : matrixBlockCount(readAccess(matrix.vectors).pattern, blocks[0]),
    operand: matrix.kind,
    ...(isConstant(readAccess(vectors).tensor) ? { moving: 'weights' as const } : {}),
    positions: readAccess(vectors).pattern.positions.map((axis) => axis.count),
    signed: !nonnegative,
    slices: matrix.kind === 'weights' ? slices : 1,
    ...kept,
    ...(transposed ? { transposed } : {}),
    ...(rowOrder === undefined && columnOrder === undefined
      ? {}
      : { listed: { rows: rowOrder !== undefined, columns: columnOrder !== undefined } }),
    ...(kept?.compacted === true ? { listed: { rows: false, columns: true } } : {}),
  }
}

function isConstant(value: Value): boolean {
  const made = definingOperation(value)
  return made !== undefined && mvmWeightsOp.is(made)
}

/** Multiply-accumulates of a product; the zeros of a block-diagonal matrix are none. */
export function macsOf({ rows, columns, positions }: LayerShape): number {
  return rows * columns * positions.reduce((a, b) => a * b, 1)
}

/** What products of constants take on the ECU instead: as one kernel, which reads and writes what they do. */
export function electronicCost(
  target: Target,
  shapes: readonly LayerShape[],
  tensors: { readonly read: readonly Value[]; readonly written: readonly Value[] },
): { readonly seconds: number; readonly energyJoules: number } {
  const macs = shapes.reduce((sum, shape) => sum + macsOf(shape), 0)
  const bytes = (values: readonly Value[]): number =>
    values.reduce((sum, { type }) => sum + (sizeOf(type) * target.memories.activation.elementBits) / 8, 0)
  const { seconds, energyJoules } = kernelCost(target, {
    work: [
      { kind: 'multiply', operations: macs },
      { kind: 'add', operations: macs },
    ],
    bytesRead: bytes(tensors.read),
    bytesWritten: bytes(tensors.written),
  })
  return { seconds, energyJoules: Object.values(energyJoules).reduce((sum, joules) => sum + joules, 0) }
}

function sizeOf(type: Value['type']): number {
  return (staticShape(type) ?? []).reduce((a, b) => a * b, 1)
}

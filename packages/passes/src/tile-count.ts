import type { Target } from '@onnc/hardware'
import { type Operation, walk } from '@onnc/ir'
import { defineDiagnostic, type Diagnostic, type DiagnosticDef } from '@onnc/support'

import { layerShapeOf } from './layer-shape.ts'
import { isProduct } from './product.ts'
import { classOfProduct } from './unit-classes.ts'

export const tilesTooMany: DiagnosticDef<[tiles: number, limit: number]> = defineDiagnostic(
  'tiles-too-many',
  'unsupported',
  (tiles, limit) => `the matrices of the model take at least ${tiles} tiles, at most ${limit} are supported`,
  { fix: 'a target with larger crossbars' },
)

/** Each takes some kilobytes while a program is made. A model can use one matrix any number of times. */
const mostTiles = 2 ** 19

/** Whether the matrices of a module, however they are cut, become more tiles than memory holds. */
export function checkTileCount(module: Operation, target: Target): Diagnostic | undefined {
  let tiles = 0
  for (const product of walk(module)) {
    if (!isProduct(product)) continue
    const shape = layerShapeOf(product)
    const { rows, columns } = classOfProduct(target, product).unitClass
    tiles += Math.ceil((shape.rows * shape.columns) / (rows * columns))
  }
  return tiles > mostTiles ? tilesTooMany(tiles, mostTiles) : undefined
}

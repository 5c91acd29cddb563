import { matmulOp, productOp } from '@onnc/dialects'
import { type DenseAttribute, type Operation, staticShape, type Value } from '@onnc/ir'

/** A product with a constant matrix (`mvm.matmul`) or with one that is computed (`mvm.product`). */
export interface Product {
  readonly vectors: Value
  /** What rings hold: constant weights, or the vectors of a computed tensor. */
  readonly matrix:
    | { readonly kind: 'weights'; readonly constant: DenseAttribute }
    | { readonly kind: 'activations'; readonly vectors: Value }
  /** Of the whole matrix. */
  readonly rows: number
  /** Columns that are held: of one block, where there are several. */
  readonly held: number
  readonly scale: DenseAttribute | undefined
  readonly bias: DenseAttribute | undefined
  readonly blocks: readonly [count: number, width: number]
  readonly nonnegative: boolean
  /** The columns of what is held are the rows; rows and columns above are those of the product. */
  readonly transposed: boolean
  /** Which row and column of what is held each of the product is. */
  readonly rowOrder?: readonly number[] | undefined
  readonly columnOrder?: readonly number[] | undefined
  /** What each element of a vector is multiplied by before. */
  readonly inScale?: DenseAttribute | undefined
}

export function isProduct(operation: Operation): boolean {
  return matmulOp.is(operation) || productOp.is(operation)
}

export function productOf(operation: Operation): Product {
  if (productOp.is(operation)) {
    const { vectors, matrix, scale, bias, blocks, nonnegative } = productOp.view(operation)
    const [rows, held] = staticShape(matrix.type) as [number, number]
    const parts = (blocks ?? [1, held]) as [number, number]
    const computed = { kind: 'activations', vectors: matrix } as const
    return { vectors, matrix: computed, rows, held, scale, bias, blocks: parts, nonnegative, transposed: false }
  }
  const { vectors, matrix, scale, bias, blocks, nonnegative, transposed, rowOrder, columnOrder, inScale } = matmulOp.view(operation)
  const shape = matrix.blob.shape as [number, number]
  const [rows, held] = transposed ? [shape[1], shape[0]] : shape
  const parts = (blocks ?? [1, held]) as [number, number]
  const constant = { kind: 'weights', constant: matrix } as const
  return { vectors, matrix: constant, rows, held, scale, bias, blocks: parts, nonnegative, transposed, rowOrder, columnOrder, inScale }
}

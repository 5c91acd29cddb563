import { matrixOp, mvmElectronicOp, planesOp } from '@onnc/dialects'
import type { Target } from '@onnc/hardware'
import { definingOperation, type Operation, type Value, walk } from '@onnc/ir'

import { readAccess } from './address-patterns.ts'
import { kernelSeconds } from './kernel-seconds.ts'
import type { LayerPlan, LayerShape } from './plan-layer.ts'
import { productOf } from './product.ts'

/** How each product of a network is cut. */
export type Plans = ReadonlyMap<Operation, { readonly shape: LayerShape; readonly plan: LayerPlan }>

/** What a whole network takes. */
export interface NetworkTime {
  readonly seconds: number
  /** To hold every ring from its first write to the end. */
  readonly holdJoules: number
  /** Of writes that are left out since the tile is still in place. */
  readonly savedJoules: number
  readonly ringsWritten: number
}

/** What a network does one after the other. */
export type Step =
  | { readonly kind: 'kernel'; readonly reads: readonly Value[]; readonly results: readonly Value[]; readonly seconds: number }
  | {
      readonly kind: 'products'
      readonly products: readonly { readonly operation: Operation; readonly source: Value; readonly written: Value | undefined }[]
      readonly results: readonly Value[]
    }

/** The kernels of a network and the tensors that its products fill, in order. */
export function networkSteps(module: Operation, target: Target): Step[] {
  return [...walk(module)].flatMap((operation) => stepOf(operation, target) ?? [])
}

function stepOf(operation: Operation, target: Target): Step | undefined {
  const { results } = operation
  if (mvmElectronicOp.is(operation))
    return { kind: 'kernel', reads: operation.operands, results, seconds: kernelSeconds(target, operation) }
  if (!planesOp.is(operation) && !matrixOp.is(operation)) return undefined
  const products = operation.operands.map((operand) => {
    const product = definingOperation(operand)!
    const { vectors, matrix } = productOf(product)
    const written = matrix.kind === 'activations' ? readAccess(matrix.vectors).tensor : undefined
    return { operation: product, source: readAccess(vectors).tensor, written }
  })
  return { kind: 'products', products, results }
}

import { matmulOp } from '@onnc/dialects'
import { compilationClass } from '@onnc/hardware'
import {
  choicesOption,
  definePass,
  denseAttribute,
  f32,
  float32Blob,
  insertBefore,
  locationNames,
  type Operation,
  type PassContext,
  readFloat32,
  replaceOperation,
  tensorType,
  walk,
} from '@onnc/ir'

import { blobKey } from './blob-key.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { type Candidate, groupMatrices, type Match, type Use } from './group-matrices.ts'
import type { Likeness } from './match-matrices.ts'
import { sharesMatrix } from './remarks.ts'

/** What else than a copy counts as the same matrix. */
export const matchChoices = ['transpose', 'permute', 'scale', 'inScale'] as const

/** Choices of an option, as far as the units of a target are able to carry them. */
export function matchOf(choices: readonly (typeof matchChoices)[number][], environment: CompileEnvironment): Match {
  const found = compilationClass(environment.target)
  const abilities = found.ok ? found.value.unitClass : undefined
  return {
    transpose: choices.includes('transpose') && abilities?.transpose !== undefined,
    permute: choices.includes('permute') && abilities?.shuffle !== undefined,
    scale: choices.includes('scale'),
    // Where rings take activations, weights are what is sent.
    inScale: choices.includes('inScale') && abilities !== undefined && abilities.stationary.operand !== 'activations',
  }
}

/**
 * Finds products whose matrices are alike - copies, copies with rows or columns in another order, with a factor or another sign for each row,
 * transposed ones, and all of this together, or with a factor for each column - and has one matrix held for them. What differs is carried by the use: an order by index
 * lists of what is read and written, factors by the scales of outputs or inputs of the streams, a transpose by the way of the light. Whole matrices are
 * compared, since an order moves rows and columns from tile to tile; `share-tiles` then compares the tiles.
 *
 * Values are equal within 2^-22 of themselves. Requires: `lower-to-mvm`.  Ensures: nothing further.  Cost: linear in weights.
 * Before: %p = mvm.matmul %v by dense_resource<a>; %q = mvm.matmul %w by dense_resource<b>   (b is a with its rows in another order)
 * After:  %p = mvm.matmul %v by dense_resource<a>; %q = mvm.matmul %w by dense_resource<a> {rowOrder = ...}
 */
export const shareMatrices: CompilePass = definePass({
  name: 'share-matrices',
  summary: 'Finds matrices that are alike up to order, scale and direction, and has one held for all of them',
  options: {
    match: choicesOption(matchChoices, {
      summary:
        'what else than a copy counts as the same, where the units of the target are able to: transpose, permute, scale (of rows), inScale (of columns)',
      default: ['permute', 'scale'],
    }),
  },
  run(module, { match }, { environment, report }: PassContext<CompileEnvironment>) {
    const products = [...walk(module)].filter(matmulOp.is)
    const uses = groupMatrices(products.map(candidateOf), matchOf(match, environment))
    for (const [i, product] of products.entries()) {
      const use = uses[i]!
      const held = products[use.held]!
      if (held === product) continue
      const { matrix } = matmulOp.view(held)
      const isCopy = !use.transposed && Object.keys(use.likeness).length === 0
      if (isCopy && blobKey(matrix.blob) === blobKey(matmulOp.view(product).matrix.blob)) continue
      report(sharesMatrix(locationNames(held.location).join(' + '), describeUse(use.transposed, use.likeness)), product)
      takeMatrix(product, matrix, use)
    }
  },
})

/** How a use differs from what is held, in words. */
function describeUse(isTransposed: boolean, { rowOrder, columnOrder, scale, inScale }: Likeness): readonly string[] {
  return [
    ...(isTransposed ? ['transposed'] : []),
    ...(rowOrder === undefined ? [] : ['rows in another order']),
    ...(columnOrder === undefined ? [] : ['columns in another order']),
    ...(scale === undefined ? [] : ['other factors of rows']),
    ...(inScale === undefined ? [] : ['other factors of columns']),
  ]
}

function candidateOf(product: Operation): Candidate {
  const { matrix, blocks, transposed, rowOrder, nonnegative } = matmulOp.view(product)
  const [rows, columns] = matrix.blob.shape as [number, number]
  const isPlain = blocks === undefined && !transposed && rowOrder === undefined
  return {
    rows,
    columns,
    key: `${blobKey(matrix.blob)} ${blocks?.join() ?? ''}`,
    read: () => readFloat32(matrix.blob),
    canCarry: ({ rowOrder: rowsMoved, columnOrder, inScale }) =>
      (isPlain || (rowsMoved === undefined && columnOrder === undefined && inScale === undefined)) &&
      // Inputs that are never negative go through once.
      !(nonnegative && inScale?.some((factor) => factor < 0) === true),
  }
}

/** Puts in place of a product one of what is held. */
function takeMatrix(product: Operation, matrix: ReturnType<typeof denseAttribute>, { transposed, likeness }: Use): void {
  const { scale, inScale, out } = matmulOp.view(product)
  const factors = factorsOf(scale === undefined ? undefined : readFloat32(scale.blob), likeness.scale)
  const inputFactors = factorsOf(inScale === undefined ? undefined : readFloat32(inScale.blob), likeness.inScale)
  const shared = matmulOp.createLike(product, {
    matrix,
    scale: factors && factorAttribute(factors, scale?.resource ?? 'scale'),
    rowOrder: likeness.rowOrder && [...likeness.rowOrder],
    columnOrder: likeness.columnOrder && [...likeness.columnOrder],
    inScale: inputFactors && factorAttribute(inputFactors, 'inScale'),
    transposed,
  })
  insertBefore(product, shared)
  shared.results[0]!.name = out.name
  replaceOperation(product, shared.results)
}

function factorAttribute(factors: Float32Array, name: string): ReturnType<typeof denseAttribute> {
  return denseAttribute(tensorType([factors.length], f32), float32Blob([factors.length], factors), name)
}

function factorsOf(own: Float32Array | undefined, of: Float32Array | undefined): Float32Array | undefined {
  if (own === undefined || of === undefined) return own ?? of
  return own.map((factor, row) => factor * of[row]!)
}

import { matrixOp, mrrElectronicOp, mrrYieldOp, mvmElectronicOp, mvmYieldOp, planesOp } from '@onnc/dialects'
import { compilationClasses } from '@onnc/hardware'
import {
  boolOption,
  choiceOption,
  intOption,
  definePass,
  erase,
  insertBefore,
  type Operation,
  type PassContext,
  replaceOperation,
  takeRegions,
  walk,
} from '@onnc/ir'

import { electronicGathered, tiled } from './checks.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { compressions, objectives } from './choices.ts'
import { heldRings, type LayerPlan } from './plan-layer.ts'
import { planNetwork } from './plan-network.ts'
import { type PlannedProduct } from './planned-product.ts'
import { runsOnRings, zerosLeftOut } from './remarks.ts'
import { checkTileCount } from './tile-count.ts'
import { tileLayout } from './tile-layout.ts'
import { createTiler } from './tiler.ts'

/**
 * Cuts every matrix into tiles of at most the crossbar's rows and columns; per tile one program and one stream, or several where copies
 * of the tile share the vectors out. The streams of the first columns overwrite (and add the bias), those of later columns accumulate; of
 * all streams into one tensor, the overwriting ones come first. Blocks of a block-diagonal matrix share tiles where that costs less: side by side,
 * and in tiers below each other, each of which is streamed by itself and alone read. Weights that
 * are zero are left out with their inputs, by index lists, where that saves tiles.
 *
 * Requires: `lower-to-mvm`, `gather-electronic`.  Ensures: no mvm operation is left.  Cost: linear in weights.
 * Before: %p = mvm.matmul %v by dense_resource<w>; %y = mvm.planes %p
 * After:  %t = mrr.tile ...; %b = mrr.program %t; %y = mrr.stream %b, %x into %d {...}
 */
export const tile: CompilePass = definePass({
  name: 'tile',
  summary: 'Cuts matrices into crossbar tiles and makes programs and streams of each',
  options: {
    objective: choiceOption(objectives, { summary: 'what packing and copies of tiles are chosen for', default: 'latency' }),
    compress: choiceOption(compressions, {
      summary:
        'how zero weights are left out with their inputs: packed, across a kernel; slice, within the kernel slice of a channel, as SONIC does; or none',
      default: 'packed',
    }),
    density: intOption({
      summary:
        'percent of the activations behind a Relu and its like that are taken not to be zero, where leaving out zeros at run time is weighed against what it takes',
      default: 50,
      min: 0,
      max: 100,
    }),
    flat: boolOption({ summary: 'blocks of a block-diagonal matrix share tiles side by side only, not in tiers below each other' }),
    oneScale: boolOption({
      summary: 'one scale for all rows of a matrix instead of one each, so that tiles and their transposes may be alike (`share-tiles`)',
    }),
    weightBits: intOption({
      summary: 'bits that weights keep at least; more than a ring has are spread over several tiles (default: what one ring has)',
      min: 2,
      max: 16,
    }),
  },
  requires: [electronicGathered],
  ensures: [tiled],
  run(module, { objective, weightBits, compress, density, flat, oneScale }, { environment, report }: PassContext<CompileEnvironment>) {
    const { target } = environment
    const found = compilationClasses(target)
    for (const diagnostic of found.diagnostics) report(diagnostic)
    if (!found.ok) return
    const tooMany = checkTileCount(module, target)
    if (tooMany !== undefined) return report(tooMany)
    const tiler = createTiler(
      target,
      planNetwork(module, target, objective, { weightBits, compress, density: density / 100, flat }),
      oneScale,
    )
    for (const layout of [...walk(module)].filter((op) => planesOp.is(op) || matrixOp.is(op))) {
      const products = tileLayout(layout, tiler)
      const { tiles, copies, fill, stacked } = summaryOf(products)
      report(runsOnRings(tiles, copies, Math.round(100 * fill), stacked), layout)
      const left = leftOut(products)
      if (left !== undefined) report(zerosLeftOut(left.zeros, left.weights, Math.round(100 * left.nonzero)), layout)
    }
    for (const kernel of [...walk(module)].filter(mvmElectronicOp.is)) carryKernel(kernel)
  },
})

/** Tiles of all products of a tensor, copies included, and the share of the crossbars' rings that their weights take. */
function summaryOf(products: readonly PlannedProduct[]): {
  tiles: number
  copies: readonly number[]
  fill: number
  stacked: readonly LayerPlan[]
} {
  const tiles = products.reduce((sum, { plan }) => sum + plan.cost.tiles, 0)
  const rings = products.reduce((sum, { shape, plan }) => sum + heldRings(shape, plan), 0)
  const slots = products.reduce((sum, { unitClass, plan }) => sum + plan.cost.tiles * unitClass.rows * unitClass.columns, 0)
  const stacked = products.map(({ plan }) => plan).filter(({ stack }) => stack > 1)
  return {
    tiles,
    copies: [...new Set(products.map(({ plan }) => plan.replicas))].toSorted((a, b) => a - b),
    fill: rings / slots,
    stacked: [...new Map(stacked.map((plan) => [`${plan.stack} ${plan.pack}`, plan])).values()],
  }
}

/** Of all weights those that no ring holds, where some are left out, and the share of what rings hold that is not zero. */
function leftOut(products: readonly PlannedProduct[]): { zeros: number; weights: number; nonzero: number } | undefined {
  const compressed = products.filter(({ plan }) => plan.compress)
  if (compressed.length === 0) return undefined
  const blocks = compressed.flatMap(({ kept }) => kept!)
  const weights = compressed.reduce((sum, { shape }) => sum + shape.rows * shape.columns, 0)
  const rings = blocks.reduce((sum, block) => sum + block.rings, 0)
  return { zeros: weights - rings, weights, nonzero: blocks.reduce((sum, block) => sum + block.nonzeros, 0) / rings }
}

/** The same kernel, as an operation of the mrr dialect. */
function carryKernel(kernel: Operation): void {
  const { inputs, outputs, name } = mvmElectronicOp.view(kernel)
  const [body] = takeRegions(kernel)
  const end = body!.blocks[0]!.last!
  insertBefore(end, mrrYieldOp.create({ values: mvmYieldOp.view(end).values }))
  erase(end)
  const carried = mrrElectronicOp.create({ inputs, outputs: outputs.map((o) => o.type), name, body: body!, location: kernel.location })
  insertBefore(kernel, carried)
  replaceOperation(kernel, carried.results)
}

import { canonicalize, cse, dce } from '@onnc/ir'

import { assignBanks } from './assign-banks.ts'
import { attachAffine } from './attach-affine.ts'
import { foldLayout } from './fold-layout.ts'
import { clusterWeights } from './cluster-weights.ts'
import type { CompilePass } from './environment.ts'
import { gatherElectronic } from './gather-electronic.ts'
import type { Compression } from './kept-weights.ts'
import { lowerToMvm, type Photonic } from './lower-to-mvm.ts'
import type { Objective } from './plan-layer.ts'
import { planCalibration } from './plan-calibration.ts'
import { shareMatrices } from './share-matrices.ts'
import { shareTiles } from './share-tiles.ts'
import { sparsify } from './sparsify.ts'
import { writeChanges } from './write-changes.ts'
import { tile } from './tile.ts'

export { analyseReuse, type InferenceCost, type ReuseAnalysis, type ReuseOptions } from './analyse-reuse.ts'
export { boundSteadyWrites, boundWrites } from './bound-writes.ts'
export { cutPattern, readAccess, writeAccesses } from './address-patterns.ts'
export { banksAssigned, calibrated, electronicGathered, tiled } from './checks.ts'
export { boundNetwork, type NetworkBounds } from './bound-network.ts'
export { countMacs, type MacCount } from './count-macs.ts'
export type { CompileEnvironment, CompilePass } from './environment.ts'
export { type ExplainedPlan, type ExplainedProduct, explainNetwork } from './explain-network.ts'
export { type LoweringEntry, lowerings } from './lowerings.ts'
export { quantisedBox, quantiseMatrix, sliceMatrix, slicesFor } from './quantise-matrix.ts'
export { type Compression, compressions, keptOfProduct, keptTiles, keptWeights, type KeptWeights } from './kept-weights.ts'
export { type Photonic, photonicChoices } from './lower-to-mvm.ts'
export { electronicCost, layerShapeOf, macsOf } from './layer-shape.ts'
export { type LayerPlan, type LayerShape, type Objective, objectives, planLayer, tileGroups } from './plan-layer.ts'
export { networkSeconds } from './network-clock.ts'
export { type PlannedProduct, planNetwork } from './plan-network.ts'
export { toleratedSeconds } from './plan-calibration.ts'
export { planBlocks } from './tiler.ts'
export { clusterWeights } from './cluster-weights.ts'
export { sparsify } from './sparsify.ts'
export { weightsAbsent } from './weight-diagnostics.ts'
export { type WeightLayer, weightLayers, weightOperators } from './weight-layers.ts'
export { zeroCount } from './weight-words.ts'

/** Every pass, in the order of the reference: those of the default pipeline first, then those on weights, then those that serve anywhere. */
export const passes: readonly CompilePass[] = [
  lowerToMvm,
  attachAffine,
  foldLayout,
  shareMatrices,
  gatherElectronic,
  tile,
  shareTiles,
  assignBanks,
  writeChanges,
  planCalibration,
  sparsify,
  clusterWeights,
  canonicalize,
  cse,
  dce,
]

export interface StageOptions {
  readonly objective?: Objective
  readonly photonic?: Photonic
  readonly compress?: Compression
  /** Bits that weights keep; more than a ring has take several tiles. */
  readonly weightBits?: number
  readonly share?: Sharing
}

/** Which matrices are held once: none but constants that are one; those that are alike; transposed ones, too. */
export const sharings = ['none', 'alike', 'transposed'] as const
export type Sharing = (typeof sharings)[number]

const sharingPasses: Readonly<Record<Sharing, string>> = {
  none: '',
  alike: 'share-matrices,',
  transposed: 'share-matrices{match=transpose,permute,scale},',
}

function withOptions(pass: string, options: readonly string[]): string {
  return options.length === 0 ? pass : `${pass}{${options.join(' ')}}`
}

/** The stages of a compilation with other choices than the default ones. */
export function stagesFor({ objective, photonic, compress, weightBits, share = 'alike' }: StageOptions): typeof stages {
  const goal = objective === undefined ? [] : [`objective=${objective}`]
  const cut = [
    ...(compress === undefined ? [] : [`compress=${compress}`]),
    ...(weightBits === undefined ? [] : [`weight-bits=${weightBits}`]),
  ]
  const lower = withOptions('lower-to-mvm', [...(photonic === undefined ? [] : [`photonic=${photonic}`]), ...goal])
  return {
    mvm: stages.mvm.replace('lower-to-mvm', lower).replace('share-matrices,', sharingPasses[share]),
    mrr: stages.mrr.replace('tile', withOptions('tile', [...goal, ...cut])).replace('assign-banks', withOptions('assign-banks', goal)),
  }
}

/** The stages of a compilation and the passes that end each: `mvm` speaks of matrices, `mrr` of tiles and banks. */
export const stages: { readonly mvm: string; readonly mrr: string } = {
  mvm: 'lower-to-mvm,attach-affine,fold-layout,share-matrices,gather-electronic',
  mrr: 'tile,assign-banks,plan-calibration',
}

import { canonicalize, cse, dce } from '@onnc/ir'

import { assignBanks } from './assign-banks.ts'
import { attachAffine } from './attach-affine.ts'
import { foldLayout } from './fold-layout.ts'
import { clusterWeights } from './cluster-weights.ts'
import type { CompilePass } from './environment.ts'
import { gatherElectronic } from './gather-electronic.ts'
import { lowerToMvm } from './lower-to-mvm.ts'
import { planCalibration } from './plan-calibration.ts'
import { scaleByLight } from './scale-by-light.ts'
import { chooseDirections } from './choose-directions.ts'
import { shareMatrices } from './share-matrices.ts'
import { shareTiles } from './share-tiles.ts'
import { sparsify } from './sparsify.ts'
import { writeChanges } from './write-changes.ts'
import { tile } from './tile.ts'

export { analyseReuse, type InferenceCost, type ReuseAnalysis, type ReuseOptions } from './analyse-reuse.ts'
export { boundLatency } from './bound-latency.ts'
export { boundSteadyWrites, boundWrites } from './bound-writes.ts'
export { cutPattern, readAccess, writeAccesses } from './address-patterns.ts'
export { banksAssigned, calibrated, electronicGathered, tiled } from './checks.ts'
export { boundNetwork, type NetworkBounds } from './bound-network.ts'
export {
  type Compression,
  compressions,
  type Objective,
  objectives,
  type Photonic,
  photonicChoices,
  type Sharing,
  sharings,
  type StageOptions,
  stages,
  stagesFor,
} from './choices.ts'
export { countMacs, type MacCount } from './count-macs.ts'
export type { CompileEnvironment, CompilePass } from './environment.ts'
export { type ExplainedPlan, type ExplainedProduct, explainNetwork } from './explain-network.ts'
export { type LoweringEntry, lowerings } from './lowerings.ts'
export { quantisedBox, quantiseMatrix, sliceMatrix, slicesFor } from './quantise-matrix.ts'
export { keptOfProduct, keptTiles, keptWeights, type KeptWeights } from './kept-weights.ts'
export { electronicCost, layerShapeOf, macsOf } from './layer-shape.ts'
export { type LayerPlan, type LayerShape, planLayer, tileGroups } from './plan-layer.ts'
export { networkSeconds } from './network-clock.ts'
export { planNetwork } from './plan-network.ts'
export { type PlannedProduct } from './planned-product.ts'
export { planBlocks } from './matrix-blocks.ts'
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
  chooseDirections,
  tile,
  shareTiles,
  scaleByLight,
  assignBanks,
  writeChanges,
  planCalibration,
  sparsify,
  clusterWeights,
  canonicalize,
  cse,
  dce,
]

import type { UnitClass } from '@onnc/hardware'

import type { KeptWeights } from './kept-weights.ts'
import type { LayerPlan, LayerShape } from './plan-layer.ts'

/** How a product is cut, and the cut that was nearly taken. */
export interface PlannedProduct {
  readonly unitClass: UnitClass
  readonly shape: LayerShape
  readonly plan: LayerPlan
  readonly runnerUp: LayerPlan | undefined
  /** Which weights are kept of each block, where leaving out zeros saves tiles. */
  readonly kept?: readonly KeptWeights[]
}

import { matrixOp, planesOp } from '@onnc/dialects'
import { compilationClass, type Target } from '@onnc/hardware'
import { definingOperation, locationNames, type Operation, walk } from '@onnc/ir'
import { type Result, success } from '@onnc/support'

import { boundLatency } from './bound-latency.ts'
import type { Objective } from './choices.ts'
import { electronicCost, macsOf } from './layer-shape.ts'
import { machineOf } from './machine-of.ts'
import { heldRings, type LayerPlan } from './plan-layer.ts'
import { networkSeconds } from './network-clock.ts'
import { networkSteps } from './network-steps.ts'
import { planNetwork } from './plan-network.ts'
import { type PlannedProduct } from './planned-product.ts'
import { plannedSteps } from './shared-clock.ts'

/** One product of a network on the rings, and why it is cut as it is. */
export interface ExplainedProduct {
  /** The ONNX nodes that it computes. */
  readonly node: string
  readonly rows: number
  /** Columns held, of one block where there are several. */
  readonly columns: number
  readonly blocks: number
  readonly vectors: number
  readonly macs: number
  readonly chosen: ExplainedPlan
  /** The cut that was next best, if there is more than one way. */
  readonly runnerUp: ExplainedPlan | undefined
  /** What it would take on the ECU. */
  readonly electronic: { readonly seconds: number; readonly energyJoules: number }
}

export interface ExplainedPlan {
  /** Blocks that share a product. */
  readonly packed: number
  /** Products of a tile, below each other. */
  readonly tiers: number
  readonly copies: number
  /** Copies included. */
  readonly tiles: number
  /** Share of the crossbars' rings that hold weights. */
  readonly fill: number
  /** Alone on the machine, from the first write on. */
  readonly seconds: number
  readonly unitSeconds: number
  readonly energyJoules: number
}

export interface ExplainedNetwork {
  /** What `tile` will do with each product, in order. */
  readonly products: readonly ExplainedProduct[]
  readonly seconds: number
  /** No placement of these tiles is below; unknown where a target has several classes of units, or counts decide at run time what is written. */
  readonly boundSeconds: number | undefined
}

/** How the products of a module in the mvm dialect are cut, and the time that the whole network takes. */
export function explainNetwork(module: Operation, target: Target, objective: Objective): Result<ExplainedNetwork> {
  const found = compilationClass(target)
  if (!found.ok) return found
  const plans = planNetwork(module, target, objective)
  const layouts = [...walk(module)].filter((op) => planesOp.is(op) || matrixOp.is(op))
  const products = layouts.flatMap((layout) =>
    layout.operands.map((operand) => explain(definingOperation(operand)!, layout, plans.get(definingOperation(operand)!)!)),
  )
  const [only, ...others] = target.units
  const isBounded = others.length === 0 && [...plans.values()].every(({ shape }) => shape.compacted !== true)
  const boundSeconds =
    isBounded && only !== undefined
      ? boundLatency(plannedSteps(networkSteps(module, target), target, only)(plans), machineOf(target, only))
      : undefined
  return success({ products, seconds: networkSeconds(module, plans, target), boundSeconds }, found.diagnostics)

  function explain(product: Operation, layout: Operation, { shape, unitClass, plan, runnerUp }: PlannedProduct): ExplainedProduct {
    const crossbar = unitClass.rows * unitClass.columns
    const describe = (cut: LayerPlan): ExplainedPlan => {
      const { pack, stack, replicas, cost } = cut
      const { tiles } = cost
      return {
        packed: pack,
        tiers: stack,
        copies: replicas,
        tiles,
        fill: heldRings(shape, cut) / (tiles * crossbar),
        seconds: cost.seconds,
        unitSeconds: cost.unitSeconds,
        energyJoules: cost.energyJoules,
      }
    }
    return {
      node: locationNames(product.location).join(' + '),
      rows: shape.rows,
      columns: shape.columns,
      blocks: shape.blocks,
      vectors: shape.positions.reduce((a, b) => a * b, 1),
      macs: macsOf(shape),
      chosen: describe(plan),
      runnerUp: runnerUp === undefined ? undefined : describe(runnerUp),
      electronic: electronicCost(target, [shape], { read: product.operands, written: layout.results }),
    }
  }
}

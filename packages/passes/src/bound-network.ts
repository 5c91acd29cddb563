import { matrixOp, mvmElectronicOp, planesOp } from '@onnc/dialects'
import { layerCost, symbolSeconds, inputSlices, streamPasses, type Target, tileCost, type UnitClass } from '@onnc/hardware'
import { definingOperation, type Operation, type Value, walk } from '@onnc/ir'

import { readAccess } from './address-patterns.ts'
import { kernelSeconds } from './kernel-seconds.ts'
import { layerShapeOf, macsOf } from './layer-shape.ts'
import { isProduct, productOf } from './product.ts'
import { classOfProduct } from './unit-classes.ts'
import { candidatePlans, type LayerShape, tileGroups } from './plan-layer.ts'

/**
 * Seconds and joules that no program for a network goes below, if every tile is written once for each inference and a bank writes and
 * streams one after the other.
 */
export interface NetworkBounds {
  /** All units streaming all the time, on rings that all hold weights. */
  readonly streamingSeconds: number
  /** All banks written all the time, rings that all hold weights. */
  readonly writingSeconds: number
  /** All banks written or streamed through all the time, with the tiles that the matrices' edges leave. */
  readonly unitSeconds: number
  /** The longest chain of kernels and of streams that all units share, behind one write. */
  readonly criticalPathSeconds: number
  /**
   * A chain of products, each of which waits for all of the one before: on k units a stream of s seconds takes s / k, and costs k writes.
   * The best k are as the roots of the s; with fewer writes the chain is longer, with more the units have too much to do.
   */
  readonly copiesSeconds: number
  /** The largest of them. */
  readonly latencySeconds: number
  /** Of all products, each cut for least energy, without what holds rings. */
  readonly energyJoules: number
}

interface ProductBound {
  readonly unitSeconds: number
  readonly streamSeconds: number
  readonly writeSeconds: number
  readonly joules: number
}

/** Lower bounds of a module in the mvm dialect. */
export function boundNetwork(module: Operation, target: Target): NetworkBounds {
  const bounds = new Map(
    [...walk(module)]
      .filter(isProduct)
      .map((product) => [product, boundOf(layerShapeOf(product), target, classOfProduct(target, product).unitClass)]),
  )
  let [energyJoules, path] = [0, 0]
  const busy = new Map<UnitClass, { streaming: number; writing: number; unitSeconds: number }>()
  for (const [product, bound] of bounds) {
    const shape = layerShapeOf(product)
    const { unitClass } = classOfProduct(target, product)
    const { rows, columns } = unitClass
    const rings = rows * columns
    const places = unitClass.count * unitClass.banks
    const { writeSeconds } = tileCost(target, unitClass, { rows, columns, signed: false, operand: shape.operand, streams: [] })
    const sum = busy.get(unitClass) ?? { streaming: 0, writing: 0, unitSeconds: 0 }
    busy.set(unitClass, sum)
    const symbols = inputSlices(unitClass) * streamPasses(unitClass, shape.signed)
    sum.streaming += ((macsOf(shape) / rings) * symbols * symbolSeconds(unitClass, unitClass.rows)) / unitClass.count
    sum.writing += (((shape.rows * shape.columns) / rings) * writeSeconds) / places
    sum.unitSeconds += bound.unitSeconds / places
    energyJoules += bound.joules
  }
  const countOf = (product: Operation): number => classOfProduct(target, product).unitClass.count
  const ready = new Map<Value, number>()
  const readyAt = (values: readonly Value[]): number => values.reduce((latest, value) => Math.max(latest, ready.get(value) ?? 0), 0)
  for (const operation of walk(module)) {
    let end: number
    if (mvmElectronicOp.is(operation)) end = readyAt(operation.operands) + kernelSeconds(target, operation)
    else if (planesOp.is(operation) || matrixOp.is(operation)) {
      const products = operation.operands.map((operand) => definingOperation(operand)!)
      const streams = products.reduce((sum, product) => sum + bounds.get(product)!.streamSeconds / countOf(product), 0)
      const write = products.reduce((most, product) => Math.max(most, bounds.get(product)!.writeSeconds), 0)
      const sources = products.map((product) => readAccess(productOf(product).vectors).tensor)
      end = Math.max(readyAt(sources), write) + streams
    } else continue
    for (const result of operation.results) ready.set(result, end)
    path = Math.max(path, end)
  }
  // A chain through several classes is bounded only by their units together.
  const copies = busy.size > 1 ? 0 : copiesBound(module, bounds, [...busy.keys()].map(({ count, banks }) => count * banks)[0] ?? 1)
  const most = (of: 'streaming' | 'writing' | 'unitSeconds'): number => Math.max(0, ...[...busy.values()].map((sum) => sum[of]))
  const [streaming, writing, unitSeconds] = [most('streaming'), most('writing'), most('unitSeconds')]
  return {
    streamingSeconds: streaming,
    writingSeconds: writing,
    unitSeconds,
    criticalPathSeconds: path,
    copiesSeconds: copies,
    latencySeconds: Math.max(streaming, writing, unitSeconds, path, copies),
    energyJoules,
  }
}

/** What a chain of products asks: the sum of the roots of their streams' seconds, and the seconds that writing each once takes. */
interface Chain {
  readonly roots: number
  readonly writes: number
}

function copiesBound(module: Operation, bounds: ReadonlyMap<Operation, ProductBound>, units: number): number {
  const none: Chain = { roots: 0, writes: 0 }
  const chains = new Map<Value, Chain>()
  const longest = (values: readonly Value[]): Chain =>
    values.reduce((best, value) => ((chains.get(value)?.roots ?? 0) > best.roots ? chains.get(value)! : best), none)
  let chain = none
  let write = Infinity
  for (const operation of walk(module)) {
    let found: Chain
    if (mvmElectronicOp.is(operation)) found = longest(operation.operands)
    else if (planesOp.is(operation) || matrixOp.is(operation)) {
      const products = operation.operands.map((operand) => definingOperation(operand)!)
      const before = longest(products.map((product) => readAccess(productOf(product).vectors).tensor))
      const own = products.map((product) => bounds.get(product)!)
      write = Math.min(write, ...own.map((bound) => bound.writeSeconds))
      found = {
        roots: before.roots + Math.sqrt(own.reduce((sum, bound) => sum + bound.streamSeconds, 0)),
        writes: before.writes + own.reduce((sum, bound) => sum + bound.unitSeconds - bound.streamSeconds, 0),
      }
    } else continue
    for (const result of operation.results) chains.set(result, found)
    if (found.roots > chain.roots) chain = found
  }
  if (chain.roots === 0 || write === 0) return 0
  const all = [...bounds.values()].reduce((sum, bound) => sum + bound.unitSeconds, 0)
  // All streams, and the writes of products that are not in the chain.
  const rest = Math.max(0, all - chain.writes)
  const square = chain.roots ** 2
  const copies = (Math.sqrt(rest ** 2 + 4 * write * units * square) - rest) / (2 * write)
  return square / copies
}

/** The least of each, over all ways to cut a product. */
function boundOf(shape: LayerShape, target: Target, unitClass: UnitClass): ProductBound {
  const costs = candidatePlans(shape, unitClass).map((cut) => {
    const groups = tileGroups(shape, unitClass, cut)
    const cost = layerCost(target, unitClass, groups)
    const tiles = groups.map(({ count, job }) => ({ count, ...tileCost(target, unitClass, job) }))
    return {
      unitSeconds: cost.unitSeconds,
      streamSeconds: tiles.reduce((sum, tile) => sum + tile.count * (tile.overwriteSeconds + tile.addSeconds), 0),
      writeSeconds: Math.min(...tiles.map((tile) => tile.writeSeconds)),
      joules: cost.energyJoules - cost.holdJoules,
    }
  })
  const least = (of: (bound: ProductBound) => number): number => Math.min(...costs.map(of))
  return {
    unitSeconds: least((c) => c.unitSeconds),
    streamSeconds: least((c) => c.streamSeconds),
    writeSeconds: least((c) => c.writeSeconds),
    joules: least((c) => c.joules),
  }
}

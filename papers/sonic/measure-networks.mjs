// Time and energy of a CNN on a target: convolutions as a compiled program, dense layers as one, too, or by the cost model that programs are charged
// with.
import { generateProgram } from '@onnc/backend'
import { matmulOp, registry } from '@onnc/dialects'
import { checkProgram, nodeNames, openMachine, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { energyComponents, holdPowerWatts, programCost, receiverPowerWatts, scaleCost, scaleHoldWatts, streamCost } from '@onnc/hardware'
import { cloneOperation, parsePipeline, runPasses, walk } from '@onnc/ir'
import { decodeModel } from '@onnc/onnx'
import { keptOfProduct, keptTiles, layerShapeOf, passes, planLayer, stagesFor } from '@onnc/passes'
import { createRandom } from '@onnc/support'

import { convolutionalModel, denseModel, weightPasses } from './networks.mjs'

export const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

const modules = new Map()

async function moduleOf(network) {
  const known = modules.get(network.name)
  if (known !== undefined) return cloneOperation(known)
  const bytes = convolutionalModel(network)
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, network.name)), { dims: new Map() }))
  modules.set(network.name, module)
  return cloneOperation(module)
}

/** The program of the convolutions, checked. `sparse`: with the zeros and clusters of Table 3. */
export async function compileConvolutions(network, target, { sparse, compress }) {
  const module = await moduleOf(network)
  const { mvm, mrr } = stagesFor({ compress })
  const pipeline = [sparse ? weightPasses(network) : '', mvm, mrr].filter((part) => part !== '').join(',')
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
  const program = unwrap(generateProgram(module, { target, exact: true }))
  return { program, checked: unwrap(checkProgram(program, target)) }
}

/** Shares of nonzero inputs of each stream, and of what is flattened, for one random image. */
export function densitiesOf(network, program) {
  const random = createRandom(7)
  const shape = [1, ...network.shape]
  const image = { type: 'float32', shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform()) }
  const machine = unwrap(openMachine(program, { mode: 'ideal' }))
  const [outputs] = unwrap(machine.run([new Map([['image', image]])]))
  const [flat] = outputs.values()
  const found = { streams: machine.densities(), mean: machine.density(), flat: flat.data.filter((x) => x !== 0).length / flat.data.length }
  machine.close()
  return found
}

const totalOf = (energy) => energyComponents.reduce((sum, component) => sum + (energy[component] ?? 0), 0)
const bitsOf = ({ stationary, moving }) => (Math.log2(stationary.levels + 1) + moving.bits) / 2

/** Seconds, joules and bits of the convolutions, on the machine that `target` says. */
function convolutionFigures(network, target, { checked, density, sparse, broadband }) {
  const timeline = unwrap(timeProgram({ ...checked, target }, density))
  const [unit] = target.units
  let products = 0
  for (const { op, use, output } of checked.program.instructions)
    if (op === 'stream') {
      const tile = checked.program.tiles[checked.program.uses[use].tile]
      products += tile.rows * tile.columns * checked.program.patterns[output].positions.reduce((p, axis) => p * axis.count, 1)
    }
  const layers = network.weights.filter(({ kind }) => kind === 'convolution')
  const { detector, ringHold } = timeline.energyJoules
  return {
    seconds: timeline.latencySeconds,
    joules: timeline.energyJoules.total + (broadband ? broadbandJoules(target, checked.program, timeline) : 0),
    energy: timeline.energyJoules,
    static: detector + ringHold,
    bits: products * bitsOf(unit),
    sparse,
    layers: layers.length,
  }
}

/** What the broadband rings of CONV units take instead of the multiplication by the gain of batch normalisation: set for each stream, held while it runs. */
function broadbandJoules(target, { instructions, tiles, uses, patterns }, timeline) {
  const [unit] = target.units
  const set = scaleCost(unit, 1).energyJoules.ringProgram
  let joules = 0
  for (const { instruction, startSeconds, endSeconds } of timeline.events()) {
    const { op, use, output } = instructions[instruction]
    if (op !== 'stream') continue
    const { rows } = tiles[uses[use].tile]
    const positions = patterns[output].positions.reduce((p, axis) => p * axis.count, 1)
    joules += rows * (set + scaleHoldWatts(unit, 1) * (endSeconds - startSeconds) - positions * target.ecu.energy.multiply.value)
  }
  return joules
}

/**
 * A dense layer whose activations are written to rings, chunk by chunk of those that are not zero, while its rows stream (SONIC): each chunk on one
 * unit, or on several that share its rows, whichever is sooner done. Zeros of the weights are gated. Uses the cost functions of the executor.
 */
function activationsOnRings(target, unit, { rows, columns, sparsity }, inputDensity) {
  const kept = Math.max(1, Math.ceil(columns * inputDensity))
  const chunks = Math.ceil(kept / unit.columns)
  const width = Math.min(kept, unit.columns)
  const write = programCost(target, unit, { rows: 1, columns: width, ringsWritten: width, operand: 'activations' })
  const ways = Array.from({ length: Math.min(rows, 2 * unit.count) }, (_, i) => {
    const shares = i + 1
    const positions = Math.ceil(rows / shares)
    const stream = streamCost(target, unit, { rows: 1, columns: width, positions, signed: true, accumulate: true, density: 1 - sparsity })
    const seconds = Math.ceil((chunks * shares) / unit.count) * (write.seconds + stream.seconds)
    return { stream, seconds, jobs: chunks * shares }
  })
  const { stream, seconds, jobs } = ways.reduce((best, way) => (way.seconds < best.seconds ? way : best))
  const hold = holdPowerWatts(target, unit, width) * (write.seconds + stream.seconds) * jobs
  const energy = {}
  for (const component of energyComponents)
    energy[component] =
      jobs * ((write.energyJoules[component] ?? 0) + (stream.energyJoules[component] ?? 0)) + (component === 'ringHold' ? hold : 0)
  return { seconds, joules: totalOf(energy), static: energy.detector + energy.ringHold, energy, bits: kept * rows * bitsOf(unit) }
}

/** A dense layer with its weights on rings, as planned. */
function weightsOnRings(target, unit, { rows, columns }) {
  const shape = { rows, columns, blocks: 1, positions: [1], signed: false, operand: 'weights', slices: 1 }
  const { cost } = planLayer(target, unit, shape, 'latency')
  return { seconds: cost.seconds, joules: cost.energyJoules, static: cost.holdJoules, energy: {}, bits: rows * columns * bitsOf(unit) }
}

/** Of dense layers behind the first, whose inputs come from a ReLU of random weights. */
export const denseDensity = 0.5

function denseFigures(network, target, { inputDensity, sparse }) {
  const unit = target.units.find(({ layers }) => layers === 'fully-connected') ?? target.units[0]
  return network.weights
    .filter(({ kind }) => kind === 'dense')
    .map((layer, i) =>
      unit.stationary.operand === 'activations'
        ? activationsOnRings(target, unit, sparse ? layer : { ...layer, sparsity: 0 }, i === 0 ? inputDensity : denseDensity)
        : weightsOnRings(target, unit, layer),
    )
}

/** Bits of all products of the dense network. */
function denseBits(network, target) {
  let [channels, height, width] = network.shape
  let macs = 0
  for (const layer of network.layers) {
    if (layer.kind === 'pool') [height, width] = [Math.floor(height / 2), Math.floor(width / 2)]
    else {
      ;[height, width] = [height - 2 + 2 * layer.pad, width - 2 + 2 * layer.pad]
      macs += layer.channels * channels * 9 * height * width
      channels = layer.channels
    }
  }
  for (const { kind, rows, columns } of network.weights) if (kind === 'dense') macs += rows * columns
  return macs * bitsOf(target.units[0])
}

/** One inference: convolutions, then dense layers. `idlePowered`: receivers and rings of all units are on all the time. */
export function figuresOf(network, target, work) {
  const planned = denseFigures(network, target, work)
  const bits = planned.reduce((sum, part) => sum + part.bits, 0)
  const dense = work.dense === undefined ? planned : [{ ...programFigures(target, work.dense), bits }]
  const parts = [convolutionFigures(network, target, work), ...dense]
  const sum = (of) => parts.reduce((total, part) => total + of(part), 0)
  const seconds = sum(({ seconds }) => seconds)
  const always = target.units.reduce(
    (watts, unit) => watts + unit.count * (receiverPowerWatts(unit, unit.rows) + holdPowerWatts(target, unit, unit.rows * unit.columns)),
    0,
  )
  const joules = sum(({ joules }) => joules) + (work.idlePowered ? Math.max(0, always * seconds - sum((part) => part.static)) : 0)
  return {
    seconds,
    joules,
    watts: joules / seconds,
    framesPerSecond: 1 / seconds,
    framesPerJoule: 1 / joules,
    joulesPerBit: joules / sum(({ bits }) => bits),
    joulesPerDenseBit: joules / denseBits(network, target),
    convolutionShare: parts[0].seconds / seconds,
    parts,
  }
}

const lowered = new Map()

/** Convolutions as planned, layer by layer, without a program: quick enough for hundreds of machines. Zeros as SONIC leaves them out. */
export async function planConvolutions(network, target, { compress }) {
  const unit = target.units[0]
  let products = lowered.get(network.name)
  if (products === undefined) {
    const module = await moduleOf(network)
    unwrap(
      runPasses(unwrap(parsePipeline(`${weightPasses(network)},${stagesFor({}).mvm}`, passes)), module, {
        environment: { target },
        registry,
      }),
    )
    products = { module, list: [...walk(module)].filter(matmulOp.is) }
    lowered.set(network.name, products)
  }
  let [seconds, joules, bits] = [0, 0, 0]
  for (const product of products.list) {
    const kept = keptOfProduct(product, unit, compress)
    const shape = layerShapeOf(product, 1, kept && { kept: keptTiles(kept), keptOnly: true })
    const { cost } = planLayer(target, unit, shape, 'latency')
    seconds += cost.seconds
    joules += cost.energyJoules
    const rings = kept === undefined ? shape.rows * shape.columns : kept.reduce((sum, block) => sum + block.rings, 0)
    bits += rings * shape.positions.reduce((p, n) => p * n, 1) * bitsOf(unit)
  }
  return { seconds, joules, static: 0, energy: {}, bits }
}

/** Convolutions as planned and dense layers. */
export function withDense(network, target, convolutions, { inputDensity }) {
  const parts = [convolutions, ...denseFigures(network, target, { inputDensity, sparse: true })]
  const sum = (of) => parts.reduce((total, part) => total + of(part), 0)
  const [seconds, joules] = [sum((part) => part.seconds), sum((part) => part.joules)]
  return { framesPerJoule: 1 / joules, joulesPerBit: joules / sum((part) => part.bits), watts: joules / seconds, seconds }
}

/** The program of the dense layers, whose activations are compacted at run time; shares of nonzero inputs by instruction. */
export async function compileDense(network, target, inputDensity) {
  const module = unwrap(await importMessage(unwrap(decodeModel(denseModel(network), network.name)), { dims: new Map() }))
  const { mvm, mrr } = stagesFor({})
  unwrap(runPasses(unwrap(parsePipeline(`${mvm},${mrr}`, passes)), module, { environment: { target }, registry }))
  const program = unwrap(generateProgram(module, { target, exact: true }))
  const layers = network.weights.filter(({ kind }) => kind === 'dense')
  const nodeOf = nodeNames(program)
  const density = new Map()
  for (const [index, { op }] of program.instructions.entries()) {
    const layer = layers.findIndex(({ name }) => nodeOf(index).split(' + ').includes(name))
    // What streams are the weights, sparse as they are; what is compacted are the activations.
    if (op === 'stream' && layer >= 0) density.set(index, 1 - layers[layer].sparsity)
    else density.set(index, layer <= 0 ? inputDensity : denseDensity)
  }
  return { checked: unwrap(checkProgram(program, target)), density }
}

/** Dense layers by their program and by the formula. */
export function denseBothWays(network, target, { dense, inputDensity }) {
  const { seconds, joules } = programFigures(target, dense)
  const planned = denseFigures(network, target, { inputDensity, sparse: true })
  const sum = (of) => planned.reduce((total, part) => total + of(part), 0)
  return { seconds, joules, plannedSeconds: sum((part) => part.seconds), plannedJoules: sum((part) => part.joules) }
}

function programFigures(target, { checked, density }) {
  const { latencySeconds, energyJoules } = unwrap(timeProgram({ ...checked, target }, density))
  return {
    seconds: latencySeconds,
    joules: energyJoules.total,
    energy: energyJoules,
    static: energyJoules.detector + energyJoules.ringHold,
  }
}

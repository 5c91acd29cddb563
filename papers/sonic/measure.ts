/** Time and energy of a CNN on a target: of its program, as the executor's clock has it. */
import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { analyseRun, type CheckedProgram, checkProgram, type InputDensity, openMachine, type Sample, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { energyComponents, holdPowerWatts, receiverPowerWatts, type Target } from '@onnc/hardware'
import { type Operation, parsePipeline, runPasses } from '@onnc/ir'
import type { Program } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { type Compression, passes, stagesFor } from '@onnc/passes'
import { createRandom, type Result, type Tensor } from '@onnc/support'

import { denseRows, type Network, networkModel, type Part, type Weights, weightPasses } from './networks.ts'

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '))
  return result.value
}

/** A checked program and how often an inference runs it. */
export interface Work {
  readonly checked: CheckedProgram
  readonly times: number
  /** Shares of nonzero inputs of its instructions; those of no zeros if absent. */
  readonly density: ReadonlyMap<number, number> | 1
  /** Of all products, each the mean of the bits of its weight and its input. */
  readonly bits: number
}

/** One inference. */
export interface Figures {
  readonly seconds: number
  readonly joules: number
  readonly watts: number
  readonly framesPerSecond: number
  readonly framesPerJoule: number
  readonly joulesPerBit: number
  /** Over the bits of all products of the dense network. */
  readonly joulesPerDenseBit: number
  readonly energy: Readonly<Record<string, number>>
}

/** A part of a network without zeros and clusters, or with those of Table 3. */
export async function importPart(network: Network, part: Part, sparse: boolean): Promise<Operation> {
  const module = await moduleOf(networkModel(network, part), network.name)
  if (sparse) transform(module, weightPasses(network, part))
  return module
}

/** Convolutions with Table 3's zeros, on a target that leaves them out, at the zeros of one random image; and what is flattened. */
export async function compileConvolutions(network: Network, target: Target, compress: Compression): Promise<{ work: Work; flat: Tensor }> {
  const program = compile(await importPart(network, 'convolutions', true), target, compress)
  const { density, output } = measure(program, new Map([['image', randomImage(network)]]))
  return { work: workOf(program, target, density), flat: { ...output, shape: [1, network.flat] } }
}

/** The dense layers, which compact what the convolutions give. */
export async function compileSparseDense(network: Network, target: Target, flat: Tensor): Promise<Work> {
  const program = compile(await importPart(network, 'dense', true), target, 'packed')
  return workOf(program, target, measure(program, new Map([['flat', flat]])).density)
}

/** The same in one program: rings of the convolutions are held to its end. */
export async function compileSparseWhole(network: Network, target: Target, compress: Compression): Promise<readonly Work[]> {
  const program = compile(await importPart(network, 'whole', true), target, compress)
  return [workOf(program, target, measure(program, new Map([['image', randomImage(network)]])).density)]
}

/** Tiles of a program, at most: more of a layer are compiled in parts. */
const mostTiles = 50_000

/**
 * A dense network with its weights on the rings: its convolutions, then its dense layers. Where a layer takes more tiles than is good for one
 * program, it is compiled in parts of equally many rows, one of each size, which run one after the other.
 */
export async function compileDense(network: Network, target: Target): Promise<readonly Work[]> {
  const layers = network.weights.filter(({ kind }) => kind === 'dense')
  const works = [workOf(compile(await importPart(network, 'convolutions', false), target, 'none'), target, 1)]
  if (tilesOf(layers, target) <= mostTiles)
    return [...works, workOf(compile(await importPart(network, 'dense', false), target, 'none'), target, 1)]
  for (const layer of layers)
    for (const { rows, times } of partsOf(layer.rows, Math.ceil((layer.rows * mostTiles) / tilesOf([layer], target)))) {
      const program = compile(await moduleOf(denseRows(layer, rows), layer.name), target, 'none')
      works.push({ ...workOf(program, target, 1), times })
    }
  return works
}

/** The same in one program, where it fits one. */
export async function compileDenseWhole(network: Network, target: Target): Promise<readonly Work[] | undefined> {
  const layers = network.weights.filter(({ kind }) => kind === 'dense')
  if (tilesOf(layers, target) > mostTiles) return undefined
  return [workOf(compile(await importPart(network, 'whole', false), target, 'none'), target, 1)]
}

function tilesOf(layers: readonly Weights[], { units }: Target): number {
  const unit = units.find(({ layers: meant }) => meant === 'fully-connected') ?? units[0]!
  return layers.reduce((sum, { rows, columns }) => sum + Math.ceil(rows / unit.rows) * Math.ceil(columns / unit.columns), 0)
}

function partsOf(rows: number, most: number): readonly { readonly rows: number; readonly times: number }[] {
  const whole = Math.floor(rows / most)
  return [
    { rows: most, times: whole },
    { rows: rows - whole * most, times: 1 },
  ].filter((part) => part.rows > 0 && part.times > 0)
}

async function moduleOf(model: Uint8Array, name: string): Promise<Operation> {
  return unwrap(await importMessage(unwrap(decodeModel(model, name)), { dims: new Map() }))
}

/** Runs passes; those on weights ask for no target. */
export function transform(module: Operation, pipeline: string, target?: Target): void {
  const environment = { target: target as Target }
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment, registry }))
}

function compile(module: Operation, target: Target, compress: Compression): Program {
  const { mvm, mrr } = stagesFor({ compress })
  transform(module, `${mvm},${mrr}`, target)
  return unwrap(generateProgram(module, { target, exact: true }))
}

function workOf(program: Program, target: Target, density: Work['density']): Work {
  const checked = unwrap(checkProgram(program, target))
  const timeline = unwrap(timeProgram(checked, density))
  const { joulesPerBit } = analyseRun(program, target, timeline).figures
  return { checked, times: 1, density, bits: timeline.energyJoules.total / joulesPerBit }
}

function randomImage({ shape }: Network): Tensor {
  const random = createRandom(7)
  const size = shape.reduce((a, b) => a * b, 1)
  return { type: 'float32', shape: [1, ...shape], data: Float32Array.from({ length: size }, () => random.uniform()) }
}

/** Shares of nonzero inputs by instruction for one inference, and what it gives. */
function measure(program: Program, sample: Sample): { readonly density: ReadonlyMap<number, number>; readonly output: Tensor } {
  const machine = unwrap(openMachine(program, { mode: 'ideal' }))
  try {
    const [outputs] = unwrap(machine.run([sample]))
    return { density: machine.densities(), output: [...outputs!.values()][0]! }
  } finally {
    machine.close()
  }
}

/** What is asked of programs besides the numbers of a target. */
export interface Conditions {
  /** The share of nonzero inputs, where it is not that of the image. */
  readonly density?: number
  /** Receivers and rings of all units are on all the time. */
  readonly idlePowered?: boolean
}

/** An inference by its programs, on a machine that may have other numbers than the one they were compiled for. */
export function figuresOf(network: Network, works: readonly Work[], target: Target, conditions: Conditions = {}): Figures {
  const energy = new Map<string, number>(energyComponents.map((component) => [component, 0]))
  let seconds = 0
  for (const { checked, times, density } of works) {
    const asked: InputDensity = conditions.density ?? density
    const { latencySeconds, energyJoules } = unwrap(timeProgram({ ...checked, target }, asked))
    seconds += times * latencySeconds
    for (const component of energyComponents) energy.set(component, energy.get(component)! + times * energyJoules[component])
  }
  if (conditions.idlePowered === true)
    for (const [component, watts] of alwaysOn(target)) energy.set(component, Math.max(energy.get(component)!, watts * seconds))
  const joules = [...energy.values()].reduce((a, b) => a + b, 0)
  const { stationary, moving } = target.units[0]!
  const denseBits = (network.macs * (Math.log2(stationary.levels + 1) + moving.bits)) / 2
  return {
    seconds,
    joules,
    watts: joules / seconds,
    framesPerSecond: 1 / seconds,
    framesPerJoule: 1 / joules,
    joulesPerBit: joules / works.reduce((sum, { times, bits }) => sum + times * bits, 0),
    joulesPerDenseBit: joules / denseBits,
    energy: Object.fromEntries(energy),
  }
}

/** Watts of the receivers and of the rings of all units. */
function alwaysOn(target: Target): readonly (readonly ['detector' | 'ringHold', number])[] {
  const sum = (of: (unit: Target['units'][number]) => number): number =>
    target.units.reduce((watts, unit) => watts + unit.count * of(unit), 0)
  return [
    ['detector', sum((unit) => receiverPowerWatts(unit, unit.rows))],
    ['ringHold', sum((unit) => holdPowerWatts(target, unit, unit.rows * unit.columns))],
  ]
}

/** The mean share of nonzero inputs of a program's streams, or of what it compacts. */
export function meanDensity({ checked: { program }, density }: Work, of: 'stream' | 'compact'): number {
  let [nonzeros, inputs] = [0, 0]
  for (const [index, share] of density === 1 ? [] : density) {
    const instruction = program.instructions[index]!
    if (instruction.op !== of) continue
    const { positions, count } = program.patterns[instruction.input]!
    const elements = positions.reduce((product, axis) => product * axis.count, count)
    nonzeros += share * elements
    inputs += elements
  }
  return nonzeros / inputs
}

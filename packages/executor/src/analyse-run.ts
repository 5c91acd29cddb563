import type { EnergyItems, Target, UnitClass } from '@onnc/hardware'
import { unitClassOf } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import type { RunStep, WaitReason } from './run-steps.ts'
import type { EnergyReport, Timeline } from './timeline.ts'

/** What one ONNX node takes. */
export interface LayerShare {
  readonly node: string
  /** Time that resources spend on it, added up. */
  readonly busySeconds: number
  readonly products: number
  readonly energyJoules: EnergyReport
}

/** What a unit, a bank with a queue of its own, or the ECU does with its time; the parts add up to the latency. */
export interface ResourceShare {
  /** As in `RunStep`. */
  readonly resource: string
  readonly streaming: number
  readonly programming: number
  readonly calibrating: number
  readonly kernels: number
  readonly shuffling: number
  /** Standing still, by what was waited for. */
  readonly waiting: Readonly<Record<WaitReason, number>>
  /** With nothing left to do, or nothing yet. */
  readonly idle: number
  readonly energyJoules: number
}

/** A stretch of the longest chain of steps that had to follow each other. */
export interface CriticalShare {
  readonly node: string
  readonly op: string
  readonly seconds: number
}

/** Figures of merit of one inference after the other. Formulas stand in docs/executor.md. */
export interface Figures {
  readonly framesPerSecond: number
  readonly framesPerSecondPerWatt: number
  readonly products: number
  readonly joulesPerMac: number
  readonly joulesPerBit: number
  readonly teraOpsPerSecond: number
  readonly teraOpsPerSecondPerWatt: number
  readonly staticJoules: number
  readonly dynamicJoules: number
  readonly meanWatts: number
}

export interface RunAnalysis {
  readonly figures: Figures
  /** In the order in which the nodes first occupy something. */
  readonly layers: readonly LayerShare[]
  readonly resources: readonly ResourceShare[]
  /** Longest first. */
  readonly criticalPath: readonly CriticalShare[]
}

/** Energy of what is on whether or not anything is computed while it is on. */
const staticComponents: ReadonlySet<keyof EnergyItems> = new Set<keyof EnergyItems>(['laser', 'detector', 'ringHold'])

/** Where time and energy of one inference go. */
export function analyseRun(program: Program, target: Target, timeline: Timeline): RunAnalysis {
  const steps = timeline.steps()
  const nodeOf = nodeNames(program)
  return {
    figures: figuresOf(target, timeline, steps),
    layers: layersOf(steps, nodeOf),
    resources: resourcesOf(steps, timeline.latencySeconds),
    criticalPath: criticalPathOf(steps, nodeOf),
  }
}

/** The ONNX node of an instruction; '' where the source map does not say. */
export function nodeNames({ sourceMap, instructions }: Program): (instruction: number) => string {
  const names: string[] = Array.from({ length: instructions.length }, () => '')
  for (const { first, count, node } of sourceMap) names.fill(node, first, first + count)
  return (instruction) => names[instruction] ?? ''
}

function figuresOf(target: Target, { latencySeconds, energyJoules }: Timeline, steps: readonly RunStep[]): Figures {
  const joules = energyJoules.total
  let [products, bits] = [0, 0]
  for (const { products: count, unit } of steps) {
    if (count === 0) continue
    products += count
    bits += count * bitsOfProduct(unitClassOf(target, unit)!)
  }
  let fixed = 0
  for (const component of staticComponents) fixed += energyJoules[component] ?? 0
  return {
    framesPerSecond: ratio(1, latencySeconds),
    framesPerSecondPerWatt: ratio(1, joules),
    products,
    joulesPerMac: ratio(joules, products),
    joulesPerBit: ratio(joules, bits),
    teraOpsPerSecond: ratio(2 * products, latencySeconds) / 1e12,
    teraOpsPerSecondPerWatt: ratio(2 * products, joules) / 1e12,
    staticJoules: fixed,
    dynamicJoules: joules - fixed,
    meanWatts: ratio(joules, latencySeconds),
  }
}

function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b
}

/** Mean of the bits of a weight and of an input. */
function bitsOfProduct({ stationary, moving }: UnitClass): number {
  return (Math.log2(stationary.levels + 1) + moving.bits) / 2
}

function layersOf(steps: readonly RunStep[], nodeOf: (instruction: number) => string): LayerShare[] {
  const layers = new Map<string, { busySeconds: number; products: number; energy: Record<string, number> }>()
  for (const step of steps) {
    const node = nodeOf(step.instruction)
    const layer = layers.get(node) ?? { busySeconds: 0, products: 0, energy: {} }
    layers.set(node, layer)
    if (step.op !== 'wait') layer.busySeconds += step.endSeconds - step.startSeconds
    layer.products += step.products
    for (const component in step.energyJoules)
      layer.energy[component] = (layer.energy[component] ?? 0) + step.energyJoules[component as keyof EnergyItems]!
  }
  return [...layers].map(([node, { busySeconds, products, energy }]) => {
    const total = Object.values(energy).reduce((sum, joules) => sum + joules, 0)
    return { node, busySeconds, products, energyJoules: { ...energy, total } as unknown as EnergyReport }
  })
}

function resourcesOf(steps: readonly RunStep[], latencySeconds: number): ResourceShare[] {
  const shares = new Map<string, { place: number; time: Record<string, number>; joules: number }>()
  for (const step of steps) {
    const share = shares.get(step.resource) ?? { place: 16 * step.unit + (step.bank ?? 0), time: {}, joules: 0 }
    shares.set(step.resource, share)
    const what = step.op === 'wait' ? (step.waitsFor?.reason ?? 'data') : step.op
    share.time[what] = (share.time[what] ?? 0) + step.endSeconds - step.startSeconds
    if (step.op !== 'wait' && step.waitsFor !== undefined)
      share.time[step.waitsFor.reason] = (share.time[step.waitsFor.reason] ?? 0) + step.startSeconds - step.waitsFor.since
    for (const component in step.energyJoules) share.joules += step.energyJoules[component as keyof EnergyItems]!
  }
  return [...shares]
    .toSorted(([, a], [, b]) => a.place - b.place)
    .map(([resource, { time, joules }]) => {
      const at = (what: string): number => time[what] ?? 0
      const used = Object.values(time).reduce((sum, seconds) => sum + seconds, 0)
      return {
        resource,
        streaming: at('stream'),
        programming: at('program') + at('imprint'),
        calibrating: at('calibrate'),
        kernels: at('kernel') + at('compact'),
        shuffling: at('shuffle'),
        waiting: { data: at('data'), ecu: at('ecu'), memory: at('memory'), unit: at('unit') },
        idle: Math.max(0, latencySeconds - used),
        energyJoules: joules,
      }
    })
}

/** From the step that ends last backwards: to what was waited for, else to the step before in the same queue. */
function criticalPathOf(steps: readonly RunStep[], nodeOf: (instruction: number) => string): CriticalShare[] {
  const before = new Int32Array(steps.length)
  const last = new Map<string, number>()
  let latest = -1
  for (const [i, step] of steps.entries()) {
    before[i] = last.get(step.resource) ?? -1
    last.set(step.resource, i)
    if (latest < 0 || step.endSeconds > steps[latest]!.endSeconds) latest = i
  }
  const shares = new Map<string, { node: string; op: string; seconds: number }>()
  for (let i = latest; i >= 0;) {
    const step = steps[i]!
    if (step.op === 'wait' && step.waitsFor !== undefined) {
      i = step.waitsFor.step
      continue
    }
    const node = nodeOf(step.instruction)
    const seconds = step.endSeconds - step.startSeconds
    const key = `${step.op} ${node}`
    const share = shares.get(key) ?? { node, op: step.op, seconds: 0 }
    share.seconds += seconds
    if (seconds > 0) shares.set(key, share)
    i = step.waitsFor?.step ?? before[i]!
  }
  return [...shares.values()].toSorted((a, b) => b.seconds - a.seconds)
}

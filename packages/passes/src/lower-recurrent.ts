import { type Blob, derivedBlob, f32, readFloat32, float32Blob, tensorType, type Operation, type Value } from '@onnc/ir'

import { activated, type Activation, clipped } from './activation.ts'
import { constantFloats, isAbsent } from './constant-operand.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { intOf } from './node-attributes.ts'
import { assembleOutputs, project, recurrentParts, type Recurrent, reshape, rowsOf, split } from './recurrent-parts.ts'

/** What one step of one direction is made of. */
interface Step {
  readonly context: LoweringContext
  readonly parts: Recurrent
  readonly direction: number
  /** Products of the inputs of this step, with the biases that may be added beforehand, one [batch, hidden] a gate. */
  readonly inputs: readonly Value[]
  /** The states before the step, [batch, hidden]; absent: zero. */
  readonly states: readonly (Value | undefined)[]
}

/** The states after a step; the first is its output. */
type StepRule = (step: Step) => readonly Value[]

/**
 * Unrolls a recurrent node: the inputs of all steps go through their matrix as one stream, each step's state through the recurrence
 * matrix, which stays on its rings; gates are computed on the ECU.
 */
function unroll(
  node: Operation,
  context: LoweringContext,
  {
    parts,
    initial,
    rule,
    inputBias,
  }: { parts: Recurrent; initial: readonly (Value | undefined)[]; rule: StepRule; inputBias: (direction: number) => Blob | undefined },
): readonly Value[] {
  const { steps, batch, depth, hidden, gates, directions } = parts
  const rows = reshape(context, parts.input, [steps * batch, depth])
  const runs = directions.map((way, direction) => {
    const name = `${node.results[0]!.name ?? 'recurrent'}_${way}`
    const projected = project(context, rows, {
      matrix: rowsOf(parts.weights, direction, 0, gates * hidden),
      bias: inputBias(direction),
      name: `${name}_w`,
    })
    const perStep = split(context, projected, 0, steps)
    const outputs: Value[] = []
    let states: readonly (Value | undefined)[] = initial.map((value) =>
      value === undefined ? undefined : reshape(context, split(context, value, 0, directions.length)[direction]!, [batch, hidden]),
    )
    for (let step = 0; step < steps; step++) {
      const inputs = split(context, perStep[way === 'reverse' ? steps - 1 - step : step]!, 1, gates)
      states = rule({ context, parts, direction, inputs, states })
      outputs.push(states[0]!)
    }
    return { outputs, last: states as readonly Value[] }
  })
  return assembleOutputs(context, parts, runs)
}

/** Sums of two rows of biases, one for inputs and one for the recurrence. */
function biasOf({ bias, gates, hidden }: Recurrent, direction: number, recurrentGates: (gate: number) => boolean): Blob | undefined {
  if (bias === undefined) return undefined
  const count = gates * hidden
  return derivedBlob(f32, [count], [rowsOf(bias, direction, 0, 2 * count)], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer)
    const sums = values.slice(0, count)
    for (let i = 0; i < count; i++) if (recurrentGates(Math.floor(i / hidden))) sums[i] = sums[i]! + values[count + i]!
    return new Uint8Array(sums.buffer)
  })
}

/** state times some gates of the recurrence matrix, one [batch, hidden] a gate; undefined for a state of zeros. */
function recur(
  { context, parts, direction }: Step,
  state: Value | undefined,
  first: number,
  count: number,
  bias?: Blob,
): readonly (Value | undefined)[] {
  const { hidden, recurrence } = parts
  if (state === undefined && bias === undefined) return Array.from({ length: count }, () => undefined)
  if (state === undefined)
    return split(context, context.constant('bias', tensorType([1, count * hidden], f32), reshapeRow(bias!)), 1, count)
  const product = project(context, state, {
    matrix: sameRows(recurrence, direction, first * hidden, count * hidden),
    bias,
    name: 'recurrence',
  })
  return split(context, product, 1, count)
}

const known = new WeakMap<Blob, Map<string, Blob>>()

/** `rowsOf`, the same blob each time: what every step multiplies by is one matrix. */
function sameRows(blob: Blob, direction: number, first: number, count: number): Blob {
  const key = `${direction} ${first} ${count}`
  const ofBlob = known.get(blob) ?? new Map<string, Blob>()
  known.set(blob, ofBlob)
  const rows = ofBlob.get(key) ?? rowsOf(blob, direction, first, count)
  ofBlob.set(key, rows)
  return rows
}

function reshapeRow(blob: Blob): Blob {
  return float32Blob([1, blob.shape[0]!], readFloat32(blob))
}

function sum(context: LoweringContext, a: Value, b: Value | undefined): Value {
  return b === undefined ? a : context.node('Add', [a, b], a.type)
}

function product(context: LoweringContext, a: Value, b: Value): Value {
  return context.node('Mul', [a, b], a.type)
}

/** An activation of a gate, on bounded inputs where the node has a clip. */
function gate({ context, parts }: Step, value: Value, activation: Activation): Value {
  return activated(context, parts.clip === 0 ? value : clipped(context, value, -parts.clip, parts.clip), activation)
}

/** RNN: H = f(X W + H R + b). */
export const lowerRnn: Lowering = (node, context) => {
  const parts = recurrentParts(node, 1, ['Tanh'])
  if (typeof parts === 'string') return parts
  const results = unroll(node, context, {
    parts,
    initial: [parts.initial],
    inputBias: (direction) => biasOf(parts, direction, () => true),
    rule: (step) => {
      const [recurrent] = recur(step, step.states[0], 0, 1)
      return [gate(step, sum(context, step.inputs[0]!, recurrent), parts.activations[step.direction]![0]!)]
    },
  })
  return results.slice(0, node.results.length)
}

/** GRU, with gates z, r and h. */
export const lowerGru: Lowering = (node, context) => {
  const parts = recurrentParts(node, 3, ['Sigmoid', 'Tanh'])
  if (typeof parts === 'string') return parts
  const linear = intOf(node, 'linear_before_reset', 0) !== 0
  const { hidden, bias } = parts
  const results = unroll(node, context, {
    parts,
    initial: [parts.initial],
    // With linear_before_reset the recurrent bias of the last gate is added before r multiplies.
    inputBias: (direction) => biasOf(parts, direction, (g) => g < 2 || !linear),
    rule: (step) => {
      const [state] = step.states
      const [f, g] = parts.activations[step.direction]! as [Activation, Activation]
      const late = linear && bias !== undefined ? rowsOf(bias, step.direction, 5 * hidden, hidden) : undefined
      const [hz, hr] = recur(step, state, 0, 2)
      const z = gate(step, sum(context, step.inputs[0]!, hz), f)
      const reset = (): Value => gate(step, sum(context, step.inputs[1]!, hr), f)
      let recurrent: Value | undefined
      if (linear) {
        const [raw] = recur(step, state, 2, 1, late)
        recurrent = raw === undefined ? undefined : context.node('Mul', [reset(), raw], step.inputs[2]!.type)
      } else if (state !== undefined) [recurrent] = recur(step, product(context, reset(), state), 2, 1)
      const candidate = gate(step, sum(context, step.inputs[2]!, recurrent), g)
      // (1 - z) * candidate + z * state
      const kept = state === undefined ? undefined : product(context, z, context.node('Sub', [state, candidate], state.type))
      const rest =
        kept === undefined
          ? context.node('Sub', [candidate, product(context, z, candidate)], candidate.type)
          : sum(context, candidate, kept)
      return [rest]
    },
  })
  return results.slice(0, node.results.length)
}

/** LSTM, with gates i, o, f and c, and peepholes. */
export const lowerLstm: Lowering = (node, context) => {
  const parts = recurrentParts(node, 4, ['Sigmoid', 'Tanh', 'Tanh'])
  if (typeof parts === 'string') return parts
  const [, , , , , , initialCell, peepholes] = node.operands
  const { hidden } = parts
  const peep = isAbsent(peepholes) ? undefined : constantFloats(peepholes)
  if (!isAbsent(peepholes) && peep === undefined) return 'its peepholes are not constants of float32'
  const isCoupled = intOf(node, 'input_forget', 0) !== 0
  const results = unroll(node, context, {
    parts,
    initial: [parts.initial, isAbsent(initialCell) ? undefined : initialCell],
    inputBias: (direction) => biasOf(parts, direction, () => true),
    rule: (step) => {
      const [state, cell] = step.states
      const [f, g, h] = parts.activations[step.direction]! as [Activation, Activation, Activation]
      const [ri, ro, rf, rc] = recur(step, state, 0, 4)
      const looked = (at: number, seen: Value | undefined): Value | undefined => {
        if (peep === undefined || seen === undefined) return undefined
        const weights = context.constant('peephole', tensorType([hidden], f32), rowsOf(peep, step.direction, at * hidden, hidden))
        return product(context, seen, weights)
      }
      const [xi, xo, xf, xc] = step.inputs as [Value, Value, Value, Value]
      const input = gate(step, sum(context, sum(context, xi, ri), looked(0, cell)), f)
      const candidate = gate(step, sum(context, xc, rc), g)
      const fresh = product(context, input, candidate)
      let kept: Value | undefined
      if (cell !== undefined && isCoupled) kept = context.node('Sub', [cell, product(context, input, cell)], cell.type)
      else if (cell !== undefined) kept = product(context, gate(step, sum(context, sum(context, xf, rf), looked(2, cell)), f), cell)
      const next = sum(context, fresh, kept)
      const output = gate(step, sum(context, sum(context, xo, ro), looked(1, next)), f)
      return [product(context, output, activated(context, next, h)), next]
    },
  })
  return results.slice(0, node.results.length)
}

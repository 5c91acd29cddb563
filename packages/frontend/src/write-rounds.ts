import { type GraphProto, type NodeProto, tensorToProto, type TensorProto } from '@onnc/onnx'

import { integerAttribute, integersAttribute, integersOf } from './node-attributes.ts'
import type { PlaceNames } from './place-names.ts'
import { writeBody } from './write-body.ts'

/** How the rounds of a loop hang together, be it a `Loop` or a `Scan`. */
interface Wiring {
  /** Values that go from round to round: at first, and at last. */
  readonly states: readonly string[]
  readonly finalStates: readonly string[]
  /** Outputs of the body before its states. */
  readonly leading: number
  /** Inputs of the body in a round, given its states, and nodes that make them. */
  readonly enter: (round: number, states: readonly string[]) => { readonly inputs: readonly string[]; readonly nodes: readonly NodeProto[] }
  /** What the rounds give one by one, put together along an axis of its own. */
  readonly stacks: readonly Stack[]
}

interface Stack {
  readonly output: string
  readonly axis: number
  /** The last round comes first. */
  readonly reversed: boolean
}

interface Rounds extends Wiring {
  readonly body: GraphProto
  readonly count: number
  readonly names: PlaceNames
  /** Version of the operator set. */
  readonly opset: number
}

/** All rounds of a loop, one after the other; `count` is at least 1. */
export function writeRounds({ body, count, names, opset, states, finalStates, leading, enter, stacks }: Rounds): NodeProto[] {
  const nodes: NodeProto[] = []
  const parts = stacks.map((): string[] => [])
  let current = states
  for (let round = 0; round < count; round++) {
    const { inputs, nodes: made } = enter(round, current)
    const results = round === count - 1 ? [...Array.from({ length: leading }, () => undefined), ...finalStates] : []
    const written = writeBody(body, { ...names.ofRound(round), inputs, results })
    nodes.push(...made, ...written.nodes)
    const outputs = written.outputs.slice(leading)
    current = outputs.slice(0, states.length)
    for (const [i, name] of outputs.slice(states.length).entries()) parts[i]?.push(name)
  }
  return [...nodes, ...stacks.flatMap((stack, i) => writeStack(stack, parts[i]!, names, opset))]
}

/** A `Loop`: its body takes the number of the round and the condition before its states, and gives the condition. */
export function loopRounds(node: NodeProto, names: PlaceNames): Wiring {
  const states = (node.input ?? []).slice(2)
  const going = names.tensor('going', tensorToProto({ type: 'bool', shape: [], data: Uint8Array.of(1) }, ''))
  return {
    states,
    finalStates: (node.output ?? []).slice(0, states.length),
    leading: 1,
    enter: (round, current) => ({ inputs: [names.tensor(`round_${round}`, scalar(round)), going, ...current], nodes: [] }),
    stacks: (node.output ?? []).slice(states.length).map((output) => ({ output, axis: 0, reversed: false })),
  }
}

/** A `Scan` of operator set 9 or later: its body takes a slice of each scanned input after its states. */
export function scanRounds(node: NodeProto, count: number, names: PlaceNames): Wiring {
  const [scanned = 0] = integersOf(node, 'num_scan_inputs')
  const stateCount = (node.input ?? []).length - scanned
  const [axes, directions] = ['scan_input_axes', 'scan_input_directions'].map((name) => integersOf(node, name))
  const [outputAxes, outputDirections] = ['scan_output_axes', 'scan_output_directions'].map((name) => integersOf(node, name))
  return {
    states: (node.input ?? []).slice(0, stateCount),
    finalStates: (node.output ?? []).slice(0, stateCount),
    leading: 0,
    enter: (round, current) => {
      const nodes = (node.input ?? []).slice(stateCount).map((input, i): NodeProto => {
        const place = directions?.[i] === 1 ? count - 1 - round : round
        const slice = names.ofRound(round).fresh(`slice_${i}`)
        return {
          opType: 'Gather',
          name: slice,
          input: [input, names.tensor(`round_${place}`, scalar(place))],
          output: [slice],
          attribute: [integerAttribute('axis', axes?.[i] ?? 0)],
        }
      })
      return { inputs: [...current, ...nodes.map(({ output }) => output![0]!)], nodes }
    },
    stacks: (node.output ?? [])
      .slice(stateCount)
      .map((output, i) => ({ output, axis: outputAxes?.[i] ?? 0, reversed: outputDirections?.[i] === 1 })),
  }
}

function scalar(value: number): TensorProto {
  return tensorToProto({ type: 'int64', shape: [], data: BigInt64Array.of(BigInt(value)) }, '')
}

function writeStack({ output, axis, reversed }: Stack, parts: readonly string[], names: PlaceNames, opset: number): NodeProto[] {
  if (output === '') return []
  const axes = tensorToProto({ type: 'int64', shape: [1], data: BigInt64Array.of(BigInt(axis)) }, '')
  const raised = parts.map((part, round): NodeProto => {
    const name = names.ofRound(round).fresh(`${output}/raised`)
    // From operator set 13 on, axes are an input.
    return opset >= 13
      ? { opType: 'Unsqueeze', name, input: [part, names.tensor(`axis_${axis}`, axes)], output: [name] }
      : { opType: 'Unsqueeze', name, input: [part], output: [name], attribute: [integersAttribute('axes', [axis])] }
  })
  const ordered = raised.map((node) => node.output![0]!)
  return [
    ...raised,
    {
      opType: 'Concat',
      name: names.common.fresh(`${output}/all`),
      input: reversed ? ordered.toReversed() : ordered,
      output: [output],
      attribute: [integerAttribute('axis', axis)],
    },
  ]
}

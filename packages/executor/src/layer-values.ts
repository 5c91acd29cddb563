import { nodeNames } from './analyse-run.ts'
import type { CheckedProgram } from './check-program.ts'
import { type MachineState, startOf } from './machine-state.ts'

/** Is handed what the streams of each ONNX node have written, of the first sample of a block, when the last of them has. */
export type LayerProbe = (node: string, values: Float32Array) => void

/** By instruction: the node whose streams are over with it, and what they have written to their common buffer. */
export type LayerEnds = ReadonlyMap<number, { readonly node: string; readonly read: (state: MachineState) => Float32Array }>

/** Where the nodes of a program have written all they write, in the order in which instructions start. */
export function layerEnds({ program, patterns, layout, origin }: CheckedProgram, order: Uint32Array): LayerEnds {
  const nodeOf = nodeNames(program)
  const layers = new Map<string, { last: number; readonly outputs: Set<number> }>()
  for (const index of order) {
    const instruction = program.instructions[index]!
    if (instruction.op !== 'stream') continue
    const node = nodeOf(origin?.[index] ?? index)
    const layer = layers.get(node)
    if (layer === undefined) layers.set(node, { last: index, outputs: new Set([instruction.output]) })
    else {
      layer.last = index
      layer.outputs.add(instruction.output)
    }
  }
  const ends = new Map<number, { readonly node: string; readonly read: (state: MachineState) => Float32Array }>()
  for (const [node, { last, outputs }] of layers) {
    const instruction = program.instructions[last]!
    if (node === '' || instruction.op !== 'stream') continue
    const { buffer } = patterns[instruction.output]!
    const written = [...outputs].map((index) => patterns[index]!).filter((pattern) => pattern.buffer === buffer)
    const read = (state: MachineState): Float32Array => {
      const touched = new Uint8Array(layout.size[buffer]!)
      for (const { positionAddress, elementAddress } of written)
        for (const position of positionAddress) for (const element of elementAddress) touched[position + element] = 1
      const start = startOf(state, buffer, 0)
      return state.memory.slice(start, start + touched.length).filter((_, i) => touched[i] === 1)
    }
    ends.set(last, { node, read })
  }
  return ends
}

/** What a node gives on the machine beside what it is to give: both with all that the nodes before it did. */
export interface LayerSignal {
  readonly node: string
  /** 10 log10 of the sum of squares of the exact values over that of the errors; Infinity without errors. */
  readonly signalToNoiseDecibel: number
}

/** A probe that compares with values recorded before, and what it has found so far. */
export function signalProbe(exact: ReadonlyMap<string, Float32Array>): {
  readonly probe: LayerProbe
  readonly signals: () => readonly LayerSignal[]
} {
  const signals = new Map<string, LayerSignal>()
  const probe: LayerProbe = (node, values) => {
    const expected = exact.get(node)
    if (expected === undefined || expected.length !== values.length) return
    let [signal, noise] = [0, 0]
    for (let i = 0; i < values.length; i++) {
      signal += expected[i]! ** 2
      noise += (values[i]! - expected[i]!) ** 2
    }
    signals.set(node, { node, signalToNoiseDecibel: noise === 0 ? Infinity : 10 * Math.log10(signal / noise) })
  }
  return { probe, signals: () => [...signals.values()] }
}

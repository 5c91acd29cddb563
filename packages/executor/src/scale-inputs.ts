import type { CompiledPattern } from './compile-pattern.ts'
import { type MachineState, noteWrite, startOf } from './machine-state.ts'
import { take } from './shuffle.ts'

/** Puts the vectors that a pattern reads one behind the other, element e of each times `inScale[e]`, where streams take them from. */
export function scaleInputs(state: MachineState, input: CompiledPattern, inScale: Float32Array): void {
  const { gathered } = state.layout
  const [from, count] = [input.buffer, input.positions * input.elements]
  const room = state.layout.size[gathered]!
  noteWrite(state, gathered)
  for (let sample = 0; sample < state.samples; sample++) {
    const start = startOf(state, gathered, sample)
    const vectors = state.memory.subarray(start, start + count)
    // Vectors that a list made at run time has gathered lie there already.
    if (from !== gathered) take(state.memory, startOf(state, from, sample), input, vectors)
    for (let i = 0; i < count; i += inScale.length) for (let e = 0; e < inScale.length; e++) vectors[i + e]! *= inScale[e]!
    // The range of inputs is that of all that lies there.
    state.memory.fill(0, start + count, start + room)
  }
}

import type { CompiledPattern } from './compile-pattern.ts'
import { type MachineState, noteWrite, startOf } from './machine-state.ts'

/** Moves the values that one pattern visits to where another does, in the same order; padding is 0. */
export function shuffle(state: MachineState, input: CompiledPattern, output: CompiledPattern): void {
  noteWrite(state, output.buffer)
  const values = new Float32Array(input.positions * input.elements)
  for (let sample = 0; sample < state.samples; sample++) {
    take(state.memory, startOf(state, input.buffer, sample), input, values)
    const base = startOf(state, output.buffer, sample)
    let next = 0
    for (let p = 0; p < output.positions; p++) {
      const start = base + output.positionAddress[p]!
      for (let e = 0; e < output.elements; e++) state.memory[start + output.elementAddress[e]!] = values[next++]!
    }
  }
}

/** The values that a pattern visits, in its order; padding is 0. */
export function take(
  memory: Float32Array,
  base: number,
  { positions, elements, positionAddress, elementAddress, padding }: CompiledPattern,
  into: Float32Array,
): void {
  into.fill(0)
  for (let p = 0; p < positions; p++) {
    const start = base + positionAddress[p]!
    const kind = padding?.kinds[padding.kindOf[p]!]
    if (kind === undefined) for (let e = 0; e < elements; e++) into[p * elements + e] = memory[start + elementAddress[e]!]!
    else for (let i = 0; i < kind.element.length; i++) into[p * elements + kind.element[i]!] = memory[start + kind.address[i]!]!
  }
}

import type { CompiledPattern } from './compile-pattern.ts'
import { type MachineState, startOf } from './machine-state.ts'

/**
 * Share of the inputs of streams that are not zero, on targets that leave the emitters of zeros dark: one for all streams, or what was measured, by
 * instruction. Energy follows it; time does not. What is not measured of streams that send constants is known: it is that of the constants.
 */
export type InputDensity = number | ReadonlyMap<number, number>

/** Counts the inputs of streams that are not zero, padding being zero, while samples run. */
export interface DensityMeter {
  /** Call while the input of a stream has its values. */
  readonly note: (state: MachineState, instruction: number, input: CompiledPattern) => void
  /** Means over the samples so far. */
  readonly densities: () => ReadonlyMap<number, number>
  /** Of all inputs together. */
  readonly mean: () => number
}

/** Samples of each stream that are looked at: means hardly move after some. */
const mostSamples = 16

export function createDensityMeter(): DensityMeter {
  const counts = new Map<number, { inputs: number; nonzeros: number; samples: number }>()
  const sum = (of: (count: { inputs: number; nonzeros: number }) => number): number =>
    [...counts.values()].reduce((total, count) => total + of(count), 0)
  return {
    mean: () =>
      sum(({ nonzeros }) => nonzeros) /
      Math.max(
        1,
        sum(({ inputs }) => inputs),
      ),
    note: (state, instruction, input) => {
      const count = counts.get(instruction) ?? { inputs: 0, nonzeros: 0, samples: 0 }
      counts.set(instruction, count)
      const samples = Math.min(state.samples, mostSamples - count.samples)
      for (let sample = 0; sample < samples; sample++)
        count.nonzeros += nonzerosOf(state.memory, startOf(state, input.buffer, sample), input)
      count.samples += samples
      count.inputs += samples * input.positions * input.elements
    },
    densities: () => new Map([...counts].map(([instruction, { nonzeros, inputs }]) => [instruction, inputs === 0 ? 1 : nonzeros / inputs])),
  }
}

function nonzerosOf(memory: Float32Array, start: number, { positions, positionAddress, elementAddress, padding }: CompiledPattern): number {
  let count = 0
  for (let p = 0; p < positions; p++) {
    const at = start + positionAddress[p]!
    const addresses = padding === undefined ? elementAddress : padding.kinds[padding.kindOf[p]!]!.address
    for (let e = 0; e < addresses.length; e++) if (memory[at + addresses[e]!] !== 0) count++
  }
  return count
}

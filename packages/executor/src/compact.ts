import type { AddressPattern } from '@onnc/isa'
import type { Diagnostic } from '@onnc/support'
import type { CompiledPattern } from './compile-pattern.ts'
import { indexOutside } from './diagnostics.ts'
import { type MachineState, noteWrite, startOf } from './machine-state.ts'
import { take } from './shuffle.ts'

/** Leaves the zeros of a vector of the one sample that runs out; gives the count of the others. */
export function compact(state: MachineState, input: CompiledPattern, values: CompiledPattern, indices: CompiledPattern): number {
  const vector = new Float32Array(input.positions * input.elements)
  take(state.memory, startOf(state, input.buffer, 0), input, vector)
  const [kept, places] = [new Float32Array(vector.length), new Float32Array(vector.length)]
  let count = 0
  for (let i = 0; i < vector.length; i++) {
    if (vector[i] === 0) continue
    kept[count] = vector[i]!
    places[count++] = i
  }
  store(state, values, kept)
  store(state, indices, places)
  return count
}

function store(state: MachineState, { buffer, positions, positionAddress, elementAddress }: CompiledPattern, from: Float32Array): void {
  noteWrite(state, buffer)
  const base = startOf(state, buffer, 0)
  let next = 0
  for (let p = 0; p < positions; p++)
    for (let e = 0; e < elementAddress.length; e++) state.memory[base + positionAddress[p]! + elementAddress[e]!] = from[next++]!
}

/** Puts the vectors that a pattern reads by a list made at run time one behind the other, where streams take them from. */
export function gather(state: MachineState, pattern: AddressPattern): Diagnostic | undefined {
  const { buffer, offset, positions, elements, first, count, indices } = pattern
  const { gathered } = state.layout
  noteWrite(state, gathered)
  const total = elements.reduce((product, axis) => product * axis.count, 1)
  const list = startOf(state, indices!, 0) + first
  const addresses = new Int32Array(count)
  for (let e = 0; e < count; e++) {
    const element = state.memory[list + e]!
    if (!(element >= 0 && element < total && Number.isInteger(element))) return indexOutside(element, total)
    addresses[e] = addressOf(elements, element)
  }
  const base = startOf(state, buffer, 0) + offset
  let into = startOf(state, gathered, 0)
  const vectors = positions.reduce((product, axis) => product * axis.count, 1)
  for (let p = 0; p < vectors; p++) {
    const from = base + addressOf(positions, p)
    for (let e = 0; e < count; e++) state.memory[into++] = state.memory[from + addresses[e]!]!
  }
  return undefined
}

/** What index `index` of axes, row-major, adds to an address. */
function addressOf(axes: AddressPattern['elements'], index: number): number {
  let [rest, address] = [index, 0]
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { count, stride } = axes[axis]!
    address += (rest % count) * stride
    rest = Math.floor(rest / count)
  }
  return address
}

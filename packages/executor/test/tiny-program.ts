import { loadTarget, type Target, targetDefinition, type UnitClass } from '@onnc/hardware'
import type { AddressPattern, Instruction, Program, ProgramBuffer, Tile } from '@onnc/isa'
import type { Result, Tensor } from '@onnc/support'

/** rnb-64 with other properties of its only unit class. */
export function testTarget(change: (unit: UnitClass) => UnitClass = (unit) => unit): Target {
  const target = valueOf(loadTarget('rnb-64'))
  return { ...target, units: target.units.map(change) }
}

/** A program from the parts a test is about; ends with `halt`. */
export function tinyProgram(parts: Omit<Partial<Program>, 'target'> & { target?: Target; instructions: readonly Instruction[] }): Program {
  const { target = testTarget(), instructions, ...rest } = parts
  return {
    target: { name: target.name, ...targetDefinition(target) },
    tiles: [],
    uses: [],
    patterns: [],
    kernels: [],
    buffers: [],
    inputs: [],
    outputs: [],
    sourceMap: [],
    ...rest,
    instructions: [...instructions, { op: 'halt' }],
  }
}

/** Rounds weights to `levels` codes on the range of the largest. */
export function tileOf(rows: number, columns: number, weights: readonly number[], levels = 63): Tile {
  const exact = Float32Array.from(weights)
  const largest = exact.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  const step = largest === 0 ? 1 : largest / ((levels - 1) / 2)
  return { rows, columns, levels, step, exact, codes: Int16Array.from(exact, (weight) => Math.round(weight / step)) }
}

export function activation(name: string, shape: readonly number[], address = 0): ProgramBuffer {
  return { name, type: 'float32', shape, memory: 'activation', address }
}

/** Contiguous vectors: position p, element e at p * elements + e. */
export function rowsOf(buffer: number, positions: number, elements: number): AddressPattern {
  const axes = { positions: [{ count: positions, stride: elements }], elements: [{ count: elements, stride: 1 }] }
  return { buffer, offset: 0, ...axes, first: 0, count: elements, guards: [] }
}

export const signal = 0

export const programTile = (unit: number, tile: number, more: Partial<Extract<Instruction, { op: 'program' }>> = {}): Instruction => ({
  op: 'program',
  unit,
  bank: 0,
  tile,
  write: 'whole',
  signal,
  ...more,
})

export const stream = (
  unit: number,
  use: number,
  input: number,
  output: number,
  more: Partial<Extract<Instruction, { op: 'stream' }>> = {},
): Instruction => ({
  op: 'stream',
  unit,
  bank: 0,
  use,
  input,
  output,
  store: 'overwrite',
  inputs: 'signed',
  signal,
  direction: 'forward',
  ...more,
})

export const waitFor = (resource: number | 'ecu', event: number, count: number, bank = 0): Instruction =>
  resource === 'ecu'
    ? { op: 'wait', resource, unit: 0, event, count, bank }
    : { op: 'wait', resource: 'unit', unit: resource, event, count, bank }

export function floats(shape: readonly number[], values: Iterable<number>): Tensor {
  return { type: 'float32', shape, data: Float32Array.from(values) }
}

export function sample(entries: Record<string, Tensor>): ReadonlyMap<string, Tensor> {
  return new Map(Object.entries(entries))
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(messages(result).join('\n'))
  return result.value
}

/** 'instruction 3: message' for each diagnostic. */
export function messages(result: Result<unknown>): string[] {
  return result.diagnostics.map(({ message, location }) => (location?.kind === 'instruction' ? `${location.index}: ${message}` : message))
}

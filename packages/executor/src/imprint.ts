import { lazyTile, type Tile } from '@onnc/isa'
import type { Diagnostic } from '@onnc/support'
import type { CompiledPattern } from './compile-pattern.ts'
import { notFinite } from './diagnostics.ts'
import { type MachineState, sampleName, startOf } from './machine-state.ts'
import type { ValueDomain } from './value-domain.ts'

/** Shape and levels of a tile of activations. */
export type ImprintSize = Pick<Tile, 'rows' | 'columns' | 'levels'>

/**
 * The tile that rings take when they are written with the values a pattern visits, vectors as rows, of the one sample that runs: step =
 * max |x| of the values written / the largest code, code = x / step, halves away from zero; so 0 is exact. Rings have no code for
 * what is not finite; `ideal` computes with the values themselves.
 */
export function imprintedTile(
  state: MachineState,
  pattern: CompiledPattern,
  { rows, columns, levels }: ImprintSize,
  mode: ValueDomain['mode'],
  name: string,
): Tile | Diagnostic {
  const values = valuesOf(state, pattern)
  const bad = mode === 'ideal' ? undefined : values.find((value) => !Number.isFinite(value))
  if (bad !== undefined) return notFinite(mode, name, String(bad), sampleName(state.firstSample, state.allSamples))
  const largest = (levels - 1) / 2
  const range = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const codes = levels <= 255 ? new Int8Array(values.length) : new Int16Array(values.length)
  if (range > 0)
    for (let i = 0; i < values.length; i++) {
      const magnitude = Math.min(largest, Math.floor((Math.abs(values[i]!) / range) * largest + 0.5))
      codes[i] = values[i]! < 0 ? -magnitude : magnitude
    }
  return lazyTile(
    { rows, columns, levels, step: range / largest },
    () => codes,
    () => values,
  )
}

/** The values of the first sample, row-major; padding is 0. */
function valuesOf(
  state: MachineState,
  { buffer, positions, elements, positionAddress, elementAddress, padding }: CompiledPattern,
): Float32Array {
  const base = startOf(state, buffer, 0)
  const values = new Float32Array(positions * elements)
  for (let p = 0; p < positions; p++) {
    const start = base + positionAddress[p]!
    const kind = padding?.kinds[padding.kindOf[p]!]
    if (kind === undefined) for (let e = 0; e < elements; e++) values[p * elements + e] = state.memory[start + elementAddress[e]!]!
    else for (let i = 0; i < kind.element.length; i++) values[p * elements + kind.element[i]!] = state.memory[start + kind.address[i]!]!
  }
  return values
}

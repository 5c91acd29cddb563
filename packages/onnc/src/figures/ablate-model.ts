import type { Target } from '@onnc/hardware'
import type { Operation } from '@onnc/ir'
import type { Compression, Objective } from '@onnc/passes'
import type { AblateResult } from '@onnc/results'
import { type Diagnostic, type Result, success, type Tensor } from '@onnc/support'

import { measureModel, type Measurement, type Variant } from './measure-model.ts'

/** What is tried, one idea after the other. */
export interface Ablation {
  readonly target: Target
  /** Passes that make zeros, and those that leave few levels. */
  readonly sparsify: string
  readonly cluster: string
  readonly compress: Exclude<Compression, 'none'>
  readonly objective?: Objective
  readonly inputs?: ReadonlyMap<string, Tensor>
  /** Bits that weights keep before they are clustered; what a ring has if absent. */
  readonly weightBits?: number
}

type Row = AblateResult['rows'][number]

/** One row for each idea, each with all ideas of the rows before. */
export function ablateModel(module: Operation, ablation: Ablation, progress: (done: number) => void): Result<readonly Row[]> {
  const { target, sparsify, cluster, compress, objective, inputs, weightBits } = ablation
  const common = { ...(objective === undefined ? {} : { objective }), ...(inputs === undefined ? {} : { inputs }) }
  const sparse = [sparsify, cluster].filter((pass) => pass !== '').join(',')
  const lit = { ...common, target: withoutGating(target), density: 1 } as const
  const bits = weightBits === undefined ? {} : { weightBits }
  const variants: readonly (readonly [Row['idea'], Variant])[] = [
    ['dense', { ...lit, ...bits, weights: '', compress: 'none' }],
    ['sparsity', { ...lit, ...bits, weights: sparsify, compress: 'none' }],
    ['clustering', { ...lit, weights: sparse, compress: 'none' }],
    ['compression', { ...lit, weights: sparse, compress }],
    ['gating', { ...common, target, weights: sparse, compress, density: 'inputs' }],
  ]
  const rows: Row[] = []
  const notes: Diagnostic[] = []
  let dense: Measurement | undefined
  for (const [idea, variant] of variants) {
    const measured = measureModel(module, variant)
    if (!measured.ok) return measured
    dense ??= measured.value
    rows.push(rowOf(idea, measured.value, dense.bits))
    notes.push(...measured.diagnostics)
    progress(rows.length)
  }
  return success(rows, notes)
}

function rowOf(
  idea: Row['idea'],
  { latencySeconds, energyJoules, tiles, ringsWritten, bits, density }: Measurement,
  denseBits: number,
): Row {
  const joules = energyJoules.total
  return {
    idea,
    latencySeconds,
    energyJoules: joules,
    meanWatts: ratio(joules, latencySeconds),
    framesPerSecond: ratio(1, latencySeconds),
    framesPerSecondPerWatt: ratio(1, joules),
    joulesPerBit: ratio(joules, bits),
    joulesPerDenseBit: ratio(joules, denseBits),
    tiles,
    ringsWritten,
    ...(density === undefined ? {} : { inputDensity: density }),
  }
}

function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b
}

/** The same machine with all emitters of a tile lit, whatever its inputs are. */
function withoutGating(target: Target): Target {
  const units = target.units.map((unit) =>
    unit.moving.gating === 'zeros' ? { ...unit, moving: { ...unit.moving, gating: 'columns' as const } } : unit,
  )
  return { ...target, units }
}

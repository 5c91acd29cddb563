import { formatQuantity } from '@onnc/support'
import type { UnitClass } from './target.ts'

/** A combination of fields that no machine can have: what is wrong, at the field to change. */
export interface BrokenRule {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

type Rule = (unit: UnitClass) => BrokenRule | undefined

const broken = (message: string, ...path: readonly PropertyKey[]): BrokenRule => ({ path, message })

const rules: readonly Rule[] = [
  ({ columns, segments }) =>
    columns % segments === 0 ? undefined : broken(`expected a divisor of the ${columns} columns, found ${segments}`, 'segments', 'value'),
  ({ moving: { bits, sliceBits } }) =>
    sliceBits <= bits
      ? undefined
      : broken(`expected at most the ${bits} bits of an input, found ${sliceBits}`, 'moving', 'sliceBits', 'value'),
  ({ stationary: { tuning, hybrid } }) =>
    tuning === 'hybrid' && hybrid === undefined
      ? broken(`hybrid tuning needs the group 'hybrid' beside it (reach, coarseSettle)`, 'stationary', 'tuning', 'value')
      : undefined,
  ({ stationary: { tuning, hybrid } }) =>
    tuning !== 'hybrid' && hybrid !== undefined
      ? broken(`expected no such group with tuning '${tuning}'`, 'stationary', 'hybrid')
      : undefined,
  ({ stationary: { hybrid, settle } }) =>
    hybrid !== undefined && hybrid.coarseSettle.value < settle.value
      ? broken(
          `expected a coarse settling time of at least that of fine moves, ${formatQuantity(settle.value, 's')}, found ${formatQuantity(hybrid.coarseSettle.value, 's')}`,
          'stationary',
          'hybrid',
          'coarseSettle',
          'value',
        )
      : undefined,
  ({ stationary: { driveBits, levels } }) =>
    driveBits !== undefined && 2 ** driveBits < levels
      ? broken(`${driveBits} bits cannot tell ${levels} levels apart`, 'stationary', 'driveBits', 'value')
      : undefined,
  ({ stationary: { calibration } }) =>
    calibration.errorAfter.value > calibration.errorBefore.value
      ? broken(
          `expected at most the error before calibration, ${calibration.errorBefore.value}, found ${calibration.errorAfter.value}`,
          'stationary',
          'calibration',
          'errorAfter',
          'value',
        )
      : undefined,
  // Shifted inputs have no dark zero: an unlit element would stand for the most negative value.
  ({ moving }) =>
    moving.gating === 'zeros' && moving.signs === 'offset'
      ? broken(`zeros cannot be dark where inputs are shifted (signs: offset)`, 'moving', 'gating', 'value')
      : undefined,
  ({ stationary, readout }) =>
    readout.offset !== undefined && stationary.range !== 'offset'
      ? broken(`weights of range '${stationary.range}' are not shifted: expected no readout.offset`, 'stationary', 'range', 'value')
      : undefined,
  ({ readout: { gain, gainRange } }) =>
    gain === 'fixed' && gainRange !== undefined
      ? broken(`expected no such field with gain 'fixed'`, 'readout', 'gainRange', 'value')
      : undefined,
  // The through port carries what no ring of the row has dropped, so backwards it gives no difference for each element (Ohno et al., 2022).
  ({ transpose, stationary }) =>
    transpose !== undefined && stationary.range === 'balanced'
      ? broken(
          `the way back (transpose) has no through port for each weight: expected 'two-rings' or 'offset'`,
          'stationary',
          'range',
          'value',
        )
      : undefined,
  ({ transpose, moving }) =>
    transpose !== undefined && moving.emitters === 'vcsels'
      ? broken(`the way back (transpose) needs all wavelengths in every row: expected 'modulators'`, 'moving', 'emitters', 'value')
      : undefined,
  ({ transpose, rows, columns }) =>
    transpose?.modulators === 'switched' && rows > columns
      ? broken(
          `${rows} rows need as many modulators, there are ${columns} to switch over: expected 'own'`,
          'transpose',
          'modulators',
          'value',
        )
      : undefined,
  ({ transpose, rows, columns }) =>
    transpose?.detectors === 'switched' && columns > rows
      ? broken(
          `${columns} columns need as many detectors, there are ${rows} to switch over: expected 'own'`,
          'transpose',
          'detectors',
          'value',
        )
      : undefined,
  ({ transpose, stationary }) =>
    transpose !== undefined && stationary.operand === 'activations'
      ? broken(`rings that hold only activations have no matrix to transpose: expected no transpose`, 'stationary', 'operand', 'value')
      : undefined,
]

/** All rules that a unit class breaks. */
export function unitRules(unit: UnitClass): readonly BrokenRule[] {
  return rules.flatMap((rule) => rule(unit) ?? [])
}

import { linkProgram } from '@onnc/backend'
import type { Program } from '@onnc/isa'

import { loadChip } from '../load-chip.ts'
import { readProgram } from '../open-program.ts'
import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writeProgramFile } from '../write-file.ts'
import { success } from '@onnc/support'

export interface LinkFlags {
  readonly chip: string
  readonly output: string
}

/** `onnc link P.mrr --chip F -o Q.mrr`. */
export function linkCommand(file: string, { chip: chipFile, output }: LinkFlags, terminal: Terminal): number {
  const program = readProgram(file)
  if (!program.ok) return showFailure(terminal, program.diagnostics, false)
  const loaded = loadChip(chipFile, program.value)
  if (!loaded.ok) return showFailure(terminal, loaded.diagnostics, false)
  const linked = linkProgram(program.value, loaded.value.target, loaded.value.chip)
  if (!linked.ok) return showFailure(terminal, linked.diagnostics, false)
  const written = writeProgramFile(output, linked.value, () => success(undefined))
  if (!written.ok) return showFailure(terminal, written.diagnostics, false)
  const { writes, bits } = linked.value.link!
  const worst = writes.reduce((most, { residual }) => Math.max(most, residual), 0)
  const around = writes.filter(({ place }) => place !== undefined).length
  const moved = unitsMoved(program.value, linked.value)
  const mean = Math.sqrt(writes.reduce((sum, { residual }) => sum + residual ** 2, 0) / Math.max(1, writes.length))
  terminal.out(
    `${output}: ${writes.length} tiles in banks driven with ${bits} bits; error left, of the largest weight: ` +
      `${(100 * mean).toFixed(2)} % root mean square, ${(100 * worst).toFixed(2)} % in the worst bank\n` +
      (around === 0 ? '' : `${around} lie around rings without drive, or beyond their range\n`) +
      (moved === 0 ? '' : `${moved} instructions go to another unit or bank for the sake of such rings\n`),
  )
  return 0
}

/** Instructions that are another unit's or bank's than before. */
function unitsMoved(before: Program, after: Program): number {
  return after.instructions.filter(
    (instruction, i) =>
      instruction !== before.instructions[i] && 'bank' in instruction && !isSamePlace(instruction, before.instructions[i]!),
  ).length
}

function isSamePlace(a: { readonly unit: number; readonly bank: number }, b: Program['instructions'][number]): boolean {
  return 'bank' in b && a.unit === b.unit && a.bank === b.bank
}

import { linkProgram } from '@onnc/backend'

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
  const mean = Math.sqrt(writes.reduce((sum, { residual }) => sum + residual ** 2, 0) / Math.max(1, writes.length))
  terminal.out(
    `${output}: ${writes.length} tiles in banks driven with ${bits} bits; error left, of the largest weight: ` +
      `${(100 * mean).toFixed(2)} % root mean square, ${(100 * worst).toFixed(2)} % in the worst bank\n`,
  )
  return 0
}

import { loadTarget, makeChip, writeChip } from '@onnc/hardware'

import { argumentMalformed } from '../onnc-diagnostics.ts'
import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writeOut } from '../write-out.ts'

export interface ChipNewFlags {
  readonly target: string
  readonly seed: string
  readonly deadRate: string
  readonly output?: string
}

/** `onnc chip new`: a virtual chip from a target's statistics. */
export function chipNewCommand({ target: name, seed, deadRate, output }: ChipNewFlags, terminal: Terminal): number {
  if (!/^\d{1,9}$/.test(seed))
    return showFailure(terminal, [argumentMalformed('--seed', 'a whole number from 0 to 999999999', seed)], false)
  const share = Number(deadRate)
  if (!(share >= 0 && share <= 1)) return showFailure(terminal, [argumentMalformed('--dead-rate', 'a share from 0 to 1', deadRate)], false)
  const target = loadTarget(name)
  if (!target.ok) return showFailure(terminal, target.diagnostics, false)
  return writeOut([...writeChip(makeChip(target.value, Number(seed), share))].join(''), output, terminal)
}

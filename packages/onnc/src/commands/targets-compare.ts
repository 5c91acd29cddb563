import { compareTargets, loadTarget } from '@onnc/hardware'
import { alignColumns } from '@onnc/report'

import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'

/** `onnc targets compare A B`: what follows from each, and every parameter that differs. */
export function targetsCompareCommand(first: string, second: string, terminal: Terminal): number {
  const [a, b] = [loadTarget(first), loadTarget(second)]
  if (!a.ok || !b.ok)
    return showFailure(
      terminal,
      [a, b].flatMap((target) => (target.ok ? [] : target.diagnostics)),
      false,
    )
  const { derived, parameters } = compareTargets(a.value, b.value)
  const table = (rows: readonly (readonly [string, string, string])[]): string =>
    alignColumns([['', a.value.name, b.value.name], ...rows], '')
  terminal.out(`${table(derived)}\n\n${parameters.length === 0 ? 'no parameter differs' : table(parameters)}\n`)
  return 0
}

import { loadTarget, shippedTargets, targetReference } from '@onnc/hardware'

import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'

/** `onnc targets [TARGET]`: names, or every quantity of one with its unit and source. */
export function targetsCommand(name: string | undefined, terminal: Terminal): number {
  if (name === undefined) {
    for (const target of shippedTargets()) terminal.out(`${target}\n`)
    return 0
  }
  const target = loadTarget(name)
  if (!target.ok) return showFailure(terminal, target.diagnostics, false)
  terminal.out(targetReference(target.value))
  return 0
}

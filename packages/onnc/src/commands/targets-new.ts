import { loadTarget, shippedTargets, startingTarget } from '@onnc/hardware'
import { basename, extname } from 'node:path'

import { argumentMalformed } from '../onnc-diagnostics.ts'
import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writeOut } from '../write-out.ts'

export interface TargetsNewFlags {
  readonly output?: string
  readonly from: string
}

/** `onnc targets new [-o FILE] [--from TARGET]`: a file to start from, everything that can be changed in comments. */
export function targetsNewCommand({ output, from }: TargetsNewFlags, terminal: Terminal): number {
  const base = loadTarget(from)
  if (base.ok && !shippedTargets().includes(from))
    return showFailure(terminal, [argumentMalformed('--from', 'a shipped target', from)], false)
  if (!base.ok) return showFailure(terminal, base.diagnostics, false)
  const name =
    output === undefined
      ? 'my-target'
      : basename(output, extname(output))
          .toLowerCase()
          .replace(/[^a-z0-9-]+/g, '-')
  return writeOut(startingTarget(base.value, from, /^[a-z0-9][a-z0-9-]{0,63}$/.test(name) ? name : 'my-target'), output, terminal)
}

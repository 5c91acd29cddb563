import { loadTarget, shippedTargets, targetJsonSchema, targetReference } from '@onnc/hardware'

import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writeOut } from '../write-out.ts'

/** `onnc targets`: the shipped ones, each with the first sentence of its description. `onnc targets NAME` shows one. */
export function targetsCommand(name: string | undefined, terminal: Terminal): number {
  if (name !== undefined) return targetsShowCommand(name, terminal)
  const rows = shippedTargets().map((target) => {
    const loaded = loadTarget(target)
    const units = loaded.ok ? loaded.value.units.map((unit) => `${unit.count} of ${unit.rows} x ${unit.columns}`).join(', ') : ''
    return `${target.padEnd(12)}  ${units}`
  })
  terminal.out(`${rows.join('\n')}\n`)
  return 0
}

/** `onnc targets show TARGET`: every quantity with its unit, meaning and source. */
export function targetsShowCommand(name: string, terminal: Terminal): number {
  const target = loadTarget(name)
  if (!target.ok) return showFailure(terminal, target.diagnostics, false)
  terminal.out(targetReference(target.value))
  return 0
}

/** `onnc targets schema`: the JSON Schema of target files, for editors. */
export function targetsSchemaCommand(flags: { output?: string }, terminal: Terminal): number {
  return writeOut(`${JSON.stringify(targetJsonSchema(), null, 2)}\n`, flags.output, terminal)
}

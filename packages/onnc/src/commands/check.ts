import { failure, type Result, success } from '@onnc/support'
import { checkClaims, type ClaimReport, checkProgram, timeProgram } from '@onnc/executor'
import { loadTarget, type Target, targetFromDefinition } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { type CheckResult, resultSchemas } from '@onnc/results'

import { kernelNotOnnx } from '../onnc-diagnostics.ts'
import { readProgram } from '../open-program.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'

export interface CheckCommandFlags {
  readonly target?: string
  readonly json?: boolean
}

/** `onnc check P.mrr`: its structure, its waits at the target's speeds, and a replay against its claims, which holds at any. */
export function checkCommand(file: string, flags: CheckCommandFlags, terminal: Terminal): number {
  const start = performance.now()
  const program = readProgram(file)
  if (!program.ok) return showFailure(terminal, program.diagnostics, flags.json ?? false)
  const checked = check(program.value, flags.target)
  if (!checked.ok) return showFailure(terminal, checked.diagnostics, flags.json ?? false)
  const { target, report } = checked.value
  const result: CheckResult = resultSchemas.check.parse({
    schema: 'onnc.check/1',
    program: file,
    target: target.name,
    instructions: program.value.instructions.length,
    claims: program.value.claims !== undefined,
    ...report,
    seconds: (performance.now() - start) / 1e3,
    warnings: checked.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies CheckResult)
  showNotes(terminal, checked.diagnostics, false)
  if (flags.json) printJson(terminal, result)
  else terminal.out(`${summaryOf(result)}\n`)
  return 0
}

function check(program: Program, name: string | undefined): Result<{ readonly target: Target; readonly report: ClaimReport }> {
  const target = name === undefined ? targetFromDefinition(program.target.definition) : loadTarget(name)
  if (!target.ok) return target
  const checked = checkProgram(program, target.value)
  if (!checked.ok) return checked
  const foreign = program.kernels.flatMap(({ name, model }) => (decodeModel(model, name).ok ? [] : [kernelNotOnnx(name)]))
  if (foreign.length > 0) return failure(...foreign)
  const replayed = checkClaims(checked.value)
  if (!replayed.ok) return replayed
  // Without claims, at least the modelled speeds must show no race.
  const timed = timeProgram(checked.value)
  if (!timed.ok) return timed
  return success({ target: target.value, report: replayed.value }, [...target.diagnostics, ...replayed.diagnostics])
}

function summaryOf({ program, target, instructions, claims, streams, kernels, waits, seconds }: CheckResult): string {
  const proved = claims ? `; ${streams} streams and ${kernels} kernel runs see what was planned, ${waits} waits order them` : ''
  return `${program} for ${target}: ${instructions} instructions are sound${proved} (${seconds.toFixed(2)} s)`
}

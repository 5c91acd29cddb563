import { explainProgramSummary } from '@onnc/report'
import { type ExplainProgramResult, resultSchemas } from '@onnc/results'

import { explainProgram } from '../explain/explain-program.ts'
import { readProgram } from '../open-program.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import { paintOf, type Terminal } from '../terminal.ts'

/** `onnc explain P.mrr [NODE]`: what its layers cost, why, and what would change it. */
export function explainProgramCommand(
  file: string,
  node: string | undefined,
  { json = false }: { json?: boolean },
  terminal: Terminal,
): number {
  const start = performance.now()
  const program = readProgram(file)
  if (!program.ok) return showFailure(terminal, program.diagnostics, json)
  const explained = explainProgram(program.value, node)
  if (!explained.ok) return showFailure(terminal, explained.diagnostics, json)
  const result = resultSchemas['explain-program'].parse({
    schema: 'onnc.explain-program/1',
    program: file,
    target: program.value.target.name,
    ...(node === undefined ? {} : { node }),
    ...explained.value,
    seconds: (performance.now() - start) / 1e3,
    warnings: program.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies ExplainProgramResult)
  showNotes(terminal, program.diagnostics, false)
  if (json) printJson(terminal, result)
  else terminal.out(`${explainProgramSummary(result, paintOf(terminal))}\n`)
  return 0
}

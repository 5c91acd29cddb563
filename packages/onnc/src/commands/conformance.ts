import { failure, success } from '@onnc/support'
import { loadTarget } from '@onnc/hardware'
import { conformanceSummary } from '@onnc/report'
import { type ConformanceResult, resultSchemas } from '@onnc/results'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'

import { runCases } from '../conformance/case-pool.ts'
import { findCases } from '../conformance/find-cases.ts'
import { casesFail } from '../onnc-diagnostics.ts'
import { defaultTarget } from '../compile-choices.ts'
import { showProgress } from '../progress.ts'
import { printJson, showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writeWhole } from '../write-file.ts'

export interface ConformanceFlags {
  readonly target?: string
  readonly mode: 'ideal' | 'quantized'
  readonly pipeline?: string
  /** A file, or standard output where no file is named. */
  readonly json?: string | true
}

/** `onnc conformance DIR`: every case below the folder, in processes side by side. */
export async function conformanceCommand(folder: string, flags: ConformanceFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const name = flags.target ?? defaultTarget
  const target = loadTarget(name)
  const cases = findCases(folder)
  if (!target.ok || !cases.ok)
    return showFailure(
      terminal,
      [target, cases].flatMap((r) => (r.ok ? [] : r.diagnostics)),
      flags.json === true,
    )
  const { mode, pipeline } = flags
  const progress = showProgress(terminal, 'cases', cases.value.length)
  const options = { target: name, mode, ...(pipeline === undefined ? {} : { pipeline }) }
  const outcomes = await runCases(cases.value, options, availableParallelism(), progress)
  const countOf = (status: string): number => outcomes.filter((o) => o.status === status).length
  const result = resultSchemas.conformance.parse({
    schema: 'onnc.conformance/1',
    folder,
    target: target.value.name,
    mode,
    totals: {
      cases: outcomes.length,
      pass: countOf('pass'),
      differs: countOf('differs'),
      unsupported: countOf('unsupported'),
      'reference-fails': countOf('reference-fails'),
    },
    cases: outcomes.map((outcome, i) => ({ name: caseName(cases.value[i]!.name, folder), ...outcome })),
    seconds: (performance.now() - start) / 1e3,
  } satisfies ConformanceResult)
  if (flags.json === true) printJson(terminal, result)
  else {
    const written = flags.json === undefined ? success(undefined) : writeWhole(flags.json, `${JSON.stringify(result, null, 2)}\n`)
    if (!written.ok) return showFailure(terminal, written.diagnostics, false)
    terminal.out(`${conformanceSummary(result)}\n`)
  }
  const { differs, unsupported } = result.totals
  if (differs + unsupported === 0) return 0
  return showFailure(terminal, failure(casesFail(differs, unsupported)).diagnostics, false)
}

/** A folder that is itself a case has its own name. */
function caseName(name: string, folder: string): string {
  return name === '' ? basename(folder) : name
}

import type { CompiledProgram } from '@onnc/backend'
import { programSummary, type WrittenProgram } from '@onnc/isa'
import { type CompileResult, type Details, resultSchemas } from '@onnc/results'
import type { Diagnostic } from '@onnc/support'

import { nodeRemarks } from './node-remarks.ts'
import { resultDiagnostic } from './show-diagnostics.ts'

/** What `onnc compile --json` prints. */
export function compileDocument(
  program: CompiledProgram,
  diagnostics: readonly Diagnostic[],
  { model, written, seconds, details }: { model: string; written: WrittenProgram; seconds: number; details?: Details },
): CompileResult {
  const { instructions, tiles, distinctTiles, programs, ringsWritten, resumed } = programSummary(program, written.distinctTiles)
  return resultSchemas.compile.parse({
    schema: 'onnc.compile/1',
    model,
    fileBytes: written.bytes,
    seconds,
    target: program.target.name,
    instructions,
    tiles,
    distinctTiles,
    programs,
    ringsWritten,
    ...(resumed === undefined ? {} : { resumed }),
    activationMemory: program.memory,
    remarks: nodeRemarks(diagnostics),
    ...(details === undefined ? {} : { details }),
    warnings: diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies CompileResult)
}

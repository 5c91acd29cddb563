import { writeProgram } from '@onnc/isa'
import { graphDot, graphSvg, htmlReport } from '@onnc/report'
import { failure, type Result, success } from '@onnc/support'

import { compileDocument } from '../compile-document.ts'
import { compileModel, type CompileOptions } from '../compile-model.ts'
import { timedDetails } from '../details/timed-details.ts'
import { ownToolbox } from '../load-plugins.ts'
import { graphTooLarge } from '../onnc-diagnostics.ts'
import { createStageRecorder } from './stage-recorder.ts'

/** The graph of a model by where its nodes run, or a page about its whole compilation. */
export async function emitPicture(model: string, kind: 'dot' | 'svg' | 'ir-html', options: CompileOptions): Promise<Result<string[]>> {
  const start = performance.now()
  const record = createStageRecorder((options.toolbox ?? ownToolbox).registry)
  const compiled = await compileModel(model, { ...options, record })
  if (!compiled.ok) return compiled
  const { value: program, diagnostics } = compiled
  if (kind === 'ir-html') {
    const details = timedDetails(program, options.target, diagnostics, record)
    const written = writeProgram(program, { write: () => undefined, patch: () => undefined })
    const result = compileDocument(program, diagnostics, { model, written, details, seconds: (performance.now() - start) / 1e3 })
    return success([await htmlReport([{ name: model, result }])], diagnostics)
  }
  const graph = record.finish(program).graph!
  const picture = kind === 'dot' ? graphDot(graph) : await graphSvg(graph)
  return picture === undefined ? failure(graphTooLarge(String(graph.nodes.length))) : success([picture], diagnostics)
}

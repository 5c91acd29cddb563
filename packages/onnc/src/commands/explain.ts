import { type Diagnostic } from '@onnc/support'
import { explainNetwork } from '@onnc/passes'
import { explainSummary } from '@onnc/report'
import { type ExplainResult, resultSchemas } from '@onnc/results'

import { type CompileFlags, compileOptions } from '../compile-flags.ts'
import { compileToStage } from '../compile-model.ts'
import { explainNodeOfModel } from '../onnc-diagnostics.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'
import { explainProgramCommand } from './explain-program.ts'

export interface ExplainFlags extends CompileFlags {
  readonly json?: boolean
}

/** `onnc explain MODEL.onnx`: what becomes of every product, at what predicted cost, and what was rejected. `onnc explain P.mrr`: what its layers cost. */
export async function explainCommand(model: string, node: string | undefined, flags: ExplainFlags, terminal: Terminal): Promise<number> {
  if (model.endsWith('.mrr')) return explainProgramCommand(model, node, flags, terminal)
  if (node !== undefined) return showFailure(terminal, [explainNodeOfModel(node)], flags.json ?? false)
  const start = performance.now()
  const fail = (diagnostics: readonly Diagnostic[]): number => showFailure(terminal, diagnostics, flags.json ?? false)
  const options = await compileOptions(flags, terminal, { otherwise: 1 })
  if (!options.ok) return fail(options.diagnostics)
  const { target, objective = 'latency' } = options.value
  const module = await compileToStage(model, 'mvm', options.value)
  if (!module.ok) return fail(module.diagnostics)
  const explained = explainNetwork(module.value, target, objective)
  if (!explained.ok) return fail(explained.diagnostics)
  const { products, seconds: latencySeconds, boundSeconds } = explained.value
  const notes = [...module.diagnostics, ...explained.diagnostics]
  const result = resultSchemas.explain.parse({
    schema: 'onnc.explain/1',
    model,
    target: target.name,
    objective,
    latencySeconds,
    ...(boundSeconds === undefined ? {} : { boundSeconds }),
    photonic: products.map(({ runnerUp, ...product }) => ({ ...product, ...(runnerUp === undefined ? {} : { runnerUp }) })),
    electronic: notes
      .filter(({ code }) => code === 'stays-electronic' || code === 'cheaper-on-ecu')
      .map(({ message, location }) => ({ ...(location?.kind === 'node' ? { node: location.node } : {}), reason: message })),
    seconds: (performance.now() - start) / 1e3,
    warnings: notes.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies ExplainResult)
  showNotes(
    terminal,
    notes.filter((d) => d.severity === 'warning'),
    false,
  )
  if (flags.json) printJson(terminal, result)
  else terminal.out(`${explainSummary(result)}\n`)
  return 0
}

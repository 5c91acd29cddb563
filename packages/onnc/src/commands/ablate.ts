import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { importMessage, modelInputs, readModelFile } from '@onnc/frontend'
import { type Compression, type Objective, weightLayers, weightOperators, weightsAbsent } from '@onnc/passes'
import { loadTarget } from '@onnc/hardware'
import { ablateSummary } from '@onnc/report'
import { type AblateResult, resultSchemas } from '@onnc/results'

import { parseDims } from '../compile-flags.ts'
import { type Ablation, ablateModel } from '../figures/ablate-model.ts'
import { clusterPass, sparsifyPass, weightBits } from '../figures/weight-passes.ts'
import { gatherInputs, type InputFlags } from '../gather-inputs.ts'
import { showProgress } from '../progress.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'

export interface AblateCommandFlags extends Pick<InputFlags, 'input' | 'inputs'> {
  readonly target: string
  readonly sparsity: string
  readonly levels: string
  readonly compress: Exclude<Compression, 'none'>
  readonly objective?: Objective
  readonly weightBits?: string
  readonly dim?: readonly string[]
  readonly json?: boolean
}

/** `onnc ablate MODEL --target T`: what sparsity, clustering, compression and gating each buy. */
export async function ablateCommand(model: string, flags: AblateCommandFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const ablated = await ablate(model, flags, terminal)
  if (!ablated.ok) return showFailure(terminal, ablated.diagnostics, flags.json ?? false)
  const result: AblateResult = resultSchemas.ablate.parse({
    ...ablated.value,
    seconds: (performance.now() - start) / 1e3,
    warnings: ablated.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies AblateResult)
  showNotes(
    terminal,
    ablated.diagnostics.filter((d) => d.severity === 'warning'),
    false,
  )
  if (flags.json) printJson(terminal, result)
  else terminal.out(`${ablateSummary(result)}\n`)
  return 0
}

async function ablate(
  file: string,
  flags: AblateCommandFlags,
  terminal: Terminal,
): Promise<Result<Omit<AblateResult, 'seconds' | 'warnings'>>> {
  const target = loadTarget(flags.target)
  const dims = parseDims(flags.dim ?? [])
  const sparsify = sparsifyPass(flags.sparsity)
  const cluster = clusterPass(flags.levels)
  const bits = weightBits(flags.weightBits)
  const faults: Diagnostic[] = [target, dims, sparsify, cluster, bits].flatMap((r) => (r.ok ? [] : r.diagnostics))
  if (!target.ok || !dims.ok || !sparsify.ok || !cluster.ok || !bits.ok) return failure(...faults)
  const read = readModelFile(file)
  if (!read.ok) return read
  const inputs = gatherInputs(
    flags,
    modelInputs(read.value).map((i) => i.name),
  )
  if (!inputs.ok) return inputs
  const inputShapes = new Map([...inputs.value].map(([name, tensor]) => [name, tensor.shape]))
  const module = await importMessage(read.value, { dims: dims.value, inputShapes, otherwise: 1 })
  if (!module.ok) return module
  if (weightLayers(module.value).length === 0) return failure(weightsAbsent('ablate', weightOperators))
  const ablation: Ablation = {
    target: target.value,
    sparsify: sparsify.value,
    cluster: cluster.value,
    compress: flags.compress,
    ...(bits.value === undefined ? {} : { weightBits: bits.value }),
    ...(flags.objective === undefined ? {} : { objective: flags.objective }),
    ...(inputs.value.size === 0 ? {} : { inputs: inputs.value }),
  }
  const rows = ablateModel(module.value, ablation, showProgress(terminal, 'variants', 5))
  if (!rows.ok) return rows
  return success(
    {
      schema: 'onnc.ablate/1',
      model: file,
      target: target.value.name,
      pipeline: [ablation.sparsify, ablation.cluster].filter((pass) => pass !== '').join(','),
      compress: flags.compress,
      ...(bits.value === undefined ? {} : { weightBits: bits.value }),
      inputs: inputs.value.size === 0 ? 'random' : 'given',
      rows: [...rows.value],
    },
    [...module.diagnostics, ...rows.diagnostics],
  )
}

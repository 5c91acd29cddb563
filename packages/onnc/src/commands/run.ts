import { type Diagnostic, failure, type Result, success, type Tensor } from '@onnc/support'
import {
  type InputDensity,
  type Mode,
  randomInputs,
  recordLayers,
  runProgram,
  type RunResult as Execution,
  signalProbe,
} from '@onnc/executor'
import { hasExact, type Program } from '@onnc/isa'
import { chromeTrace, runSummary } from '@onnc/report'
import { type Comparison, resultSchemas, type RunResult } from '@onnc/results'
import { join } from 'node:path'

import { checkFaults, type ChipFlags, isPhysical, parseChipFlags } from '../chip-flags.ts'
import type { CompileFlags } from '../compile-flags.ts'
import { adcUse } from '../details/adc-use.ts'
import { collectDetails } from '../details/collect-details.ts'
import { documentFor, type ReportFlags, wantsDetails } from '../write-report.ts'
import { encodeNpy } from '../data/write-npy.ts'
import { loadChip } from '../load-chip.ts'
import { type InputFlags, parseSeed } from '../gather-inputs.ts'
import { loadRunnable, type Runnable } from '../load-runnable.ts'
import { argumentMalformed, densityMisplaced, inputsMissing, outputDiffers } from '../onnc-diagnostics.ts'
import { startProgress } from '../progress.ts'
import { compareOutputs, findReference } from '../reference.ts'
import { readBaseline, writeBesideBaseline } from '../read-results.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import { paintOf, type Terminal } from '../terminal.ts'
import { resumedOf } from '../resumed-of.ts'
import { clippingByNode, densitiesFromData, rangesFromData } from '../range-data.ts'
import { logLines, traceSteps } from '../trace-steps.ts'
import { makeFolder, writePieces, writeWhole } from '../write-file.ts'

export interface RunCommandFlags extends CompileFlags, InputFlags, ChipFlags, ReportFlags {
  readonly mode: Mode
  readonly compare?: boolean
  readonly rangeData?: string
  readonly density?: string
  readonly trace?: string
  readonly log?: boolean
  readonly reference?: string
  readonly tolerance?: string
  readonly outputs?: string
  readonly json?: boolean
}

/** `onnc run FILE`: one inference. */
export async function runCommand(file: string, flags: RunCommandFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const baseline = readBaseline(flags, 'onnc.run/1')
  if (!baseline.ok) return showFailure(terminal, baseline.diagnostics, flags.json ?? false)
  const ran = await runOnce(file, flags, terminal)
  if (!ran.ok) return showFailure(terminal, ran.diagnostics, flags.json ?? false)
  const { runnable, execution, comparison, inputs, files, signals } = ran.value
  const details = wantsDetails(flags)
    ? {
        ...collectDetails(
          { program: runnable.program, target: execution.target, steps: execution.steps(), record: runnable.record },
          ran.diagnostics,
        ),
        ...(adcModes.has(flags.mode) ? adcUse(runnable.program, inputs) : {}),
      }
    : undefined
  const result: RunResult = resultSchemas.run.parse({
    schema: 'onnc.run/1',
    ...(runnable.kind === 'program' ? { program: file } : { model: file }),
    target: runnable.program.target.name,
    mode: flags.mode,
    samples: 1,
    latencySeconds: execution.latencySeconds,
    energyJoules: execution.energyJoules,
    ...resumedOf(execution.resumed),
    utilisation: { units: execution.utilisation.units, ecu: execution.utilisation.ecu },
    ...(isPhysical(flags.mode) ? { seed: Number(flags.seed ?? 0) } : {}),
    ...(execution.density === undefined ? {} : { inputDensity: { share: execution.density, source: densitySource(flags) } }),
    ...analysisOf(execution),
    ...(execution.clipping.size === 0 ? {} : { clipping: clippingByNode(runnable.program, execution.clipping) }),
    ...(signals === undefined ? {} : { signals: [...signals] }),
    outputs: [...(execution.outputs[0] ?? new Map<string, Tensor>())].map(([name, { type, shape, data }]) => ({
      name,
      type,
      shape: [...shape],
      preview: previewOf(data),
      ...(files.has(name) ? { file: files.get(name)! } : {}),
    })),
    ...(comparison === undefined ? {} : { comparison }),
    ...(details === undefined ? {} : { details }),
    seconds: (performance.now() - start) / 1e3,
    warnings: ran.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies RunResult)
  const steps = flags.trace !== undefined || flags.log === true ? traceSteps(runnable.program, execution) : []
  if (flags.log === true) for (const line of logLines(steps)) (flags.json === true ? terminal.err : terminal.out)(line)
  if (flags.trace !== undefined) {
    const traced = writePieces(flags.trace, (sink) => {
      for (const piece of chromeTrace(steps, execution.latencySeconds)) sink.write(new TextEncoder().encode(piece))
    })
    if (!traced.ok) return showFailure(terminal, traced.diagnostics, flags.json ?? false)
  }
  if (flags.report !== undefined) {
    const reported = await writeBesideBaseline(baseline.value, { name: file, result }, flags.report)
    if (!reported.ok) return showFailure(terminal, reported.diagnostics, flags.json ?? false)
    showNotes(terminal, reported.diagnostics, false)
  }
  showNotes(terminal, ran.diagnostics, flags.remarks ?? false)
  if (flags.json) printJson(terminal, documentFor(flags, result))
  else terminal.out(`${runSummary(result, paintOf(terminal))}\n`)
  const isBinding = flags.mode === 'ideal' || flags.tolerance !== undefined
  if (comparison === undefined || comparison.pass || !isBinding) return 0
  return showFailure(terminal, differences(comparison), false)
}

function densitySource({ mode, rangeData }: RunCommandFlags): 'measured' | 'range data' | 'assumed' {
  if (mode !== 'timing') return 'measured'
  return rangeData === undefined ? 'assumed' : 'range data'
}

function analysisOf({
  analysis: { figures, layers, resources, criticalPath },
}: Execution): Pick<RunResult, 'figures' | 'layers' | 'resources' | 'criticalPath'> {
  return {
    figures,
    layers: layers.map((layer) => ({ ...layer, energyJoules: { ...layer.energyJoules } })),
    resources: [...resources],
    criticalPath: [...criticalPath],
  }
}

const previewLength = 10

/** Numbers that JSON holds exactly; everything else as text. */
function previewOf(data: Tensor['data']): (number | string)[] {
  const first: readonly (number | bigint | string)[] = Array.prototype.slice.call(data, 0, previewLength)
  return first.map((value) => {
    const isExact = typeof value === 'number' ? Number.isFinite(value) : typeof value === 'bigint' && Number.isSafeInteger(Number(value))
    return isExact ? Number(value) : String(value)
  })
}

interface Outcome {
  readonly runnable: Runnable
  readonly execution: Execution
  readonly comparison: Comparison | undefined
  readonly inputs: ReadonlyMap<string, Tensor>
  /** Files that outputs were written to, by output. */
  readonly files: ReadonlyMap<string, string>
  /** How far the values of each node are from exact ones, where they were compared. */
  readonly signals: NonNullable<RunResult['signals']> | undefined
}

async function runOnce(file: string, flags: RunCommandFlags, terminal: Terminal): Promise<Result<Outcome>> {
  if (flags.density !== undefined && (flags.mode !== 'timing' || flags.rangeData !== undefined)) return failure(densityMisplaced())
  const tolerance = parseTolerance(flags.tolerance)
  const chip = parseChipFlags(flags)
  if (!tolerance.ok || !chip.ok) return failure(...[tolerance, chip].flatMap((r) => (r.ok ? [] : r.diagnostics)))
  const loaded = await loadRunnable(file, flags, terminal)
  if (!loaded.ok) return loaded
  const inputs = flags.mode === 'timing' ? success(new Map<string, Tensor>()) : completeInputs(loaded.value, flags)
  if (!inputs.ok) return inputs
  const fits = checkFaults(loaded.value.program, chip.value)
  if (!fits.ok) return fits
  const physical = flags.chip === undefined ? undefined : loadChip(flags.chip, loaded.value.program)
  if (physical !== undefined && !physical.ok) return physical
  const isTimed = flags.mode === 'timing'
  const ranges = flags.rangeData === undefined || isTimed ? undefined : rangesFromData(flags.rangeData, loaded.value.program)
  if (ranges !== undefined && !ranges.ok) return ranges
  const density = isTimed ? densityOf(flags, loaded.value) : success(undefined)
  if (!density.ok) return density
  const exact =
    (flags.compare === true || wantsDetails(flags)) && hasErrors(flags.mode) && isExact(loaded.value.program)
      ? recordLayers(loaded.value.program, inputs.value)
      : undefined
  if (exact !== undefined && !exact.ok) return exact
  const compare = exact === undefined ? undefined : signalProbe(exact.value)
  const progress = startProgress(terminal, 'steps')
  const executed = runProgram(loaded.value.program, {
    mode: flags.mode,
    progress: progress.show,
    ...(compare === undefined ? {} : { probe: compare.probe }),
    samples: flags.mode === 'timing' ? [] : [inputs.value],
    ...chip.value,
    ...(physical === undefined ? {} : { chip: physical.value.chip }),
    ...(ranges === undefined ? {} : { ranges: ranges.value }),
    ...(density.value === undefined ? {} : { density: density.value }),
  })
  progress.end()
  if (!executed.ok) return executed
  const compared =
    flags.compare && flags.mode !== 'timing'
      ? await compareWithReference(file, flags, {
          runnable: loaded.value,
          inputs: inputs.value,
          execution: executed.value,
          tolerance: tolerance.value,
        })
      : success(undefined)
  if (!compared.ok) return compared
  const files = writeOutputs(executed.value, flags.outputs)
  if (!files.ok) return files
  const signals = compare?.signals().map(({ node, signalToNoiseDecibel: decibel }) => ({
    node,
    signalToNoiseDecibel: Number.isFinite(decibel) ? decibel : null,
  }))
  const outcome = {
    runnable: loaded.value,
    execution: executed.value,
    comparison: compared.value,
    inputs: inputs.value,
    files: files.value,
    signals,
  }
  return success(outcome, [...loaded.diagnostics, ...executed.diagnostics])
}

/** Modes that are set up as measured ranges say. */
const adcModes: ReadonlySet<Mode> = new Set<Mode>(['quantized', 'noisy'])

function hasErrors(mode: Mode): boolean {
  return mode !== 'timing' && mode !== 'ideal'
}

/** Whether mode `ideal` can run it. */
function isExact({ tiles }: Program): boolean {
  return tiles.every((tile) => hasExact(tile) || tile.activations !== undefined)
}

/** The share of nonzero inputs that energy is counted at where no values are computed: as range data have it, or as assumed. */
function densityOf({ rangeData, density }: RunCommandFlags, { program }: Runnable): Result<InputDensity | undefined> {
  if (rangeData !== undefined) return densitiesFromData(rangeData, program)
  if (density === undefined) return success(undefined)
  const share = Number(density)
  return density.trim() !== '' && share >= 0 && share <= 1
    ? success(share)
    : failure(argumentMalformed('--density', 'a share from 0 to 1', density))
}

function parseTolerance(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return success(undefined)
  const value = Number(text)
  return text.trim() !== '' && value >= 0 && Number.isFinite(value)
    ? success(value)
    : failure(argumentMalformed('--tolerance', 'a fraction from 0', text))
}

function completeInputs({ program, given }: Runnable, { randomInputs: seed }: InputFlags): Result<Map<string, Tensor>> {
  const missing = program.inputs.map((i) => i.name).filter((name) => !given.has(name))
  if (missing.length === 0) return success(given)
  if (seed === undefined) return failure(inputsMissing(missing))
  const random = randomInputs(program, parseSeed(seed)!)
  return success(new Map([...random, ...given]))
}

async function compareWithReference(
  file: string,
  flags: RunCommandFlags,
  run: { runnable: Runnable; inputs: ReadonlyMap<string, Tensor>; execution: Execution; tolerance: number | undefined },
): Promise<Result<Comparison>> {
  const model = flags.reference ?? (run.runnable.kind === 'model' ? file : undefined)
  const reference = await findReference({
    ...(flags.inputs === undefined || flags.reference !== undefined ? {} : { inputsFolder: flags.inputs }),
    ...(model === undefined ? {} : { model }),
    inputs: run.inputs,
    outputNames: run.runnable.program.outputs.map((o) => o.name),
  })
  return reference.ok ? success(compareOutputs(run.execution.outputs[0]!, reference.value, run.tolerance)) : reference
}

function writeOutputs({ outputs: [outputs] }: Execution, folder: string | undefined): Result<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  if (folder === undefined || outputs === undefined) return success(files)
  const made = makeFolder(folder)
  if (!made.ok) return made
  const faults: Diagnostic[] = []
  for (const [index, [name, tensor]] of [...outputs].entries()) {
    const file = join(folder, `output_${index}.npy`)
    const written = writeWhole(file, encodeNpy(tensor))
    if (written.ok) files.set(name, file)
    else faults.push(...written.diagnostics)
  }
  return faults.length > 0 ? failure(...faults) : success(files)
}

function differences(comparison: Comparison): Diagnostic[] {
  return comparison.outputs
    .filter((o) => !o.pass)
    .map((o) =>
      outputDiffers(
        o.name,
        o.maxAbsError === null ? 'not finite, or of another type or shape' : `largest error ${o.maxAbsError.toExponential(2)}`,
      ),
    )
}

import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { analyseRun, type Machine, openMachine } from '@onnc/executor'
import type { Program } from '@onnc/isa'
import { createSession, type Session } from '@onnc/ort'
import { evalSummary } from '@onnc/report'
import { type Details, type EvalResult, resultSchemas } from '@onnc/results'

import type { CompileFlags } from '../compile-flags.ts'
import { type ChipCount, evaluateChips } from '../chips/evaluate-chips.ts'
import { checkFaults, type ChipFlags, type ChipOptions, isPhysical, parseChipFlags } from '../chip-flags.ts'
import { collectDetails } from '../details/collect-details.ts'
import { analysisOf } from '../details/timed-details.ts'
import { checkLabels, readImageSet } from '../data/read-images.ts'
import { loadRunnable } from '../load-runnable.ts'
import { argumentMalformed, optionForPhysical, referenceMissing } from '../onnc-diagnostics.ts'
import type { StageRecorder } from '../stages/stage-recorder.ts'
import { showProgress } from '../progress.ts'
import { classCount, imageSampler, type ImageSet, largestIndex, parseNumbers, type Sampler } from '../sample-images.ts'
import { rangedProgram } from '../range-data.ts'
import { resumedOf } from '../resumed-of.ts'
import { documentFor, type ReportFlags, wantsDetails } from '../write-report.ts'
import { readBaseline, writeBesideBaseline } from '../read-results.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import { paintOf, type Terminal } from '../terminal.ts'

export interface EvalCommandFlags extends CompileFlags, ChipFlags, ReportFlags {
  readonly images: string
  readonly labels?: string
  readonly limit?: string
  readonly scale: string
  readonly offset: string
  /** Chips to try, how many processes try them, and where what they found is kept. */
  readonly chips?: string
  readonly workers?: string
  readonly resume?: string
  /** Samples that the converters are set from. */
  readonly rangeData?: string
  /** The model that ONNX Runtime runs, where `file` is a program. */
  readonly reference?: string
  readonly json?: boolean
}

/** Images go through the machine in blocks, so that memory stays flat and a person sees progress. */
const blockImages = 500

/** `onnc eval MODEL --images F --labels F`: top-1 accuracy on the machine and in ONNX Runtime. */
export async function evalCommand(file: string, flags: EvalCommandFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const baseline = readBaseline(flags, 'onnc.eval/1')
  if (!baseline.ok) return showFailure(terminal, baseline.diagnostics, flags.json ?? false)
  const evaluated = await evaluate(file, flags, terminal)
  if (!evaluated.ok) return showFailure(terminal, evaluated.diagnostics, flags.json ?? false)
  const { tally, machine, program, record, target, chips } = evaluated.value
  const { latencySeconds, energyJoules, resumed } = machine.spent()
  const result: EvalResult = resultSchemas.eval.parse({
    schema: 'onnc.eval/1',
    model: file,
    target,
    mode: flags.mode,
    count: tally.count,
    correct: tally.correct,
    referenceCorrect: tally.referenceCorrect,
    accuracy: tally.correct / tally.count,
    referenceAccuracy: tally.referenceCorrect / tally.count,
    agreement: tally.agreed / tally.count,
    ...(isPhysical(flags.mode) ? { seed: Number(flags.seed ?? 0) } : {}),
    ...(chips === undefined ? {} : { chips: chipStatistics(chips, tally.count) }),
    ...(wantsDetails(flags) ? { confusion: tally.confusion } : {}),
    latencySeconds,
    energyJoules,
    ...resumedOf(resumed),
    ...(wantsDetails(flags) ? { details: detailsOf(program, machine, record, evaluated.diagnostics) } : {}),
    seconds: (performance.now() - start) / 1e3,
    warnings: evaluated.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies EvalResult)
  if (flags.report !== undefined) {
    const reported = await writeBesideBaseline(baseline.value, { name: file, result }, flags.report)
    if (!reported.ok) return showFailure(terminal, reported.diagnostics, flags.json ?? false)
    showNotes(terminal, reported.diagnostics, false)
  }
  showNotes(terminal, evaluated.diagnostics, flags.remarks ?? false)
  if (flags.json) printJson(terminal, documentFor(flags, result))
  else terminal.out(`${evalSummary(result, paintOf(terminal))}\n`)
  return 0
}

/** Where the time and the energy of one inference go; that does not depend on the image. */
function detailsOf(
  program: Program,
  { timeline, target }: Machine,
  record: StageRecorder | undefined,
  diagnostics: readonly Diagnostic[],
): Details {
  const analysis = analysisOf({ ...timeline, analysis: analyseRun(program, target, timeline) })
  return collectDetails({ program, target, steps: timeline.steps(), analysis, record }, diagnostics)
}

interface Tally {
  /** Images by label, then by what the machine takes them for. */
  readonly confusion: number[][]
  count: number
  correct: number
  referenceCorrect: number
  agreed: number
}

interface Evaluation {
  readonly tally: Tally
  readonly machine: Machine
  readonly program: Program
  readonly record: StageRecorder | undefined
  readonly target: string
  /** Correct images of each chip, where several were tried. */
  readonly chips: readonly number[] | undefined
}

async function evaluate(file: string, flags: EvalCommandFlags, terminal: Terminal): Promise<Result<Evaluation>> {
  const numbers = parseNumbers(flags)
  const chip = parseChipFlags(flags)
  const count = parseChipCount(flags)
  if (!numbers.ok || !chip.ok || !count.ok) return failure(...[numbers, chip, count].flatMap((r) => (r.ok ? [] : r.diagnostics)))
  const reference = flags.reference ?? (file.endsWith('.mrr') ? undefined : file)
  if (reference === undefined) return failure(referenceMissing())
  const set = readImageSet(flags.images, flags.labels, numbers.value.limit)
  if (!set.ok) return set
  const loaded = await loadRunnable(file, { ...flags, randomInputs: '0' }, terminal)
  if (!loaded.ok) return loaded
  const { program } = loaded.value
  const sampleOf = imageSampler(program, set.value, numbers.value)
  if (!sampleOf.ok) return sampleOf
  const classes = checkLabels(set.value.labels, flags.labels ?? flags.images, classCount(program))
  if (!classes.ok) return classes
  const fits = checkFaults(program, chip.value)
  if (!fits.ok) return fits
  const ranged = rangedProgram(flags.rangeData, program)
  if (!ranged.ok) return ranged
  const machine = openMachine(ranged.value, { mode: flags.mode, ...chip.value })
  if (!machine.ok) return machine
  const session = createSession({ file: reference }, { optimization: 'all' })
  if (!session.ok) return session
  try {
    const tally = tallyImages({
      machine: machine.value,
      session: session.value,
      program,
      set: set.value,
      sampleOf: sampleOf.value,
      terminal,
    })
    if (!tally.ok) return tally
    const chips = await tryChips(ranged.value, flags, chip.value, count.value, tally.value, terminal)
    if (!chips.ok) return chips
    return success(
      { tally: tally.value, machine: machine.value, program, record: loaded.value.record, target: program.target.name, chips: chips.value },
      [...loaded.diagnostics, ...tally.diagnostics],
    )
  } finally {
    machine.value.close()
    session.value.dispose()
  }
}

function parseChipCount({ chips, workers, mode }: EvalCommandFlags): Result<ChipCount | undefined> {
  const faults: Diagnostic[] = []
  if (chips !== undefined && !/^[1-9]\d{0,5}$/.test(chips)) faults.push(argumentMalformed('--chips', 'a number of chips from 1', chips))
  if (workers !== undefined && !/^[1-9]\d{0,2}$/.test(workers))
    faults.push(argumentMalformed('--workers', 'a number of processes from 1', workers))
  if (chips !== undefined && !isPhysical(mode)) faults.push(optionForPhysical('--chips', mode))
  if (faults.length > 0) return failure(...faults)
  return success(chips === undefined ? undefined : { chips: Number(chips), ...(workers === undefined ? {} : { workers: Number(workers) }) })
}

/** The other chips; the first one has been evaluated already. */
async function tryChips(
  program: Program,
  flags: EvalCommandFlags,
  chip: ChipOptions,
  count: ChipCount | undefined,
  first: Tally,
  terminal: Terminal,
): Promise<Result<readonly number[] | undefined>> {
  if (count === undefined) return success(undefined)
  const { images, labels, limit, scale, offset, mode } = flags
  const work = {
    images,
    ...(labels === undefined ? {} : { labels }),
    ...(limit === undefined ? {} : { limit }),
    scale,
    offset,
    mode,
    ...(chip.faults === undefined ? {} : { faults: chip.faults }),
  }
  return evaluateChips(program, work, { ...count, firstSeed: chip.seed ?? 0, firstCorrect: first.correct, resume: flags.resume }, terminal)
}

/** Mean, spread and extremes of the accuracies of chips. */
function chipStatistics(correct: readonly number[], images: number): NonNullable<EvalResult['chips']> {
  const shares = correct.map((count) => count / images)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0)
  return {
    count: correct.length,
    meanAccuracy: mean,
    deviation: shares.length < 2 ? 0 : Math.sqrt(squares / (shares.length - 1)),
    worstAccuracy: Math.min(...shares),
    bestAccuracy: Math.max(...shares),
    correct: [...correct],
  }
}

interface Run {
  readonly machine: Machine
  readonly session: Session
  readonly program: Program
  readonly set: ImageSet
  readonly sampleOf: Sampler
  readonly terminal: Terminal
}

/** Labels that are told apart one by one in what is taken for what. */
const mostClasses = 100

function tallyImages({ machine, session, program, set, sampleOf, terminal }: Run): Result<Tally> {
  const classes = Math.min(mostClasses, 1 + set.labels.reduce((most, label) => Math.max(most, label), 0))
  const confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  const tally: Tally = { confusion, count: set.labels.length, correct: 0, referenceCorrect: 0, agreed: 0 }
  const output = program.outputs[0]!.name
  const warnings = new Map<string, Diagnostic>()
  const progress = showProgress(terminal, 'images', tally.count)
  for (let first = 0; first < tally.count; first += blockImages) {
    const samples = Array.from({ length: Math.min(blockImages, tally.count - first) }, (_, i) => sampleOf(first + i))
    const outputs = machine.run(samples)
    if (!outputs.ok) return outputs
    for (const warning of outputs.diagnostics) warnings.set(warning.code, warning)
    for (const [i, sample] of samples.entries()) {
      const reference = session.run(sample, [output])
      if (!reference.ok) return reference
      const label = set.labels[first + i]!
      const [found, expected] = [largestIndex(outputs.value[i]!.get(output)!), largestIndex(reference.value.get(output)!)]
      if (found === label) tally.correct++
      if (label < classes && found < classes) confusion[label]![found]!++
      if (expected === label) tally.referenceCorrect++
      if (found === expected) tally.agreed++
    }
    progress(first + samples.length)
  }
  return success(tally, [...warnings.values()])
}

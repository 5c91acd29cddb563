import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { importWhole, readModelFile } from '@onnc/frontend'
import { loadTarget, type Target } from '@onnc/hardware'
import { hashBlob, type Operation } from '@onnc/ir'
import { weightLayers, weightsAbsent, weightOperators, zeroCount } from '@onnc/passes'
import { sensitivitySummary } from '@onnc/report'
import { resultSchemas, type SensitivityResult } from '@onnc/results'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { parseDims } from '../compile-flags.ts'
import { readImageSet } from '../data/read-images.ts'
import { argumentMalformed } from '../onnc-diagnostics.ts'
import { defaultTarget } from '../compile-choices.ts'
import { showProgress } from '../progress.ts'
import { type EvalNumbers, parseNumbers } from '../sample-images.ts'
import { namesOf, type Settings, settingsText, withSettings, zeroShare } from '../sensitivity/layer-settings.ts'
import { type KnownResults, openResults } from '../sensitivity/known-results.ts'
import { countCorrect, type LabelledSet } from '../sensitivity/measure-accuracy.ts'
import { type LayerCurves, type Measured, proposeSettings } from '../sensitivity/propose-settings.ts'
import { sensitivityPlot } from '../sensitivity/sensitivity-plot.ts'
import { printJson, resultDiagnostic, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'
import { writeWhole } from '../write-file.ts'

export interface SensitivityCommandFlags {
  readonly images: string
  readonly labels?: string
  readonly limit?: string
  readonly scale: string
  readonly offset: string
  readonly sparsity: string
  readonly levels: string
  readonly budget: string
  readonly dim?: readonly string[]
  readonly resume?: string
  readonly plot?: string
  readonly json?: boolean
}

/** `onnc sensitivity MODEL --images F --labels F`: what each layer can lose, and settings that all of them together can. */
export async function sensitivityCommand(model: string, flags: SensitivityCommandFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const fail = (diagnostics: readonly Diagnostic[]): number => showFailure(terminal, diagnostics, flags.json ?? false)
  const explored = await explore(model, flags, terminal)
  if (!explored.ok) return fail(explored.diagnostics)
  const result: SensitivityResult = resultSchemas.sensitivity.parse({
    ...explored.value,
    seconds: (performance.now() - start) / 1e3,
    warnings: explored.diagnostics.filter((d) => d.severity === 'warning').map(resultDiagnostic),
  } satisfies SensitivityResult)
  const plotted = flags.plot === undefined ? success(undefined) : writeWhole(flags.plot, sensitivityPlot(result))
  if (!plotted.ok) return fail(plotted.diagnostics)
  showNotes(terminal, explored.diagnostics, false)
  if (flags.json) printJson(terminal, result)
  else terminal.out(`${sensitivitySummary(result)}\n`)
  return 0
}

interface Question {
  readonly numbers: EvalNumbers
  readonly sparsity: readonly number[]
  readonly levels: readonly number[]
  readonly budget: number
}

function readQuestion(flags: SensitivityCommandFlags): Result<Question> {
  const numbers = parseNumbers({ ...flags, mode: 'ideal' })
  const sparsity = numberList('--sparsity', flags.sparsity, 'shares of zeros between 0 and 1, separated by commas', (n) => n > 0 && n < 1)
  const levels = numberList('--levels', flags.levels, 'numbers of levels from 2 to 4096, separated by commas', (n) => {
    return Number.isInteger(n) && n >= 2 && n <= 4096
  })
  const budget = numberList('--budget', flags.budget, 'a share of the images from 0 to 1', (n) => n >= 0 && n <= 1)
  const faults = [numbers, sparsity, levels, budget].flatMap((r) => (r.ok ? [] : r.diagnostics))
  if (!numbers.ok || !sparsity.ok || !levels.ok || !budget.ok) return failure(...faults)
  if (budget.value.length !== 1) return failure(argumentMalformed('--budget', 'one share of the images', flags.budget))
  return success({
    numbers: numbers.value,
    sparsity: sparsity.value.toSorted((a, b) => a - b),
    levels: levels.value.toSorted((a, b) => b - a),
    budget: budget.value[0]!,
  })
}

function numberList(option: string, text: string, expected: string, isMeant: (n: number) => boolean): Result<readonly number[]> {
  const words = text.trim() === '' ? [] : text.split(',').map((word) => word.trim())
  const values = [...new Set(words.map((word) => (/^(\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : NaN)))]
  return values.every(isMeant) ? success(values) : failure(argumentMalformed(option, expected, text))
}

/** The result but for what the command adds. */
type Explored = Omit<SensitivityResult, 'seconds' | 'warnings'>

async function explore(model: string, flags: SensitivityCommandFlags, terminal: Terminal): Promise<Result<Explored>> {
  const question = readQuestion(flags)
  const dims = parseDims(flags.dim ?? [])
  const target = loadTarget(defaultTarget)
  if (!question.ok || !dims.ok || !target.ok) return failure(...[question, dims, target].flatMap((r) => (r.ok ? [] : r.diagnostics)))
  const set = readImageSet(flags.images, flags.labels, question.value.numbers.limit)
  if (!set.ok) return set
  const read = readModelFile(model)
  if (!read.ok) return read
  const module = await importWhole(read.value, { dims: dims.value })
  if (!module.ok) return module
  const layers = weightLayers(module.value)
  if (layers.length === 0) return failure(weightsAbsent('sensitivity', weightOperators))
  const images = { set: set.value, labelsFile: flags.labels ?? flags.images, numbers: question.value.numbers }
  const known = openResults(flags.resume, keyOf(model, module.value, images))
  if (!known.ok) return known
  const folder = mkdtempSync(join(tmpdir(), 'onnc-sensitivity-'))
  try {
    const bench: Bench = { module: module.value, names: namesOf(layers), target: target.value, images, known: known.value, folder }
    const explored = answer(bench, question.value, model, terminal)
    return explored.ok ? success(explored.value, module.diagnostics) : explored
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What results belong to: the model with its weights, the images, their labels, and how pixels enter. */
function keyOf(model: string, module: Operation, { set, numbers }: LabelledSet): string {
  const hash = createHash('sha256').update(readFileSync(model))
  for (const { blob } of weightLayers(module)) hash.update(hashBlob(blob))
  const { buffer, byteOffset, byteLength } = set.images.data
  hash.update(new Uint8Array(buffer, byteOffset, byteLength)).update(set.labels)
  return hash.update(JSON.stringify([set.images.shape, numbers.scale, numbers.offset])).digest('hex')
}

/** All that a measurement takes. */
interface Bench {
  readonly module: Operation
  readonly names: readonly string[]
  readonly target: Target
  readonly images: LabelledSet
  readonly known: KnownResults
  readonly folder: string
}

function measure({ module, names, target, images, known, folder }: Bench, settings: Settings): Result<number> {
  const what = settingsText(names, settings)
  const before = known.get(what)
  if (before !== undefined) return success(before)
  const changed = withSettings(module, names, settings, target)
  if (!changed.ok) return changed
  const correct = countCorrect(changed.value, folder, images)
  if (!correct.ok) return correct
  const kept = known.set(what, correct.value)
  return kept.ok ? correct : kept
}

function answer(bench: Bench, { sparsity, levels, budget }: Question, model: string, terminal: Terminal): Result<Explored> {
  const { names, module, images } = bench
  const layers = weightLayers(module)
  const count = images.set.labels.length
  const progress = showProgress(terminal, 'accuracies', 1 + layers.length * (sparsity.length + levels.length))
  let done = 0
  const step = (settings: Settings): Result<number> => {
    const measured = measure(bench, settings)
    progress(++done)
    return measured
  }
  const dense = step(new Map())
  if (!dense.ok) return dense
  const curves: LayerCurves[] = []
  for (const [i, { count: weights }] of layers.entries()) {
    const [bySparsity, byLevels] = [
      curve(sparsity, (value) => step(new Map([[i, { sparsity: value }]]))),
      curve(levels, (value) => step(new Map([[i, { levels: value }]]))),
    ]
    if (!bySparsity.ok) return bySparsity
    if (!byLevels.ok) return byLevels
    curves.push({ weights, sparsity: bySparsity.value, levels: byLevels.value })
  }
  const floor = dense.value - Math.floor(budget * count + 1e-9)
  const proposal = proposeSettings(curves, { correct: dense.value, floor }, (settings) => measure(bench, settings))
  if (!proposal.ok) return proposal
  const { settings, correct } = proposal.value
  const changed = withSettings(module, names, settings, bench.target)
  if (!changed.ok) return changed
  return success({
    schema: 'onnc.sensitivity/1',
    model,
    count,
    correct: dense.value,
    accuracy: dense.value / count,
    budget,
    layers: layers.map((layer, i) => ({
      name: names[i]!,
      weights: layer.count,
      zeros: zeroCount(layer),
      sparsity: curves[i]!.sparsity.map((m) => ({ sparsity: m.value, correct: m.correct, accuracy: m.correct / count })),
      levels: curves[i]!.levels.map((m) => ({ levels: m.value, correct: m.correct, accuracy: m.correct / count })),
    })),
    proposal: {
      pipeline: settingsText(names, settings),
      correct,
      accuracy: correct / count,
      zeroShare: zeroShare(changed.value, zeroCount),
      layers: names.map((name, i) => ({ name, ...settings.get(i) })),
    },
  })
}

function curve(values: readonly number[], measureAt: (value: number) => Result<number>): Result<Measured[]> {
  const points: Measured[] = []
  for (const value of values) {
    const correct = measureAt(value)
    if (!correct.ok) return correct
    points.push({ value, correct: correct.value })
  }
  return success(points)
}

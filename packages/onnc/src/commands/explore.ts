import { areaOf, loadTarget, type Target, targetDefinition } from '@onnc/hardware'
import type { Compression, Objective } from '@onnc/passes'
import { exploreSummary } from '@onnc/report'
import { type ExploreResult, resultSchemas } from '@onnc/results'
import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

import { type ExploreAnswer, explorePoints, type ExploreWork } from '../explore/explore-points.ts'
import { explorePlot } from '../explore/explore-plot.ts'
import { exploreTable } from '../explore/explore-table.ts'
import { bestBy, type Goal, goals, paretoFront, type Point, rankOf } from '../explore/rate-points.ts'
import { parseSweeps, presentSettings, type Settings, settingsOf, type Sweep, targetWith } from '../explore/sweep.ts'
import { fileError } from '../file-error.ts'
import { clusterPass, sparsifyPass } from '../figures/weight-passes.ts'
import { argumentMalformed, sweepTooLarge } from '../onnc-diagnostics.ts'
import { showProgress } from '../progress.ts'
import { printJson, showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writeWhole } from '../write-file.ts'
import { writeReport } from '../write-report.ts'

export interface ExploreCommandFlags {
  readonly target: string
  readonly sweep: readonly string[]
  readonly sparsity: string
  readonly levels: string
  readonly compress: Compression
  readonly objective?: Objective
  readonly density: string
  readonly workers?: string
  readonly resume?: string
  readonly csv?: string
  readonly plot?: string
  readonly report?: string
  readonly json?: boolean
}

/** Points times models, at most. */
const mostTasks = 100_000

/** `onnc explore MODEL... --target T --sweep PATH=FROM:TO ...`: what the parameters of a target do to time, energy and area. */
export async function exploreCommand(models: readonly string[], flags: ExploreCommandFlags, terminal: Terminal): Promise<number> {
  const start = performance.now()
  const explored = await explore(models, flags, terminal)
  if (!explored.ok) return showFailure(terminal, explored.diagnostics, flags.json ?? false)
  const result: ExploreResult = resultSchemas.explore.parse({
    ...explored.value,
    seconds: (performance.now() - start) / 1e3,
    warnings: [],
  } satisfies ExploreResult)
  const written = [
    flags.csv === undefined ? success(undefined) : writeWhole(flags.csv, exploreTable(result)),
    flags.plot === undefined ? success(undefined) : writeWhole(flags.plot, explorePlot(result)),
    flags.report === undefined ? success(undefined) : await writeReport([{ name: `sweep of ${flags.target}`, result }], flags.report),
  ].flatMap((r) => (r.ok ? [] : r.diagnostics))
  if (written.length > 0) return showFailure(terminal, written, flags.json ?? false)
  if (flags.json) printJson(terminal, result)
  else terminal.out(`${exploreSummary(result)}\n`)
  return 0
}

interface Question {
  readonly target: Target
  readonly sweeps: readonly Sweep[]
  readonly work: ExploreWork
  readonly workers: number
}

function readQuestion(models: readonly string[], flags: ExploreCommandFlags): Result<Question> {
  const target = loadTarget(flags.target)
  const [sparsify, cluster] = [sparsifyPass(flags.sparsity), clusterPass(flags.levels)]
  const density = Number(flags.density)
  const isShare = flags.density.trim() !== '' && density >= 0 && density <= 1
  const workers = flags.workers === undefined ? availableParallelism() : Number(flags.workers)
  const faults: Diagnostic[] = [target, sparsify, cluster].flatMap((r) => (r.ok ? [] : r.diagnostics))
  if (!isShare) faults.push(argumentMalformed('--density', 'a share from 0 to 1', flags.density))
  if (!Number.isInteger(workers) || workers < 1 || workers > 256)
    faults.push(argumentMalformed('--workers', 'a number from 1 to 256', flags.workers!))
  if (!target.ok || !sparsify.ok || !cluster.ok || faults.length > 0) return failure(...faults)
  const sweeps = parseSweeps(flags.sweep, target.value)
  if (!sweeps.ok) return sweeps
  const tasks = sweeps.value.reduce((product, { values }) => product * values.length, models.length)
  if (tasks > mostTasks) return failure(sweepTooLarge(tasks, mostTasks))
  const work = {
    definition: targetDefinition(target.value).definition,
    models,
    weights: [sparsify.value, cluster.value].filter((pass) => pass !== '').join(','),
    compress: flags.compress,
    ...(flags.objective === undefined ? {} : { objective: flags.objective }),
    density,
  }
  return success({ target: target.value, sweeps: sweeps.value, work, workers })
}

async function explore(
  models: readonly string[],
  flags: ExploreCommandFlags,
  terminal: Terminal,
): Promise<Result<Omit<ExploreResult, 'seconds' | 'warnings'>>> {
  const question = readQuestion(models, flags)
  if (!question.ok) return question
  const { target, sweeps, work, workers } = question.value
  const key = keyOf(work)
  if (!key.ok) return key
  const settings = settingsOf(sweeps)
  const tasks = settings.flatMap((point) => models.map((_, model) => ({ settings: point, model })))
  const progress = showProgress(terminal, 'measurements', tasks.length)
  const answers = await explorePoints(work, tasks, { workers, key: key.value, resume: flags.resume }, progress)
  if (!answers.ok) return answers
  const rated = settings.map((point, i) => pointOf(target, point, models, answers.value.slice(i * models.length, (i + 1) * models.length)))
  const front = paretoFront(rated)
  const points = rated.map((point, i): Point => ({ ...point, isPareto: front.has(i) }))
  return success({
    schema: 'onnc.explore/1',
    target: target.name,
    models: [...models],
    pipeline: work.weights,
    compress: work.compress,
    density: work.density,
    points,
    best: (Object.keys(goals) as Goal[]).flatMap((goal) => {
      const best = bestBy(points, goal)
      return best === undefined ? [] : [{ goal, settings: best.settings, value: goals[goal].of(best)! }]
    }),
    ...locate(points, presentSettings(target, sweeps)),
  })
}

/** Models by what is in them, so that a changed one is measured anew. */
function keyOf(work: ExploreWork): Result<string> {
  const hash = createHash('sha256').update(JSON.stringify(work))
  for (const file of work.models) {
    try {
      hash.update(readFileSync(file))
    } catch (error) {
      return failure(fileError(file, error))
    }
  }
  return success(hash.digest('hex'))
}

function pointOf(base: Target, settings: Settings, models: readonly string[], answers: readonly ExploreAnswer[]): Omit<Point, 'isPareto'> {
  const changed = targetWith(base, settings)
  const area = changed.ok ? areaOf(changed.value) : undefined
  const measured = answers.flatMap((answer, i) => ('problem' in answer ? [] : [{ model: models[i]!, ...figuresOf(answer) }]))
  const problem = answers.flatMap((answer) => ('problem' in answer ? [answer.problem] : []))[0]
  const mean = (of: (figures: (typeof measured)[number]) => number): number =>
    measured.reduce((sum, figures) => sum + of(figures), 0) / measured.length
  return {
    settings: [...settings],
    ...(area === undefined ? {} : { squareMetres: area.reduce((sum, { squareMetres }) => sum + squareMetres, 0) }),
    ...(problem !== undefined
      ? { problem }
      : {
          mean: {
            framesPerSecond: mean((f) => f.framesPerSecond),
            framesPerSecondPerWatt: mean((f) => f.framesPerSecondPerWatt),
            joulesPerBit: mean((f) => f.joulesPerBit),
            meanWatts: mean((f) => f.meanWatts),
          },
        }),
    models: measured,
  }
}

function figuresOf({ latencySeconds, energyJoules, bits }: Exclude<ExploreAnswer, { problem: string }>): NonNullable<Point['mean']> {
  return {
    framesPerSecond: ratio(1, latencySeconds),
    framesPerSecondPerWatt: ratio(1, energyJoules),
    joulesPerBit: ratio(energyJoules, bits),
    meanWatts: ratio(energyJoules, latencySeconds),
  }
}

function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b
}

function locate(points: readonly Point[], present: Settings): Pick<ExploreResult, 'located'> {
  const point = points.find(({ settings }) => JSON.stringify(settings) === JSON.stringify(present))
  if (point === undefined) return {}
  const ranks = (Object.keys(goals) as Goal[]).flatMap((goal) => {
    const rank = rankOf(points, point, goal)
    return rank === undefined ? [] : [{ goal, rank, of: points.filter((other) => goals[goal].of(other) !== undefined).length }]
  })
  return { located: { settings: point.settings, ranks, isPareto: point.isPareto } }
}

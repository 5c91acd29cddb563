import { failure, type Result, success } from '@onnc/support'
import type { Compression, Objective } from '@onnc/passes'

import { readKept, writeKept } from '../kept-results.ts'
import { exploreMismatch } from '../onnc-diagnostics.ts'
import { askProcesses, type Problem } from '../worker-pool.ts'
import type { Settings } from './sweep.ts'

/** What all points have in common. */
export interface ExploreWork {
  /** Of the target whose parameters are changed. */
  readonly definition: string
  readonly models: readonly string[]
  /** Passes on weights; none if empty. */
  readonly weights: string
  readonly compress: Compression
  readonly objective?: Objective
  readonly density: number
}

export interface ExploreTask {
  readonly settings: Settings
  /** Index into the models. */
  readonly model: number
}

export type ExploreAnswer = { readonly latencySeconds: number; readonly energyJoules: number; readonly bits: number } | Problem

export interface ExplorePool {
  readonly workers: number
  /** Names the work: results of others in the file of `--resume` are refused. */
  readonly key: string
  readonly resume: string | undefined
}

/** Least time between two writes of what is known: each writes all of it. */
const keepSeconds = 2

/** An answer for each task, in their order, on as many processes as are asked for; their number changes nothing. */
export async function explorePoints(
  work: ExploreWork,
  tasks: readonly ExploreTask[],
  { workers, key, resume }: ExplorePool,
  progress: (done: number) => void,
): Promise<Result<readonly ExploreAnswer[]>> {
  const answers = readKept<string, ExploreAnswer>(resume, key, isAnswer)
  if (answers === undefined) return failure(exploreMismatch(resume!))
  const nameOf = ({ settings, model }: ExploreTask): string => JSON.stringify([settings.map(({ path, value }) => [path, value]), model])
  const open = tasks.filter((task) => !answers.has(nameOf(task)))
  let [done, kept] = [tasks.length - open.length, performance.now()]
  const keep = (): Result<void> => (resume === undefined ? success(undefined) : writeKept(resume, key, answers))
  await askProcesses({ entry: [import.meta.url, './worker'], work, tasks: open, workers }, (task, answer) => {
    answers.set(nameOf(task), answer as ExploreAnswer)
    progress(++done)
    if (performance.now() - kept >= keepSeconds * 1e3) {
      kept = performance.now()
      keep()
    }
    return 'go on'
  })
  const written = keep()
  return written.ok ? success(tasks.map((task) => answers.get(nameOf(task))!)) : written
}

function isAnswer(name: unknown, found: unknown): boolean {
  if (typeof name !== 'string' || typeof found !== 'object' || found === null) return false
  const { problem, latencySeconds, energyJoules, bits } = found as Record<string, unknown>
  return typeof problem === 'string' || [latencySeconds, energyJoules, bits].every(Number.isFinite)
}

import { failure, type Result, success } from '@onnc/support'
import type { Compression, Objective } from '@onnc/passes'
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { exploreMismatch } from '../onnc-diagnostics.ts'
import { writeWhole } from '../write-file.ts'
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

export type ExploreAnswer =
  | { readonly latencySeconds: number; readonly energyJoules: number; readonly bits: number }
  | { readonly problem: string }

export interface ExplorePool {
  readonly workers: number
  /** Names the work: results of others in the file of `--resume` are refused. */
  readonly key: string
  readonly resume: string | undefined
}

const fromSource = import.meta.url.endsWith('.ts')
const entry = fileURLToPath(new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url))
const execArgv = fromSource ? ['--conditions=@onnc/source'] : []

/** Least time between two writes of what is known: each writes all of it. */
const keepSeconds = 2

/** An answer for each task, in their order, on as many processes as are asked for; their number changes nothing. */
export async function explorePoints(
  work: ExploreWork,
  tasks: readonly ExploreTask[],
  { workers, key, resume }: ExplorePool,
  progress: (done: number) => void,
): Promise<Result<readonly ExploreAnswer[]>> {
  const known = readKnown(resume, key)
  if (!known.ok) return known
  const answers = known.value
  const nameOf = ({ settings, model }: ExploreTask): string => JSON.stringify([settings.map(({ path, value }) => [path, value]), model])
  const open = tasks.filter((task) => !answers.has(nameOf(task)))
  let [done, kept] = [tasks.length - open.length, performance.now()]
  const keep = (): Result<void> =>
    resume === undefined ? success(undefined) : writeWhole(resume, `${JSON.stringify({ key, answers: [...answers] })}\n`)
  const run = async (): Promise<void> => {
    let worker = start(work)
    for (let task = open.shift(); task !== undefined; task = open.shift()) {
      const answer = await ask(worker, task)
      if (worker.exitCode !== null || worker.signalCode !== null) worker = start(work)
      answers.set(nameOf(task), answer)
      progress(++done)
      if (performance.now() - kept < keepSeconds * 1e3) continue
      kept = performance.now()
      keep()
    }
    worker.kill('SIGKILL')
  }
  await Promise.all(Array.from({ length: Math.min(workers, open.length) }, run))
  const written = keep()
  return written.ok ? success(tasks.map((task) => answers.get(nameOf(task))!)) : written
}

function start(work: ExploreWork): ChildProcess {
  return fork(entry, [JSON.stringify(work)], { execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
}

function ask(worker: ChildProcess, task: ExploreTask): Promise<ExploreAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: ExploreAnswer): void => {
      worker.off('exit', onExit)
      worker.off('message', finish)
      resolve(answer)
    }
    const onExit = (code: number | null, signal: string | null): void =>
      finish({ problem: `its process ended (${signal ?? `exit code ${code}`})` })
    worker.once('exit', onExit)
    worker.once('message', finish)
    worker.send(task)
  })
}

function readKnown(file: string | undefined, key: string): Result<Map<string, ExploreAnswer>> {
  if (file === undefined || !existsSync(file)) return success(new Map())
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { key?: unknown; answers?: unknown }
    if (kept.key === key && Array.isArray(kept.answers)) return success(new Map(kept.answers as [string, ExploreAnswer][]))
  } catch {
    // Not ours, then.
  }
  return failure(exploreMismatch(file))
}

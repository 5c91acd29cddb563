import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import type { ConformanceCase } from './find-cases.ts'
import type { CaseOutcome } from './run-case.ts'
import type { WorkerOptions } from './worker.ts'

/** A case that takes longer is given up. */
const secondsPerCase = 120

const fromSource = import.meta.url.endsWith('.ts')
const entry = fileURLToPath(new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url))
const execArgv = fromSource ? ['--conditions=@onnc/source'] : []

/** Runs cases on `workers` processes; `done` hears of each as it ends. Outcomes come in the order of the cases. */
export async function runCases(
  cases: readonly ConformanceCase[],
  options: WorkerOptions,
  workers: number,
  done: (finished: number) => void,
): Promise<readonly CaseOutcome[]> {
  const outcomes: CaseOutcome[] = []
  let next = 0
  let finished = 0
  const work = async (): Promise<void> => {
    let worker: ChildProcess | undefined
    while (next < cases.length) {
      const index = next++
      if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null || !worker.connected) worker = start(options)
      outcomes[index] = await ask(worker, cases[index]!)
      done(++finished)
    }
    worker?.kill('SIGKILL')
  }
  await Promise.all(Array.from({ length: Math.min(workers, cases.length) }, work))
  return outcomes
}

function start(options: WorkerOptions): ChildProcess {
  return fork(entry, [JSON.stringify(options)], { execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
}

function ask(worker: ChildProcess, found: ConformanceCase): Promise<CaseOutcome> {
  return new Promise((resolve) => {
    const finish = (outcome: CaseOutcome): void => {
      clearTimeout(timer)
      worker.off('exit', onExit)
      worker.off('message', finish)
      resolve(outcome)
    }
    const onExit = (code: number | null, signal: string | null): void =>
      finish({ status: 'differs', detail: `the process that ran the case ended (${signal ?? `exit code ${code}`})` })
    const timer = setTimeout(() => {
      worker.off('exit', onExit)
      worker.kill('SIGKILL')
      finish({ status: 'differs', detail: `not done within ${secondsPerCase} s` })
    }, secondsPerCase * 1000)
    worker.once('exit', onExit)
    worker.once('message', finish)
    worker.send(found)
  })
}

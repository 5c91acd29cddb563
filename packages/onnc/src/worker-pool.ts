import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Why there is no answer. */
export interface Problem {
  readonly problem: string
}

export interface PooledWork<Task> {
  /** The module that a process runs, as `import.meta.url` and a path from it without an ending; it answers each message with one. */
  readonly entry: readonly [from: string, path: string]
  /** What all tasks have in common: the argument of each process, as JSON. */
  readonly work: unknown
  /** As JSON knows them. */
  readonly tasks: readonly Task[]
  readonly workers: number
}

/**
 * Asks processes for an answer to each task, until `onAnswer` says that there are enough. A process that ends is an answer, too, and another one
 * takes its place. Answers are what the module of `entry` sends, or a `Problem`.
 */
export async function askProcesses<Task>(
  { entry, work, tasks, workers }: PooledWork<Task>,
  onAnswer: (task: Task, answer: unknown) => 'go on' | 'stop',
): Promise<void> {
  const isSource = entry[0].endsWith('.ts')
  const file = fileURLToPath(new URL(`${entry[1]}${isSource ? '.ts' : '.js'}`, entry[0]))
  const start = (): ChildProcess =>
    fork(file, [JSON.stringify(work)], {
      execArgv: isSource ? ['--conditions=@onnc/source'] : [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
  const open = [...tasks]
  let isOver = false
  const run = async (): Promise<void> => {
    let worker = start()
    for (let task = open.shift(); task !== undefined && !isOver; task = open.shift()) {
      const answer = await ask(worker, task as object)
      if (onAnswer(task, answer) === 'stop') isOver = true
      else if (worker.exitCode !== null || worker.signalCode !== null) worker = start()
    }
    worker.kill('SIGKILL')
  }
  await Promise.all(Array.from({ length: Math.min(workers, open.length) }, run))
}

function ask(worker: ChildProcess, task: object): Promise<unknown> {
  return new Promise((resolve) => {
    const finish = (answer: unknown): void => {
      worker.off('exit', onExit)
      worker.off('message', finish)
      resolve(answer)
    }
    const onExit = (code: number | null, signal: string | null): void =>
      finish({ problem: `its process ended (${signal ?? `exit code ${code}`})` } satisfies Problem)
    worker.once('exit', onExit)
    worker.once('message', finish)
    worker.send(task)
  })
}

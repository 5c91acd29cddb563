import { failure, type Result, success } from '@onnc/support'
import type { Faults, Mode } from '@onnc/executor'
import { encodeProgram, type Program } from '@onnc/isa'
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { chipFailed, resumeMismatch } from '../onnc-diagnostics.ts'
import { showProgress } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { writeWhole } from '../write-file.ts'

/** What every chip is asked. */
export interface ChipWork {
  readonly images: string
  readonly labels?: string
  readonly limit?: string
  readonly scale: string
  readonly offset: string
  readonly mode: Mode
  readonly faults?: Faults
}

export type ChipAnswer = { readonly correct: number } | { readonly problem: string }

export interface ChipCount {
  readonly chips: number
  readonly workers?: number
}

/** Chips have the seeds from `firstSeed` on; the first one is known. */
export interface ChipPlan extends ChipCount {
  readonly firstSeed: number
  readonly firstCorrect: number
  /** Where results are kept as they come, and taken from. */
  readonly resume: string | undefined
}

const fromSource = import.meta.url.endsWith('.ts')
const entry = fileURLToPath(new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url))
const execArgv = fromSource ? ['--conditions=@onnc/source'] : []

/** Correct images of each chip, on as many processes as are asked for; each chip is its seed, so their number changes nothing. */
export async function evaluateChips(
  program: Program,
  work: ChipWork,
  { chips, workers = availableParallelism(), firstSeed, firstCorrect, resume }: ChipPlan,
  terminal: Terminal,
): Promise<Result<readonly number[]>> {
  const bytes = encodeProgram(program)
  const key = createHash('sha256').update(bytes).update(JSON.stringify(work)).digest('hex')
  const known = readKnown(resume, key)
  if (!known.ok) return known
  const correct = known.value
  correct.set(firstSeed, firstCorrect)
  const seeds = Array.from({ length: chips }, (_, i) => firstSeed + i)
  const open = seeds.filter((seed) => !correct.has(seed))
  const progress = showProgress(terminal, 'chips', chips)
  const folder = mkdtempSync(join(tmpdir(), 'onnc-chips-'))
  const problems: string[] = []
  try {
    const file = join(folder, 'program.mrr')
    if (open.length > 0) writeFileSync(file, bytes)
    const run = async (): Promise<void> => {
      const worker = fork(entry, [JSON.stringify({ program: file, work })], { execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
      for (let seed = open.shift(); seed !== undefined && problems.length === 0; seed = open.shift()) {
        const answer = await ask(worker, seed)
        if ('problem' in answer) problems.push(`chip ${seed}: ${answer.problem}`)
        else {
          correct.set(seed, answer.correct)
          if (resume !== undefined) keep(resume, key, correct)
          progress(correct.size)
        }
      }
      worker.kill('SIGKILL')
    }
    await Promise.all(Array.from({ length: Math.min(workers, open.length) }, run))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (problems.length > 0) return failure(...problems.map((problem) => chipFailed(problem)))
  return success(seeds.map((seed) => correct.get(seed)!))
}

function ask(worker: ChildProcess, seed: number): Promise<ChipAnswer> {
  return new Promise((resolve) => {
    const finish = (answer: ChipAnswer): void => {
      worker.off('exit', onExit)
      worker.off('message', finish)
      resolve(answer)
    }
    const onExit = (code: number | null, signal: string | null): void =>
      finish({ problem: `its process ended (${signal ?? `exit code ${code}`})` })
    worker.once('exit', onExit)
    worker.once('message', finish)
    worker.send(seed)
  })
}

/** What an earlier run found, by seed. A file of another evaluation is refused, so that nothing of it is lost. */
function readKnown(file: string | undefined, key: string): Result<Map<number, number>> {
  if (file === undefined || !existsSync(file)) return success(new Map())
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { key?: unknown; correct?: unknown }
    if (kept.key === key && Array.isArray(kept.correct)) return success(new Map(kept.correct as [number, number][]))
  } catch {
    // Not ours, then.
  }
  return failure(resumeMismatch(file))
}

function keep(file: string, key: string, correct: ReadonlyMap<number, number>): void {
  writeWhole(file, `${JSON.stringify({ key, correct: [...correct].toSorted(([a], [b]) => a - b) })}\n`)
}

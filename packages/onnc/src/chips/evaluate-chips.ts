import { failure, type Result, success } from '@onnc/support'
import type { Faults, Mode } from '@onnc/executor'
import { encodeProgram, type Program } from '@onnc/isa'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

import { readKept, writeKept } from '../kept-results.ts'
import { chipFailed, resumeMismatch } from '../onnc-diagnostics.ts'
import { showProgress } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { askProcesses, type Problem } from '../worker-pool.ts'

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

export type ChipAnswer = { readonly correct: number } | Problem

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

/** Correct images of each chip, on as many processes as are asked for; each chip is its seed, so their number changes nothing. */
export async function evaluateChips(
  program: Program,
  work: ChipWork,
  { chips, workers = availableParallelism(), firstSeed, firstCorrect, resume }: ChipPlan,
  terminal: Terminal,
): Promise<Result<readonly number[]>> {
  const bytes = encodeProgram(program)
  const key = createHash('sha256').update(bytes).update(JSON.stringify(work)).digest('hex')
  const correct = readKept<number, number>(resume, key, (seed, right) => Number.isSafeInteger(seed) && Number.isSafeInteger(right))
  if (correct === undefined) return failure(resumeMismatch(resume!))
  correct.set(firstSeed, firstCorrect)
  const seeds = Array.from({ length: chips }, (_, i) => firstSeed + i)
  const open = seeds.filter((seed) => !correct.has(seed))
  const progress = showProgress(terminal, 'chips', chips)
  const folder = mkdtempSync(join(tmpdir(), 'onnc-chips-'))
  const problems: string[] = []
  try {
    const file = join(folder, 'program.mrr')
    if (open.length > 0) writeFileSync(file, bytes)
    const pooled = { entry: [import.meta.url, './worker'], work: { program: file, work }, tasks: open, workers } as const
    await askProcesses(pooled, (seed, found) => {
      const answer = found as ChipAnswer
      if ('problem' in answer) {
        problems.push(`chip ${seed}: ${answer.problem}`)
        return 'stop'
      }
      correct.set(seed, answer.correct)
      if (resume !== undefined) writeKept(resume, key, new Map([...correct].toSorted(([a], [b]) => a - b)))
      progress(correct.size)
      return 'go on'
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (problems.length > 0) return failure(...problems.map((problem) => chipFailed(problem)))
  return success(seeds.map((seed) => correct.get(seed)!))
}

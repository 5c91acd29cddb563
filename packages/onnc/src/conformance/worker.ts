import { loadTarget } from '@onnc/hardware'

import type { ConformanceCase } from './find-cases.ts'
import { type CaseOutcome, runCase } from './run-case.ts'

/*
 * A process that runs cases one after another: entry of `case-pool.ts`. ONNX Runtime works inside it, so that a case costs milliseconds;
 * should one end the process, the pool starts another.
 */

/** What the pool sends first. */
export interface WorkerOptions {
  readonly target: string
  readonly mode: 'ideal' | 'quantized'
  readonly pipeline?: string
}

const options = JSON.parse(process.argv[2]!) as WorkerOptions
const target = loadTarget(options.target)

process.on('disconnect', () => process.exit())
process.on('message', (found: ConformanceCase) => void answer(found))

async function answer(found: ConformanceCase): Promise<void> {
  let outcome: CaseOutcome
  try {
    const { mode, pipeline } = options
    outcome = target.ok
      ? await runCase(found, { target: target.value, mode, ...(pipeline === undefined ? {} : { pipeline }) })
      : { status: 'unsupported', detail: target.diagnostics.map((d) => d.message).join('; ') }
  } catch (error) {
    outcome = { status: 'differs', detail: `internal error: ${error instanceof Error ? error.message : String(error)}` }
  }
  process.send!(outcome)
}

import { runCommandLine } from '../src/index.ts'

export interface CommandOutcome {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** Runs one command line in this process and keeps what it wrote. */
export async function runOnnc(...args: readonly string[]): Promise<CommandOutcome> {
  const out: string[] = []
  const err: string[] = []
  const exitCode = await runCommandLine(args, { out: (text) => out.push(text), err: (text) => err.push(text), isTerminal: false })
  return { exitCode, out: out.join(''), err: err.join('') }
}

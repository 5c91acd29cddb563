import { readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'

import { repositoryRoot } from '@onnc/testing'
import { expect, test } from 'vitest'

import { diagnosticFaults } from './expected-diagnostics.ts'
import { type GoldenCase, outputPart, readCases, readManual, replaceParts } from './golden-file.ts'
import { runCase } from './run-case.ts'

interface Part {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Defines a test for every case of a golden file. `vitest -u` writes what they produce into the file, in the order in which they run. */
export function goldenTests(path: string): void {
  const file = relative(repositoryRoot, path).replaceAll('\\', '/')
  const text = readFileSync(path, 'utf8')
  const blessed: Part[] = []
  const bless = (part: Part): void => {
    if (text.slice(part.start, part.end) === part.text) return
    blessed.push(part)
    writeFileSync(path, replaceParts(text, blessed))
  }
  for (const golden of path.endsWith('.md') ? readManual(text) : readCases(text))
    test(golden.intent, () => checkCase(golden, golden.failure === undefined ? file : 'example.mlir', isBlessing() ? bless : undefined))
}

function checkCase(golden: GoldenCase, file: string, bless: ((part: Part) => void) | undefined): void {
  const { output, diagnostics } = runCase(golden, file)
  const faults = diagnosticFaults(golden.input, file, diagnostics).join('\n\n')
  if (golden.failure !== undefined) {
    if (bless === undefined) expect(faults).toBe(golden.failure.expected)
    else bless({ ...golden.failure, text: `${faults}\n` })
    return
  }
  if (faults !== '') throw new Error(faults)
  if (bless !== undefined) bless({ ...golden, text: outputPart(output) })
  else if (output !== undefined && golden.expected === undefined)
    throw new Error(`${file}: the case has no output yet; npm run bless writes it`)
  else expect(output).toBe(golden.expected)
}

/** Whether vitest was asked to accept what tests produce. */
function isBlessing(): boolean {
  return expect.getState().snapshotState.snapshotUpdateState === 'all'
}

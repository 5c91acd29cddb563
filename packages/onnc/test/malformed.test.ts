import { resultSchemas } from '@onnc/results'
import { needsData, testDataFiles, testDataPath } from '@onnc/testing'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { malformedFiles } from './malformed-files.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-malformed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const files = testDataFiles('malformed', /\.(onnx|txt|bin)$/)
const known = new Map(malformedFiles.map(([file, ...row]) => [join('malformed', file), row]))

describe.skipIf(files.length === 0)(needsData('malformed', 'broken and hostile models'), () => {
  test.each(files.map((file) => [file, known.get(file)?.[2] ?? 'not in the table'] as const))('%s (%s)', async (file) => {
    const path = testDataPath(file)!
    const program = join(folder, 'out.mrr')
    const { exitCode, out, err } = await runOnnc('compile', path, '-o', program, '--json')
    const [expectedExit, expectedCode] = known.get(file) ?? []
    if (expectedExit === undefined) expect([0, 3, 4]).toContain(exitCode)
    else expect(exitCode, err).toBe(expectedExit)
    expect(readdirSync(folder)).toEqual(exitCode === 0 ? ['out.mrr'] : [])
    if (exitCode !== 0) {
      const { diagnostics } = resultSchemas.error.parse(JSON.parse(out))
      if (expectedCode !== undefined) expect(diagnostics[0]?.code).toBe(expectedCode)
      // One fault, but for things the user has to state one by one.
      const codes = new Set(diagnostics.map(({ code }) => code))
      expect(codes.size).toBe(1)
      if (diagnostics.length > 1) expect([...codes].join()).toMatch(/^(dimension-unbound|input-rank-unknown)$/)
      expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/)
    } else {
      rmSync(program)
      const compared = await runOnnc('run', path, '--random-inputs', '1', '--compare')
      expect(compared.exitCode, compared.err).toBe(0)
    }
    expect(existsSync(program)).toBe(false)
  })
})

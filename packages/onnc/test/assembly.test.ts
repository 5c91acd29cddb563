import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { repositoryRoot } from '@onnc/testing'

import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-assembly-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

test('dis and as give a compiled program back byte for byte', async () => {
  const model = join(repositoryRoot, 'test-models/digits-cnn/model.onnx')
  expect((await runOnnc('compile', model, '-o', at('p.mrr'))).exitCode).toBe(0)
  expect(await runOnnc('dis', at('p.mrr'), '-o', at('p.asm'))).toMatchObject({ exitCode: 0, out: '', err: '' })
  const blobs = readdirSync(folder).filter((name) => name.endsWith('.blob'))
  expect(blobs).toEqual([expect.stringMatching(/^p\.[0-9a-f]{16}\.blob$/)])
  const text = readFileSync(at('p.asm'), 'utf8')
  expect(text).toContain(`.blob "${blobs[0]}" sha256=`)
  expect(text).toMatch(/ stream .* ; \S/)
  expect(await runOnnc('as', at('p.asm'), '-o', at('q.mrr'))).toMatchObject({ exitCode: 0, out: '', err: '' })
  expect(readFileSync(at('q.mrr')).equals(readFileSync(at('p.mrr')))).toBe(true)
  expect((await runOnnc('dis', at('p.mrr'))).out).toBe(text)

  writeFileSync(at('bad.asm'), text.replace('store=overwrite', 'store=overwritten').replace('  halt', '  stop'))
  const bad = await runOnnc('as', at('bad.asm'), '-o', at('bad.mrr'))
  expect(bad.exitCode).toBe(3)
  expect(bad.err).toContain("'store' of 'stream': expected overwrite or accumulate, found 'overwritten'")
  expect(bad.err).toContain("found 'stop'")
  expect(bad.err).toMatch(/\n +\| +\^+/)
  expect(readdirSync(folder)).not.toContain('bad.mrr')
})

test('what is missing is named', async () => {
  expect(await runOnnc('dis', at('none.mrr'))).toMatchObject({ exitCode: 2, err: expect.stringContaining('no such file') })
  expect(await runOnnc('as', at('none.asm'), '-o', at('x.mrr'))).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('no such file'),
  })
  writeFileSync(at('lost.asm'), `.blob "lost.blob" sha256=${'0'.repeat(64)}\n  halt\n`)
  expect(await runOnnc('as', at('lost.asm'), '-o', at('x.mrr'))).toMatchObject({ exitCode: 2, err: expect.stringContaining('lost.blob') })
  expect((await runOnnc('as', at('lost.asm'))).exitCode).toBe(2)
})

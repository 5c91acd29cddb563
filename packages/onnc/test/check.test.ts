import { decodeProgram, encodeProgram, type Program } from '@onnc/isa'
import { repositoryRoot } from '@onnc/testing'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'
import { unwrap } from './small-target.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-check-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
let good: Program

beforeAll(async () => {
  expect((await runOnnc('compile', join(repositoryRoot, 'test-models/digits-cnn/model.onnx'), '-o', at('p.mrr'))).exitCode).toBe(0)
  good = unwrap(decodeProgram(readFileSync(at('p.mrr')), 'p.mrr'))
})

async function check(program: Program | Uint8Array): Promise<{ exitCode: number; err: string }> {
  writeFileSync(at('bad.mrr'), program instanceof Uint8Array ? program : encodeProgram(program))
  return runOnnc('check', at('bad.mrr'))
}

test('a sound program is told to be sound', async () => {
  const { exitCode, out, err } = await runOnnc('check', at('p.mrr'))
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  expect(out).toMatch(/ for rnb-64: \d+ instructions are sound; \d+ streams and \d+ kernel runs see what was planned, \d+ waits order them/)
  expect(await runOnnc('check', at('p.mrr'), '--target', 'nowhere')).toMatchObject({ exitCode: 2 })
})

test('a program that does something else than claimed fails the check', async () => {
  const [use, ...uses] = good.uses
  const changed = { ...good, uses: [{ ...use!, outScale: use!.outScale.map((scale) => 2 * scale) }, ...uses] }
  expect(await check(changed)).toMatchObject({ exitCode: 1, err: expect.stringContaining('use 0 has other scales than claimed') })
  const wait = good.instructions.findIndex(({ op }) => op === 'wait')
  const { length } = good.instructions
  const hasty = { ...good, sourceMap: [], instructions: good.instructions.filter((_, i) => i !== wait) }
  expect(hasty.instructions).toHaveLength(length - 1)
  expect(await check(hasty)).toMatchObject({ exitCode: 1, err: expect.stringContaining('without having waited for') })
})

test('what is no program, or none for this target, is invalid', async () => {
  const file = readFileSync(at('p.mrr'))
  expect(await check(file.subarray(0, 1000))).toMatchObject({ exitCode: 3, err: expect.stringContaining('truncated') })
  const flipped = Uint8Array.from(file)
  flipped[5000]! ^= 1
  expect(await check(flipped)).toMatchObject({ exitCode: 3, err: expect.stringContaining('checksum') })
  const [kernel, ...kernels] = good.kernels
  const foreign = { ...kernel!, model: new TextEncoder().encode('not a model') }
  expect(await check({ ...good, kernels: [foreign, ...kernels] })).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining(`kernel '${kernel!.name}' of the program is no ONNX model`),
  })
  const elsewhere = good.instructions.map((i) => (i.op === 'program' ? { ...i, unit: 4000 } : i))
  expect(await check({ ...good, instructions: elsewhere })).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining("unit 4000 does not exist, target 'rnb-64' has 16 units"),
  })
})

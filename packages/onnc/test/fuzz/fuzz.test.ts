import { loadTarget } from '@onnc/hardware'
import { openIsolated } from '@onnc/ort'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { unwrap } from '../small-target.ts'
import { fuzzCase, mutant } from './fuzz-case.ts'
import { seedModels } from './seeds.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-fuzz-'))
const isolated = openIsolated()
afterAll(async () => {
  await isolated.close()
  rmSync(folder, { recursive: true })
})
writeFileSync(join(folder, 'w.bin'), new Uint8Array(4096))
symlinkSync(join(folder, 'w.bin'), join(folder, 'link'))

const target = unwrap(loadTarget('rnb-64'))
const models = seedModels()
const firstSeed = 1000 * Number(process.env['ONNC_SEED'] ?? 1)

test('the models that mutants come from compile, and back from ONNX too', async () => {
  for (const model of models) expect(await fuzzCase(model, folder, target, isolated)).toMatchObject({ exitCode: 0 })
})

// `npm run fuzz` goes on where this stops.
test('mutants compile, or are refused in clear words', async () => {
  const faults: string[] = []
  for (let seed = firstSeed; seed < firstSeed + 400; seed++) {
    const { fault } = await fuzzCase(mutant(models, seed), folder, target, isolated)
    if (fault !== undefined) faults.push(`seed ${seed}: ${fault}`)
  }
  expect(faults).toEqual([])
})

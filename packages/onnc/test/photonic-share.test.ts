import { join } from 'node:path'

import { registry } from '@onnc/dialects'
import { importModel } from '@onnc/frontend'
import { loadTarget } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { countMacs, passes, stages } from '@onnc/passes'
import { needsData, testDataPath } from '@onnc/testing'
import { describe, expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

const trained = testDataPath('trained')

/** Share of the multiply-accumulates that run on rings; free dimensions are `length`. */
async function photonicShare(model: string, target: string, length: number): Promise<number> {
  const bound = { dims: new Map<string, number>(), inputShapes: new Map(), otherwise: length }
  const module = unwrap(await importModel(join(trained!, model, 'model.onnx'), bound))
  const environment = { target: unwrap(loadTarget(target)) }
  unwrap(runPasses(unwrap(parsePipeline(stages.mvm, passes)), module, { environment, registry }))
  const { photonic, electronic } = countMacs(module)
  return photonic / (photonic + electronic)
}

describe.skipIf(trained === undefined)(needsData('trained', 'transformers'), () => {
  test.each([
    ['bert-toy-optimized', 1],
    ['gpt2-past-tiny', 1],
    ['cifar10-vit-pgd_2_3_16', 1],
  ] as const)('%s: 95 percent of the work on rings that take activations, 85 on others', async (model, length) => {
    expect(await photonicShare(model, 'lt-mrr-bank', length)).toBeGreaterThanOrEqual(0.95)
    expect(await photonicShare(model, 'sonic', length)).toBeGreaterThanOrEqual(0.95)
    expect(await photonicShare(model, 'rnb-64', length)).toBeGreaterThanOrEqual(0.85)
  })
})

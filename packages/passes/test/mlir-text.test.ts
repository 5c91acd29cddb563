import { registry } from '@onnc/dialects'
import { i64ArrayAttribute, moduleDifference, type Operation, operationText, parseModule, parsePipeline, runPasses } from '@onnc/ir'
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

import { passes } from '../src/index.ts'
import { buildModule, rnb64 } from './module-text.ts'

const hasMlirOpt = spawnSync('mlir-opt-22', ['--version']).status === 0
const flags = ['--allow-unregistered-dialect', '--mlir-print-op-generic', '--mlir-print-debuginfo']

function convolution(): Operation {
  return buildModule({ x: [1, 2, 4] }, ({ constant, node }, x) => {
    const first = node('Conv', [x!, constant('w', [4, 2, 2]), constant('b', [4])], [1, 4, 5], { pads: i64ArrayAttribute([1, 1]) })
    return [node('Flatten', [node('Relu', [first], [1, 4, 5])], [1, 20])]
  })
}

function parsed(text: string): Operation {
  const result = parseModule(text, 'test.mlir', registry)
  if (!result.ok) throw new Error(`${JSON.stringify(result.diagnostics[0])}\n${text}`)
  return result.value
}

const stages = [
  '',
  'lower-to-mvm',
  'lower-to-mvm,attach-affine,fold-layout,share-matrices,gather-electronic',
  'lower-to-mvm,attach-affine,fold-layout,share-matrices,gather-electronic,tile,assign-banks,plan-calibration',
]

test.each(stages)(
  "after '%s', what is printed reads back equal; mlir-opt-22, where installed, accepts it and prints the same",
  (pipeline) => {
    const module = convolution()
    if (pipeline !== '') {
      const chosen = parsePipeline(pipeline, passes)
      const result = chosen.ok
        ? runPasses(chosen.value, module, { environment: { target: rnb64({ rows: 2, columns: 3 }) }, registry })
        : chosen
      expect(result.diagnostics.filter((d) => d.severity === 'error')).toEqual([])
    }
    for (const generic of [true, false])
      expect(
        moduleDifference(module, parsed(operationText(module, registry, { generic, locations: true })), { locations: true }),
      ).toBeUndefined()
    if (!hasMlirOpt) return
    const run = spawnSync('mlir-opt-22', flags, { input: operationText(module, registry, { generic: true, locations: true }) })
    expect(run.stderr.toString()).toBe('')
    expect(moduleDifference(module, parsed(run.stdout.toString()), { locations: true })).toBeUndefined()
  },
)

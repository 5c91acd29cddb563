import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

import { moduleDifference, operationText, parseModule } from '../src/index.ts'
import { registry } from './toy-dialect.ts'

const folder = join(resolve(process.env['ONNC_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data')), 'mlir')
const isPossible = existsSync(folder) && spawnSync('mlir-opt-22', ['--version']).status === 0
const flags = ['--allow-unregistered-dialect', '--split-input-file', '--mlir-print-op-generic', '--mlir-print-debuginfo']

/** What is wrong with one module of another compiler on its way through our text; undefined: nothing. */
function fault(text: string, file: string): string | undefined {
  const first = parseModule(text, file, registry)
  if (!first.ok) return first.diagnostics[0]!.message
  for (const generic of [true, false]) {
    const second = parseModule(operationText(first.value, registry, { generic, locations: true }), file, registry)
    if (!second.ok) return second.diagnostics[0]!.message
    const difference = moduleDifference(first.value, second.value, { locations: true })
    if (difference !== undefined) return difference
  }
  return undefined
}

test.skipIf(!isPossible)('modules of other compilers read, print and read again equal (skipped without mlir-opt-22 or the files)', () => {
  const faults: string[] = []
  let files = 0
  for (const file of globSync('**/*.mlir', { cwd: folder })) {
    const { stdout } = spawnSync('mlir-opt-22', [...flags, file], { cwd: folder, maxBuffer: 1 << 28 })
    if (stdout.length === 0) continue
    files++
    const fail = stdout
      .toString()
      .split(/^\/\/ -----$/m)
      .map((part) => fault(part, file))
      .find((f) => f !== undefined)
    if (fail !== undefined) faults.push(`${file}: ${fail}`)
  }
  expect(files).toBeGreaterThan(50)
  expect(faults).toEqual([])
})

test('the files of another compiler in its own short forms are refused where they use them', () => {
  const result = parseModule('"builtin.module"() ({\n  %0 = arith.constant 1 : i32\n}) : () -> ()', 'f', registry)
  expect(result.diagnostics.map((d) => [d.code, d.location])).toEqual([
    ['mlir-generic-only', { kind: 'position', file: 'f', line: 2, column: 8 }],
  ])
})

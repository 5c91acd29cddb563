import { registry } from '@onnc/dialects'
import { importWhole, readModelFile } from '@onnc/frontend'
import { moduleDifference, operationText, parseModule } from '@onnc/ir'
import { loadTarget } from '@onnc/hardware'
import { openInProcess } from '@onnc/ort'
import { needsData, ownModels, repositoryRoot, testDataFiles, testDataPath } from '@onnc/testing'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { compileToStage } from '../src/compile-model.ts'
import { runOnnc } from './run-onnc.ts'

const mlirOpt = 'mlir-opt-22'
const flags = ['--allow-unregistered-dialect', '--mlir-print-op-generic', '--mlir-print-debuginfo']
const isMissing = spawnSync(mlirOpt, ['--version']).error !== undefined
const named = (name: string): string =>
  isMissing ? `${name} (skipped: ${mlirOpt} is not installed; Debian has it in mlir-22-tools)` : name
const folder = mkdtempSync(join(tmpdir(), 'onnc-mlir-'))
afterAll(() => rmSync(folder, { recursive: true }))

const own = ownModels.map((name) => [name, join(repositoryRoot, 'test-models', name, 'model.onnx')] as const)
/** Models without control flow; sizes of their free dimensions are taken as 1. */
const foreign = testDataFiles(
  'trained',
  /\/(mnist-8|mlperf-kws-dscnn-qdq|cifar10-resnet-2b|qonnx-residual-block|dtln-1|mnistfc-256x2)\/model\.onnx$/,
).map((file) => [file, testDataPath(file)!] as const)

describe.skipIf(isMissing)(named('what mlir-opt makes of our generic form'), () => {
  test.each([...own, ...foreign])('%s: every stage comes back equal', async (_, file) => {
    const target = loadTarget('rnb-64')
    if (!target.ok) throw new Error('no target')
    for (const stage of ['onnx', 'mvm', 'mrr'] as const) {
      const module = await compileToStage(file, stage, { target: target.value, dimensions: { dims: new Map(), otherwise: 1 }, exact: true })
      if (!module.ok) throw new Error(module.diagnostics.map((d) => d.message).join('; '))
      const ours = join(folder, 'ours.mlir')
      writeFileSync(ours, operationText(module.value, registry, { generic: true, locations: true }))
      const theirs = execFileSync(mlirOpt, [...flags, ours], { encoding: 'utf8', maxBuffer: 2 ** 28 })
      const parsed = parseModule(theirs, 'theirs.mlir', registry)
      if (!parsed.ok) throw new Error(parsed.diagnostics.map((d) => d.message).join('; '))
      expect(moduleDifference(module.value, parsed.value), stage).toBeUndefined()
    }
  })

  /** Control flow, functions, sequences, optionals, strings and narrow types, every third case. */
  const unusual = testDataFiles(
    'onnx-backend/node',
    /\/test_[^/]*(if_|loop|seq|optional|float8|float4|int4|string|scan|bfloat)[^/]*\/model\.onnx$/,
  )
  test.skipIf(unusual.length === 0)(needsData('onnx-backend', 'subgraphs, sequences and narrow types'), async () => {
    for (const file of unusual.filter((_, i) => i % 3 === 0)) {
      const model = readModelFile(testDataPath(file)!)
      const module = model.ok ? await importWhole(model.value, { dims: new Map(), openRuntime: openInProcess }) : model
      if (!module.ok) continue
      const input = operationText(module.value, registry, { generic: true, locations: true })
      const theirs = execFileSync(mlirOpt, [...flags, '-'], { encoding: 'utf8', input })
      for (const text of [input, theirs]) {
        const parsed = parseModule(text, file, registry)
        if (!parsed.ok) throw new Error(parsed.diagnostics.map((d) => d.message).join('; '))
        expect(moduleDifference(module.value, parsed.value), file).toBeUndefined()
      }
    }
  })

  test('onnc opt works between two mlir-opt steps of a shell pipe', () => {
    const input = `"builtin.module"() ({
  "func.func"() ({
  ^bb0(%x: tensor<2xf32>):
    %a = "onnx.Relu"(%x) {onnx.node_name = "a"} : (tensor<2xf32>) -> tensor<2xf32>
    %b = "onnx.Relu"(%x) {onnx.node_name = "b"} : (tensor<2xf32>) -> tensor<2xf32>
    %c = "onnx.Add"(%a, %b) {onnx.node_name = "c"} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    "func.return"(%c) : (tensor<2xf32>) -> ()
  }) {sym_name = "main", function_type = (tensor<2xf32>) -> tensor<2xf32>} : () -> ()
}) : () -> ()
`
    writeFileSync(join(folder, 'pipe.mlir'), input)
    const onnc = `'${process.execPath}' --conditions=@onnc/source '${join(import.meta.dirname, '../src/main.ts')}'`
    const step = `${mlirOpt} ${flags.join(' ')}`
    const pipe = `set -o pipefail; ${step} '${join(folder, 'pipe.mlir')}' | ${onnc} opt - --generic --pipeline 'func.func(cse)' | ${step} --canonicalize`
    const output = execFileSync('bash', ['-c', pipe], { encoding: 'utf8' })
    expect(output.match(/onnx\.Relu/g)).toHaveLength(1)
    expect(output).toMatch(/"onnx\.Add"\(%(\w+), %\1\)/)
  })
})

describe('onnc opt', () => {
  const module = (body: string): string => `builtin.module {\n  func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {\n${body}  }\n}\n`
  const inFile = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const identity = module('    func.return %x : tensor<2xf32>\n')

  test('prints what it reads, in both forms', async () => {
    const pretty = await runOnnc('opt', inFile('identity.mlir', identity))
    expect(pretty).toMatchObject({ exitCode: 0, err: '', out: identity })
    const generic = await runOnnc('opt', inFile('identity.mlir', identity), '--generic')
    expect(generic.out).toContain('"func.func"()')
    expect((await runOnnc('opt', inFile('generic.mlir', generic.out))).out).toBe(identity)
  })

  test('--verify-only prints nothing', async () => {
    expect(await runOnnc('opt', inFile('identity.mlir', identity), '--verify-only')).toMatchObject({ exitCode: 0, out: '', err: '' })
  })

  test('every fault of a text has its place, with the line and carets', async () => {
    const text = module('    func.return %y : tensor<2xf32>\n    "toy.op"(%z) : (f32) -> ()\n')
    const { exitCode, err, out } = await runOnnc('opt', inFile('faults.mlir', text))
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' })
    expect(err).toMatch(/faults\.mlir:3:\d+: .*%y/)
    expect(err).toMatch(/faults\.mlir:4:\d+: .*%z/)
    expect(err).toMatch(/\n {2} {2,}\| {2,}\^/)
  })

  test.each([
    ['a missing file', ['opt', join(folder, 'nowhere.mlir')], 2, /no such file/],
    ['an unknown pass, with its place', ['--pipeline', 'cse,lower-to-mvn'], 2, /--pipeline:1:5: .*lower-to-mvn.*lower-to-mvm/],
    ['a plugin that is not there', ['--plugin', './nowhere.mjs'], 2, /cannot load plugin '\.\/nowhere\.mjs'/],
    ['an unknown target', ['--target', 'rnb-65'], 2, /rnb-64/],
  ])('%s is refused', async (_, args, exitCode, message) => {
    const all = args[0] === 'opt' ? args : ['opt', inFile('identity.mlir', identity), ...args]
    const outcome = await runOnnc(...all)
    expect(outcome.err).toMatch(message)
    expect(outcome.exitCode).toBe(exitCode)
  })

  test('a plugin adds passes; a pass that breaks leaves a reproducer that opt replays', async () => {
    const ir = import.meta.resolve('@onnc/ir')
    const plugin = inFile(
      'plugin.mjs',
      `import { definePass, definePlugin } from '${ir}'
const trip = definePass({ name: 'trip', summary: 'Throws', run() { throw new Error('out of light') } })
export const plugin = definePlugin({ name: 'tripping', passes: [trip] })
`,
    )
    const before = process.cwd()
    process.chdir(folder)
    try {
      const crashed = await runOnnc('opt', inFile('identity.mlir', identity), '--plugin', plugin, '--pipeline', 'cse,trip')
      expect(crashed.exitCode).toBe(70)
      expect(crashed.err).toContain("pass 'trip' failed: out of light (try: onnc opt onnc-crash-trip.mlir)")
      const replayed = await runOnnc('opt', 'onnc-crash-trip.mlir', '--plugin', plugin)
      expect(replayed.exitCode).toBe(70)
      expect(replayed.err).toContain('out of light')
    } finally {
      process.chdir(before)
    }
  })

  test('--print-ir-diff shows what a pass changed, --pass-timing what it took', async () => {
    const text = module('    %a = "onnx.Relu"(%x) : (tensor<2xf32>) -> tensor<2xf32>\n    func.return %x : tensor<2xf32>\n')
    const { err } = await runOnnc('opt', inFile('dead.mlir', text), '--pipeline', 'dce', '--print-ir-diff', '--pass-timing')
    expect(err).toMatch(/changed by dce[^]*\n- .*onnx\.Relu/)
    expect(err).toMatch(/dce +[\d.]+ [mu]?s/)
  })
})

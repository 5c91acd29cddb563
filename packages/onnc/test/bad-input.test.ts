import { resultSchemas } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { encodeNpy } from '../src/data/write-npy.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-bad-'))
const inFolder = (name: string): string => join(folder, name)
const digits = join(repositoryRoot, 'test-models/digits-cnn')
const model = join(digits, 'model.onnx')
const program = inFolder('good.mrr')
const set = join(digits, 'test_data_set_0')
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(async () => {
  expect((await runOnnc('compile', model, '-o', program)).exitCode).toBe(0)
  writeFileSync(inFolder('empty.onnx'), '')
  writeFileSync(inFolder('text.onnx'), 'Dear compiler,\nthis is not a model.\n')
  writeFileSync(inFolder('truncated.onnx'), readFileSync(model).subarray(0, 5000))
  writeFileSync(inFolder('truncated.mrr'), readFileSync(program).subarray(0, 5000))
  writeFileSync(inFolder('text.mrr'), 'halt')
  writeFileSync(inFolder('unknown-op.onnx'), modelBytes({ inputs: { x: [1] }, outputs: ['y'], nodes: [node('Frobnicate', ['x'], ['y'])] }))
  writeFileSync(inFolder('cycle.onnx'), modelBytes({ inputs: { x: [1] }, outputs: ['y'], nodes: [node('Add', ['x', 'y'], ['y'])] }))
  writeFileSync(inFolder('undefined.onnx'), modelBytes({ inputs: { x: [1] }, outputs: ['y'], nodes: [node('Add', ['x', 'ghost'], ['y'])] }))
  writeFileSync(
    inFolder('free.onnx'),
    modelBytes({
      inputs: { x: ['batch', null, 4] },
      outputs: ['y'],
      initializers: [weights('w', [4, 2], 1)],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    }),
  )
  writeFileSync(
    inFolder('mismatch.onnx'),
    modelBytes({
      inputs: { x: [2, 3] },
      outputs: ['y'],
      initializers: [weights('w', [4, 2], 1)],
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
    }),
  )
  const conv = (attributes: Record<string, number | readonly number[]>): Uint8Array =>
    modelBytes({
      inputs: { x: [1, 3, 8, 8] },
      outputs: ['y'],
      initializers: [weights('w', [2, 3, 3, 3], 1)],
      nodes: [node('Conv', ['x', 'w'], ['y'], attributes)],
    })
  writeFileSync(inFolder('kernel-shape.onnx'), conv({ kernel_shape: [2, 2] }))
  writeFileSync(inFolder('groups.onnx'), conv({ group: 2 }))
  writeFileSync(inFolder('wrong-shape.npy'), encodeNpy({ type: 'float32', shape: [1, 1, 27, 28], data: new Float32Array(27 * 28) }))
  writeFileSync(inFolder('wrong-type.npy'), encodeNpy({ type: 'float64', shape: [1, 1, 28, 28], data: new Float64Array(28 * 28) }))
  mkdirSync(inFolder('no-inputs'))
  mkdirSync(inFolder('no-outputs'))
  copyFileSync(join(set, 'input_0.pb'), inFolder('no-outputs/input_0.pb'))
  writeFileSync(inFolder('target.yaml'), 'name: mine\nunits: 12\n')
})

const compile = (file: string, ...more: string[]): string[] => [
  'compile',
  file.includes('/') ? file : inFolder(file),
  '-o',
  inFolder('out.mrr'),
  ...more,
]

/** What is typed, the exit code, and what the one line must name. */
const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['a missing model', compile('nowhere.onnx'), 2, /cannot read model '.*nowhere\.onnx': no such file/],
  ['a folder as model', compile(folder), 2, /it is a folder/],
  ['an empty model', compile('empty.onnx'), 3, /empty\.onnx.*empty/],
  ['a text file', compile('text.onnx'), 3, /text\.onnx.*text/],
  ['a truncated model', compile('truncated.onnx'), 3, /truncated\.onnx.*byte/],
  ['an unknown operator', compile('unknown-op.onnx'), 4, /Frobnicate/],
  ['a cycle', compile('cycle.onnx'), 3, /depends on its own result/],
  ['an undefined value', compile('undefined.onnx'), 3, /value 'ghost' is read but never defined/],
  ['shapes that do not fit', compile('mismatch.onnx'), 3, /MatMul/],
  ['free dimensions', compile('free.onnx'), 4, /dimension 0 of input 'x' is not fixed \(batch\)/],
  ['a dimension the model does not have', compile('free.onnx', '--dim', 'batch=1', '--dim', 'x[1]=1', '--dim', 'depth=2'), 2, /'depth'/],
  ['a malformed dimension', compile('free.onnx', '--dim', 'batch'), 2, /--dim: expected NAME=N/],
  ['an unknown target', compile(model, '--target', 'rnb-65'), 2, /rnb-65.*rnb-64/],
  ['a target that is not one', compile(model, '--target', inFolder('target.yaml')), 3, /target\.yaml:\d+:\d+.*units/],
  ['an unknown pass', compile(model, '--pipeline', 'lower-to-mvm,tyle'), 2, /unknown pass 'tyle'/],
  ['an unknown option', compile(model, '--fast'), 2, /unknown option '--fast'/],
  ['no output', ['compile', model], 2, /needs -o FILE/],
  ['an output that cannot be written', ['compile', model, '-o', join(folder, 'nowhere/out.mrr')], 2, /cannot write/],
  ['an unknown command', ['compose', model], 2, /unknown command 'compose'/],
  ['a missing program', ['run', inFolder('nowhere.mrr'), '--random-inputs', '1'], 2, /nowhere\.mrr.*no such file/],
  ['a truncated program', ['run', inFolder('truncated.mrr'), '--random-inputs', '1'], 3, /truncated\.mrr/],
  ['a text file as program', ['run', inFolder('text.mrr'), '--random-inputs', '1'], 3, /text\.mrr/],
  ['no inputs', ['run', program], 2, /no values for 'image'/],
  ['an unknown input', ['run', program, '--input', `picture=${join(set, 'input_0.pb')}`], 2, /unknown input 'picture'; inputs are 'image'/],
  ['an input file that is missing', ['run', program, '--input', 'image=nowhere.npy'], 2, /nowhere\.npy/],
  [
    'an input of another shape',
    ['run', program, '--input', `image=${inFolder('wrong-shape.npy')}`],
    2,
    /'image'.*float32\[1,1,28,28\].*float32\[1,1,27,28\]/,
  ],
  [
    'an input of another type',
    ['run', program, '--input', `image=${inFolder('wrong-type.npy')}`],
    2,
    /'image'.*float32\[1,1,28,28\].*float64\[1,1,28,28\]/,
  ],
  ['a folder without inputs', ['run', program, '--inputs', inFolder('no-inputs')], 2, /no-inputs' holds no input_\*\.pb/],
  ['nothing to compare with', ['run', program, '--inputs', inFolder('no-outputs'), '--compare'], 2, /nothing to compare with/],
  ['a malformed seed', ['run', program, '--random-inputs', 'x'], 2, /--random-inputs: expected a seed/],
  ['an unknown mode', ['run', program, '--mode', 'magic'], 2, /magic/],
  ['compile options for a program', ['run', program, '--random-inputs', '1', '--dim', 'a=1'], 2, /--dim compiles a model/],
  ['eval without images', ['eval', model], 2, /--images/],
  ['eval on missing images', ['eval', model, '--images', 'nowhere.gz', '--labels', 'nowhere.gz'], 2, /nowhere\.gz/],
  ['eval on what is no image file', ['eval', model, '--images', model, '--labels', model], 3, /model\.onnx/],
]

test.each(cases)('%s: one clear line and the right exit code', async (_, args, exitCode, message) => {
  const before = readdirSync(folder)
  const outcome = await runOnnc(...args)
  expect(outcome.err).toMatch(message)
  expect(outcome.exitCode).toBe(exitCode)
  expect(outcome.out).toBe('')
  expect(
    outcome.err
      .trimEnd()
      .split('\n')
      .every((line) => line.startsWith('onnc: ') || line.startsWith('  ')),
  ).toBe(true)
  expect(outcome.err).not.toMatch(/\n\s+at .*:\d+:\d+/)
  expect(readdirSync(folder)).toEqual(before)
  expect(existsSync(inFolder('out.mrr'))).toBe(false)
})

test.each(['kernel-shape.onnx', 'groups.onnx'])('%s: a convolution that contradicts its weights never reaches the rings', async (name) => {
  const { exitCode, err } = await runOnnc('run', inFolder(name), '--random-inputs', '1')
  expect([3, 4]).toContain(exitCode)
  expect(err).toMatch(/Conv/)
})

test('all free dimensions are listed, each with its remedy', async () => {
  const { err } = await runOnnc(...compile('free.onnx'))
  expect(err.trimEnd().split('\n')).toHaveLength(2)
  expect(err).toMatch(/\(try: --dim batch=N\)/)
  expect(err).toMatch(/\(try: --dim x\[1\]=N\)/)
})

test('a matrix that is used a thousand times takes a thousand times its tiles', async () => {
  const nodes = Array.from({ length: 600 }, (_, i) => node('MatMul', [i === 0 ? 'x' : `y${i - 1}`, 'w'], [`y${i}`]))
  const shape = { name: 'shape', dataType: 7, dims: [2], int64Data: [2048, 2048] }
  writeFileSync(
    inFolder('reuse.onnx'),
    modelBytes({
      inputs: { x: [1, 2048] },
      outputs: ['y599'],
      initializers: [shape],
      nodes: [node('ConstantOfShape', ['shape'], ['w']), ...nodes],
    }),
  )
  const { exitCode, err } = await runOnnc(...compile('reuse.onnx'))
  expect(err).toContain('take at least 614400 tiles, at most 524288 are supported')
  expect(exitCode).toBe(4)
})

test('of very many faults the first are listed', async () => {
  const nodes = Array.from({ length: 250 }, (_, i) => node('Relu', [`ghost${i}`], [`y${i}`]))
  writeFileSync(inFolder('ghosts.onnx'), modelBytes({ inputs: { x: [1] }, outputs: ['y0'], nodes }))
  const { exitCode, err } = await runOnnc(...compile('ghosts.onnx'))
  const lines = err.trimEnd().split('\n')
  expect([exitCode, lines.length, lines.at(-1)]).toEqual([3, 101, 'onnc: and 150 more'])
})

test('with --json the error is a document, and the words still go to people', async () => {
  const { out, err } = await runOnnc(...compile('nowhere.onnx', '--json'))
  expect(resultSchemas.error.parse(JSON.parse(out))).toMatchObject({ exitCode: 2, diagnostics: [{ code: 'model-missing' }] })
  expect(err).toContain('no such file')
})

import { resultSchemas } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-report-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string): string => join(folder, name)
const digits = join(repositoryRoot, 'test-models/digits-cnn')
const model = join(digits, 'model.onnx')

function documentsIn(html: string): { name: string; result: Record<string, unknown> }[] {
  return JSON.parse(/<script type="application\/json" id="results">(.*?)<\/script>/s.exec(html)![1]!)
}

test('run writes a page, and the JSON with details makes the same page', async () => {
  const ran = await runOnnc(
    'run',
    model,
    '--inputs',
    join(digits, 'test_data_set_0'),
    '--mode',
    'quantized',
    '--compare',
    '--report',
    inFolder('run.html'),
    '--json',
    '--details',
  )
  expect(ran.exitCode).toBe(0)
  const result = resultSchemas.run.parse(JSON.parse(ran.out))
  writeFileSync(inFolder('run.json'), ran.out)
  expect((await runOnnc('report', inFolder('run.json'), '-o', inFolder('again.html'))).exitCode).toBe(0)
  const [first, second] = ['run.html', 'again.html'].map((file) => documentsIn(readFileSync(inFolder(file), 'utf8'))[0]!.result)
  expect(second).toEqual(first)

  const { layers, timeline, tiles, machine } = result.details!
  const { slices, causes, nodes } = timeline
  // What slices say adds up to what layers say.
  for (const layer of layers) {
    const busy = slices.node.reduce(
      (sum, node, i) => (nodes[node] === layer.node && !causes[slices.cause[i]!]!.startsWith('wait') ? sum + slices.picoseconds[i]! : sum),
      0,
    )
    const said = result.layers!.find(({ node }) => node === layer.node)!
    expect(busy * 1e-12).toBeCloseTo(said.busySeconds, 9)
    const parts = Object.entries(layer.secondsByCause).filter(([cause]) => !cause.startsWith('wait'))
    expect(parts.reduce((sum, [, seconds]) => sum + seconds, 0)).toBeCloseTo(said.busySeconds, 12)
  }
  expect(tiles.block).toBe(1)
  for (const { cells, rows, columns } of tiles.tiles) expect(Buffer.from(cells!, 'base64')).toHaveLength(rows * columns)
  expect(machine.quantities.every(({ source }) => source !== '')).toBe(true)
})

test('errors by node end in the error of the output, and looking at values changes none', async () => {
  const args = ['run', model, '--inputs', join(digits, 'test_data_set_0'), '--mode', 'quantized', '--compare', '--json']
  const [plain, detailed] = [await runOnnc(...args), await runOnnc(...args, '--details')].map(({ out }) =>
    resultSchemas.run.parse(JSON.parse(out)),
  )
  expect(detailed!.outputs).toEqual(plain!.outputs)
  const { adcUse, layers } = detailed!.details!
  const onRings = layers.filter(({ place }) => place === 'rings').map(({ node }) => node)
  expect(adcUse!.map(({ node }) => node).toSorted()).toEqual(onRings.toSorted())
  expect(detailed!.signals).toEqual(plain!.signals)
  const withoutCompare = await runOnnc(...args.filter((arg) => arg !== '--compare'), '--details')
  expect(JSON.parse(withoutCompare.out)).toMatchObject({ signals: plain!.signals })
})

test('without --details, JSON stays short, and the page says what it lacks', async () => {
  const ran = await runOnnc('run', model, '--mode', 'timing', '--random-inputs', '1', '--json')
  expect(JSON.parse(ran.out)).not.toHaveProperty('details')
  writeFileSync(inFolder('short.json'), ran.out)
  expect((await runOnnc('report', inFolder('short.json'), '-o', inFolder('short.html'))).exitCode).toBe(0)
})

test('compile and eval write pages too', async () => {
  const compiled = await runOnnc('compile', model, '-o', inFolder('p.mrr'), '--report', inFolder('compile.html'), '--json', '--details')
  const result = resultSchemas.compile.parse(JSON.parse(compiled.out))
  expect(result.details!.analysis!.latencySeconds).toBeGreaterThan(0)
  const images = ['--images', join(digits, 'images-idx3-ubyte.gz'), '--labels', join(digits, 'labels-idx1-ubyte.gz'), '--limit', '50']
  const evaluated = await runOnnc('eval', model, ...images, '--report', inFolder('eval.html'), '--json', '--details')
  const { confusion, correct, count } = resultSchemas.eval.parse(JSON.parse(evaluated.out))
  expect(confusion!.reduce((sum, row, i) => sum + row[i]!, 0)).toBe(correct)
  expect(confusion!.flat().reduce((a, b) => a + b, 0)).toBe(count)
  expect(documentsIn(readFileSync(inFolder('eval.html'), 'utf8'))).toHaveLength(1)
})

test('two results make a comparison; of other targets with a warning, of other commands not at all', async () => {
  for (const target of ['rnb-64', 'rnb-16'])
    writeFileSync(
      inFolder(`${target}.json`),
      (await runOnnc('run', model, '--target', target, '--mode', 'timing', '--random-inputs', '1', '--json')).out,
    )
  const mixed = await runOnnc('report', inFolder('rnb-64.json'), inFolder('rnb-16.json'), '-o', inFolder('mixed.html'))
  expect(mixed).toMatchObject({ exitCode: 0, err: expect.stringContaining("different targets, 'rnb-64' and 'rnb-16'") })
  expect(documentsIn(readFileSync(inFolder('mixed.html'), 'utf8'))).toHaveLength(2)
  writeFileSync(inFolder('compile.json'), (await runOnnc('compile', model, '-o', inFolder('p.mrr'), '--json')).out)
  const other = await runOnnc('report', inFolder('rnb-64.json'), inFolder('compile.json'), '-o', inFolder('x.html'))
  expect(other).toMatchObject({ exitCode: 2, err: expect.stringContaining('different commands') })
})

test('a baseline makes a comparison at once; of another command it is refused before anything is run', async () => {
  writeFileSync(inFolder('base.json'), (await runOnnc('run', model, '--mode', 'timing', '--random-inputs', '1', '--json')).out)
  const args = ['run', model, '--mode', 'timing', '--random-inputs', '1', '--baseline', inFolder('base.json')]
  expect((await runOnnc(...args, '--report', inFolder('compared.html'))).exitCode).toBe(0)
  expect(documentsIn(readFileSync(inFolder('compared.html'), 'utf8')).map(({ name }) => name)).toEqual([inFolder('base.json'), model])
  expect(await runOnnc(...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining('there is no --report') })
  const other = await runOnnc(
    'compile',
    model,
    '-o',
    inFolder('p.mrr'),
    '--report',
    inFolder('x.html'),
    '--baseline',
    inFolder('base.json'),
  )
  expect(other).toMatchObject({ exitCode: 2, err: expect.stringContaining('different commands') })
})

test('a sweep makes a page; two of them are not compared', async () => {
  const sweep = await runOnnc(
    'explore',
    model,
    '--sweep',
    'units.crossbar.count=4,8',
    '--workers',
    '1',
    '--report',
    inFolder('sweep.html'),
    '--json',
  )
  expect(sweep.exitCode).toBe(0)
  writeFileSync(inFolder('sweep.json'), sweep.out)
  expect((await runOnnc('report', inFolder('sweep.json'), '-o', inFolder('again.html'))).exitCode).toBe(0)
  const both = await runOnnc('compare', inFolder('sweep.json'), inFolder('sweep.json'))
  expect(both).toMatchObject({ exitCode: 2, err: expect.stringContaining('two sweeps') })
})

test.each([
  ['{"schema":"onnc.run/99"}', 3, "has schema 'onnc.run/99', this version reads"],
  ['{"schema":"__proto__"}', 3, "has schema '__proto__'"],
  ['{"schema":"onnc.run/1"}', 3, 'is not a result of onnc'],
  ['{}', 3, 'it has no `schema`'],
  ['[', 3, 'it is not JSON'],
])('a file that holds %s is refused', async (text, exitCode, message) => {
  writeFileSync(inFolder('bad.json'), text)
  const refused = await runOnnc('report', inFolder('bad.json'), '-o', inFolder('bad.html'))
  expect(refused).toMatchObject({ exitCode, err: expect.stringContaining(message) })
})

test.each([
  [['compile', model, '--emit', 'mrr', '--report', 'x.html'], "'--emit <stage>' cannot be used with option '--report <file>'"],
  [['run', model, '--random-inputs', '1', '--details'], "'--details' is of use with --json only"],
])('%j is an error of usage', async (args, message) => {
  expect(await runOnnc(...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) })
})

test('a file that is not there, or three of them, is an error of usage', async () => {
  expect((await runOnnc('report', inFolder('none.json'), '-o', inFolder('x.html'))).exitCode).toBe(2)
  const file = inFolder('short.json')
  expect((await runOnnc('report', file, file, file, '-o', inFolder('x.html'))).exitCode).toBe(2)
})

import { compareTensors, createSession } from '@onnc/ort'
import { decodeModel, decodeTensorFile } from '@onnc/onnx'
import { repositoryRoot } from '@onnc/testing'
import type { Result } from '@onnc/support'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { modelBytes, node } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-transform-'))
afterAll(() => rmSync(folder, { recursive: true }))
const output = join(folder, 'out.onnx')

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

const opTypes = (file: string): string[] => (unwrap(decodeModel(readFileSync(file), file)).graph!.node ?? []).map((n) => n.opType ?? '')

test.each(['digits-cnn', 'digits-mlp', 'small-ops'])('%s: what is written computes the same under the same names', async (name) => {
  const model = join(repositoryRoot, 'test-models', name, 'model.onnx')
  expect(await runOnnc('transform', model, '-o', output)).toMatchObject({ exitCode: 0, out: '' })
  expect(opTypes(output)).toEqual(opTypes(model).filter((type) => type !== 'Constant'))
  const [before, after] = [unwrap(createSession({ file: model })), unwrap(createSession({ file: output }))]
  expect(after.inputs.map((i) => i.name)).toEqual(before.inputs.map((i) => i.name))
  const set = join(repositoryRoot, 'test-models', name, 'test_data_set_0')
  const inputs = new Map(
    before.inputs.map((input, i) => [input.name, unwrap(decodeTensorFile(readFileSync(join(set, `input_${i}.pb`)), 'input')).tensor]),
  )
  const [expected, found] = [unwrap(before.run(inputs)), unwrap(after.run(inputs))]
  expect([...found.keys()]).toEqual([...expected.keys()])
  for (const [output, tensor] of expected) expect(compareTensors(found.get(output)!, tensor, { relative: 0, ofMaximum: 0 }).pass).toBe(true)
})

const twice = modelBytes({
  inputs: { x: [2] },
  outputs: ['y', 'x'],
  nodes: [node('Relu', ['x'], ['a']), node('Relu', ['x'], ['b']), node('Exp', ['x'], ['unread']), node('Add', ['a', 'b'], ['y'])],
})

test('passes act on the model: equal nodes merge, unread ones go; an input may be an output', async () => {
  const model = join(folder, 'twice.onnx')
  writeFileSync(model, twice)
  expect((await runOnnc('transform', model, '-o', output, '--pipeline', 'func.func(cse,dce)')).exitCode).toBe(0)
  expect(opTypes(output)).toEqual(['Relu', 'Add'])
  const session = unwrap(createSession({ file: output }))
  const found = unwrap(session.run(new Map([['x', { type: 'float32', shape: [2], data: Float32Array.of(-1, 3) }]])))
  expect([...(found.get('y')!.data as Float32Array)]).toEqual([0, 6])
  expect([...(found.get('x')!.data as Float32Array)]).toEqual([-1, 3])
})

test('a pipeline that leaves the onnx dialect cannot be written as a model', async () => {
  rmSync(output, { force: true })
  const model = join(repositoryRoot, 'test-models/digits-mlp/model.onnx')
  const { exitCode, err } = await runOnnc('transform', model, '-o', output, '--pipeline', 'lower-to-mvm')
  expect(exitCode).toBe(4)
  expect(err).toMatch(/'mvm\.\w+' is no ONNX operation/)
  expect(existsSync(output)).toBe(false)
})

import { encodeModel, onnx, valueInfo } from '@onnc/onnx'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { modelBytes, node } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-diagnosis-'))
afterAll(() => rmSync(folder, { recursive: true }))
const model = join(folder, 'model.onnx')

async function compile(bytes: Uint8Array): Promise<{ exitCode: number; lines: string[] }> {
  writeFileSync(model, bytes)
  const { exitCode, err } = await runOnnc('compile', model, '-o', join(folder, 'out.mrr'))
  return { exitCode, lines: err.trim().split('\n') }
}

test('every node of an unknown operator is named, with a remedy', async () => {
  const nodes = [node('Foo', ['x'], ['a']), node('Relu', ['a'], ['b']), node('Bar', ['b'], ['c']), node('Foo', ['c'], ['y'])]
  const { exitCode, lines } = await compile(modelBytes({ inputs: { x: [2] }, outputs: ['y'], nodes }))
  expect(exitCode).toBe(4)
  expect(lines).toEqual(
    [
      ["node 'Foo_a' (Foo)", 'Foo of opset 17'],
      ["node 'Bar_c' (Bar)", 'Bar of opset 17'],
      ["node 'Foo_y' (Foo)", 'Foo of opset 17'],
    ].map(
      ([where, what]) =>
        `onnc: error: ${where}: ONNX Runtime does not know the operator ${what} (try: an export without custom operators, or one whose functions define them)`,
    ),
  )
})

test('nodes without a kernel are found one after the other', async () => {
  const nodes = [node('Add', ['x', 'x'], ['a']), node('Relu', ['a'], ['b']), node('Mul', ['b', 'x'], ['y'])]
  const { exitCode, lines } = await compile(modelBytes({ inputs: { x: [2] }, outputs: ['y'], nodes, opset: 6 }))
  expect(exitCode).toBe(4)
  expect(lines.map((line) => line.replace(/ \(try.*/, ''))).toEqual([
    "onnc: error: node 'Add_a' (Add): ONNX Runtime has no kernel for Add of opset 6",
    "onnc: error: node 'Mul_y' (Mul): ONNX Runtime has no kernel for Mul of opset 6",
  ])
})

test('unknown operators are told beside free dimensions', async () => {
  const { exitCode, lines } = await compile(modelBytes({ inputs: { x: ['n'] }, outputs: ['y'], nodes: [node('Foo', ['x'], ['y'])] }))
  expect(exitCode).toBe(4)
  expect(lines).toEqual([
    expect.stringMatching(/dimension 0 of input 'x' is not fixed/),
    expect.stringMatching(/node 'Foo_y' \(Foo\): ONNX Runtime does not know the operator Foo of opset 17/),
  ])
})

test('free dimensions, values that are missing or defined twice and edges that are no tensors stand in one report', async () => {
  const sequence = { kind: 'sequence', element: { kind: 'tensor', elementType: 1, shape: [2] } } as const
  const bytes = encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'test',
      node: [node('Relu', ['x'], ['y']), node('Relu', ['missing'], ['z']), node('Exp', ['x'], ['z'])],
      input: [
        valueInfo('x', { kind: 'tensor', elementType: 1, shape: ['batch', null] }),
        valueInfo('s', sequence),
        valueInfo('c', { kind: 'tensor', elementType: onnx.TensorProto.DataType.COMPLEX64, shape: [2] }),
      ],
      output: [valueInfo('y', null), valueInfo('z', null)],
    },
  })
  const { exitCode, lines } = await compile(bytes)
  expect(exitCode).toBe(4)
  expect(lines).toHaveLength(6)
  for (const expected of [
    /dimension 0 of input 'x' is not fixed \(batch\) \(try: --dim batch=N\)/,
    /dimension 1 of input 'x' is not fixed \(unnamed\) \(try: --dim x\[1\]=N\)/,
    /input 's' is a sequence/,
    /input 'c' is a tensor of complex numbers/,
    /value 'z' is defined more than once/,
    /node 'Relu_z' \(Relu\): value 'missing' is read but never defined/,
  ])
    expect(lines.filter((line) => expected.test(line))).toHaveLength(1)
})

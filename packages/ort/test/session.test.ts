import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { compareTensors, createSession, runOnce } from '@onnc/ort'
import {
  elementTypes,
  type NumericElementType,
  onnxOfElementType,
  packedByteLength,
  type Result,
  type Tensor,
  unpackElements,
} from '@onnc/support'
import { needsData, testDataPath } from '@onnc/testing'
import { expect, test } from 'vitest'
import { loadBindingFrom } from '../src/binding.ts'
import { graph, identity, message, model, readField } from './tiny-model.ts'

const mnist = testDataPath('trained/mnist-8')

function float32(shape: readonly number[], values: ArrayLike<number>): Tensor {
  return { type: 'float32', shape, data: Float32Array.from(values) }
}

function stored(set: number, file: string, shape: readonly number[]): Tensor {
  const raw = readField(readFileSync(`${mnist}/test_data_set_${set}/${file}`), 9)
  return float32(shape, new Float32Array(raw?.buffer ?? new ArrayBuffer(0)))
}

function errors(result: Result<unknown>): readonly string[] {
  if (result.ok) return ['no error']
  return result.diagnostics.map((d) => {
    const at = d.location?.kind === 'node' ? ` at ${d.location.opType} '${d.location.node}'` : ''
    return `${d.class} ${d.code}: ${d.message}${at}`
  })
}

test.skipIf(mnist === undefined)(needsData('trained/mnist-8', 'mnist-8 gives its stored outputs'), () => {
  for (const options of [{}, { optimization: 'all' as const }]) {
    for (const given of [new Uint8Array(readFileSync(`${mnist}/model.onnx`)), { file: `${mnist}/model.onnx` }]) {
      const session = createSession(given, options)
      if (!session.ok) throw new Error(errors(session).join())
      expect(session.value.inputs).toEqual([{ name: 'Input3', type: 'float32', typeName: 'float32', shape: [1, 1, 28, 28] }])
      for (const set of [0, 1, 2]) {
        const result = session.value.run(new Map([['Input3', stored(set, 'input_0.pb', [1, 1, 28, 28])]]))
        if (!result.ok) throw new Error(errors(result).join())
        const comparison = compareTensors(result.value.get('Plus214_Output_0')!, stored(set, 'output_0.pb', [1, 10]))
        expect(comparison).toMatchObject({ pass: true })
      }
      session.value.dispose()
    }
  }
})

test('every type the binding carries passes unchanged, float16 as its bits', () => {
  for (const type of [...(Object.keys(elementTypes) as NumericElementType[]), 'string' as const]) {
    const x: Tensor =
      type === 'string'
        ? { type, shape: [2], data: ['', 'grüß'] }
        : {
            type,
            shape: [2],
            data: unpackElements(type, new Uint8Array(packedByteLength(type, 2)).fill(1), 2),
          }
    const result = runOnce(identity(onnxOfElementType(type)), new Map([['x', x]]))
    if (/^bfloat16|^float8e[45]/.test(type)) {
      expect(errors(result)).toEqual([
        `unsupported value-not-carried: input 'x' is ${type}, which onnxruntime-node does not carry to JavaScript`,
        `unsupported value-not-carried: output 'y' is ${type}, which onnxruntime-node does not carry to JavaScript`,
      ])
    } else if (/complex|int[24]$|float4|e8m0/.test(type)) {
      // No kernel of Identity takes these.
      expect(result.ok).toBe(false)
    } else {
      expect(result.ok && result.value.get('y')).toEqual(x)
    }
  }
})

test('scalars, empty tensors, shared memory, outputs by name', () => {
  const session = createSession(identity(1, ['n', 3]))
  if (!session.ok) throw new Error(errors(session).join())
  expect(session.value.outputs).toEqual([{ name: 'y', type: 'float32', typeName: 'float32', shape: ['n', 3] }])
  const empty = session.value.run(new Map([['x', float32([0, 3], [])]]))
  expect(empty.ok && empty.value.get('y')).toEqual(float32([0, 3], []))
  const shared: Tensor = { type: 'float32', shape: [1, 3], data: new Float32Array(new SharedArrayBuffer(12)).fill(2) }
  const result = session.value.run(new Map([['x', shared]]), ['y'])
  expect(result.ok && [...result.value]).toEqual([['y', float32([1, 3], [2, 2, 2])]])
  expect(session.value.run(new Map([['x', shared]]), [])).toMatchObject({ ok: true })
  session.value.dispose()
  const scalar = runOnce(identity(1, []), new Map([['x', float32([], [7])]]))
  expect(scalar.ok && scalar.value.get('y')).toEqual(float32([], [7]))
})

test('names that are special in JavaScript are names', () => {
  const nodes = [{ op: 'Identity', inputs: ['constructor'], outputs: ['__proto__'] }]
  const named = model({
    nodes,
    inputs: [{ name: 'constructor', type: 1, shape: [1] }],
    outputs: [{ name: '__proto__', type: 1, shape: [1] }],
  })
  const result = runOnce(named, new Map([['constructor', float32([1], [3])]]))
  expect(result.ok && result.value.get('__proto__')).toEqual(float32([1], [3]))
  expect(errors(runOnce(named, new Map()))).toEqual(["usage runtime-input-missing: no value is given for input 'constructor'"])
})

test('wrong feeds are all reported', () => {
  const session = createSession(identity(1, ['n', 3]))
  if (!session.ok) throw new Error(errors(session).join())
  expect(errors(session.value.run(new Map([['z', float32([1], [0])]]), ['w']))).toEqual([
    "usage runtime-input-unknown: the model has no input 'z', expected 'x'",
    "usage runtime-input-missing: no value is given for input 'x'",
    "usage output-unknown: the model has no output 'w', expected 'y'",
  ])
  expect(errors(session.value.run(new Map([['x', float32([2, 4], new Float32Array(8))]])))).toEqual([
    "usage runtime-input-mismatch: input 'x' is float32[2,4], expected float32[n,3]",
  ])
  expect(errors(session.value.run(new Map([['x', { type: 'int32', shape: [1, 3], data: new Int32Array(3) }]])))).toEqual([
    "usage runtime-input-mismatch: input 'x' is int32[1,3], expected float32[n,3]",
  ])
  expect(errors(session.value.run(new Map([['x', float32([1, 3], [1])]])))).toEqual([
    "usage runtime-input-length: input 'x' of shape [1,3] is given 1 values",
  ])
  session.value.dispose()
})

test('what ONNX Runtime has against a model, in a line', () => {
  const load = (op: string, extra: object = {}, opset?: number): readonly string[] => {
    const nodes = [{ op, inputs: ['x'], outputs: ['y'], name: 'n1', ...extra }]
    const inputs = [{ name: 'x', type: 1, shape: [2] }]
    return errors(createSession(model({ nodes, inputs, outputs: [{ name: 'y', type: 1 }] }, opset)))
  }
  expect([
    load('NoSuchOp'),
    load('Relu', { domain: 'evil.example' }),
    load('Relu', { inputs: ['nowhere'] }),
    load('Relu', { inputs: ['x', 'x'] }),
    load('Shape'),
    load('Softsign', {}, 314159),
    load('SequenceConstruct'),
    load('Relu', { outputs: ['z'] }),
    errors(createSession(identity(14))),
    errors(createSession(new TextEncoder().encode('<html>'))),
    errors(createSession({ file: '/no/such/file.onnx' })),
  ]).toMatchInlineSnapshot(`
    [
      [
        "unsupported operator-unknown: ONNX Runtime does not know the operator NoSuchOp of opset 21 at NoSuchOp 'n1'",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: no opset import for domain 'evil.example' at Relu 'n1'",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: node input 'nowhere' is not a graph input, initializer, or output of a previous node",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: relu has 2 inputs, expected 1",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: 'y' is declared as tensor(float), but computed as tensor(int64) at ? 'n1'",
      ],
      [
        "unsupported operator-unknown: ONNX Runtime does not know the operator Softsign of opset 314159 at Softsign 'n1'",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: 'y' is declared as tensor(float), but computed as seq(tensor(float)) at ? 'n1'",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: graph output (y) does not exist in the graph",
      ],
      [
        "unsupported onnxruntime-unsupported: ONNX Runtime does not support the model: MLDataType for: tensor(complex64) is not currently registered or supported",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: failed to load model because protobuf parsing failed",
      ],
      [
        "invalid onnxruntime-refuses: ONNX Runtime refuses the model: file doesn't exist",
      ],
    ]
  `)
})

test('what fails at run time names the node', () => {
  const inputs = [
    { name: 'a', type: 1, shape: ['n', 'm'] },
    { name: 'b', type: 1, shape: ['k', 'l'] },
  ]
  const run = (op: string, name: string): readonly string[] => {
    const nodes = [{ op, inputs: ['a', 'b'], outputs: ['y'], name }]
    const feeds = new Map([
      ['a', float32([2, 3], new Float32Array(6))],
      ['b', float32([2, 4], new Float32Array(8))],
    ])
    return errors(runOnce(model({ nodes, inputs, outputs: [{ name: 'y', type: 1 }] }), feeds))
  }
  expect([run('Add', 'sum'), run('MatMul', ''), run('Add', '\u001b[31m\n')]).toMatchInlineSnapshot(`
    [
      [
        "invalid onnxruntime-run-failed: ONNX Runtime fails to run the model: attempting to broadcast an axis by a dimension other than 1. 3 by 4 at Add 'sum'",
      ],
      [
        "invalid onnxruntime-run-failed: ONNX Runtime fails to run the model: MatMul dimension mismatch",
      ],
      [
        "invalid onnxruntime-run-failed: ONNX Runtime fails to run the model: attempting to broadcast an axis by a dimension other than 1. 3 by 4 at Add '?[31m '",
      ],
    ]
  `)
})

test('the newest operator sets are let in', () => {
  const session = createSession(
    model(
      { nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }], inputs: [{ name: 'x', type: 1 }], outputs: [{ name: 'y', type: 1 }] },
      27,
    ),
  )
  expect(errors(session)).toEqual(['no error'])
})

test('external data is refused to models given as bytes', () => {
  const value = { type: 1, shape: [2] }
  const sum = graph({
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
  })
  const weights = message([1, 2], [2, 1], [8, 'w'], [13, message([1, 'location'], [2, 'package.json'])], [14, 1])
  const bytes = message([1, 10], [8, message([1, ''], [2, 21])], [7, Uint8Array.of(...sum, ...message([5, weights]))])
  expect(errors(createSession(bytes))).toEqual([
    "invalid onnxruntime-refuses: ONNX Runtime refuses the model: initializer 'w' is kept in another file: a model given as bytes reaches no file",
  ])
})

test('nothing reaches the output of the process', () => {
  const script = `
    import { createSession } from '@onnc/ort'
    import { identity, model } from './tiny-model.ts'
    createSession(identity(1))
    createSession(new Uint8Array(5))
    createSession(model({ nodes: [{ op: 'NoSuchOp', inputs: [], outputs: ['y'] }], outputs: [{ name: 'y', type: 1 }] }))
  `
  const flags = ['--conditions=@onnc/source', '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { cwd: import.meta.dirname, encoding: 'utf8' })
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
})

test('without onnxruntime-node', () => {
  expect(loadBindingFrom('no-such-package')).toMatchObject({
    ok: false,
    diagnostics: [{ class: 'usage', message: 'onnxruntime-node is not installed', fix: 'install onnxruntime-node' }],
  })
  expect(errors(loadBindingFrom('onnxruntime-common'))[0]).toMatch(
    /^usage onnxruntime-unusable: onnxruntime-node does not load: Cannot find module/,
  )
})

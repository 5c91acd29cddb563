import { expect, test } from 'vitest'
import type { Kernel, ProgramBuffer } from '@onnc/isa'
import { openMachine, runProgram } from '../src/index.ts'
import { oneNodeModel } from './onnx-bytes.ts'
import {
  activation,
  floats,
  messages,
  programTile,
  rowsOf,
  sample,
  stream,
  testTarget,
  tileOf,
  tinyProgram,
  valueOf,
  waitFor,
} from './tiny-program.ts'

const relu: Kernel = {
  name: 'relu_1',
  model: oneNodeModel('Relu', [{ name: 'a', type: 'float32', shape: [2] }], [{ name: 'b', type: 'float32', shape: [2] }]),
  inputs: [{ name: 'a', buffer: 1 }],
  outputs: [{ name: 'b', buffer: 2 }],
  work: [{ kind: 'compare', operations: 2 }],
}
const bytes = testTarget().memories.activation.elementBits / 8
const runKernel = { op: 'kernel', kernel: 0, signal: 2 } as const

test('streams and kernels hand values to each other through buffers', () => {
  const program = tinyProgram({
    tiles: [tileOf(2, 2, [1, 2, 3, -4]), tileOf(1, 2, [1, 10])],
    uses: [
      { tile: 0, outScale: Float32Array.of(1, 1) },
      { tile: 1, outScale: Float32Array.of(1), bias: Float32Array.of(0.25) },
    ],
    patterns: [rowsOf(0, 1, 2), rowsOf(1, 1, 2), rowsOf(2, 1, 2), rowsOf(3, 1, 1)],
    buffers: [activation('x', [2]), activation('h', [2], 8), activation('r', [2], 16), activation('y', [1], 24)],
    kernels: [relu],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 3 }],
    instructions: [
      waitFor('ecu', 1, 1),
      runKernel,
      programTile(0, 0),
      programTile(1, 1),
      waitFor(1, 2, 1),
      stream(1, 1, 2, 3),
      stream(0, 0, 0, 1, { signal: 1 }),
    ],
  })
  const samples = [
    [1, 1],
    [0, 1],
    [-1, -1],
  ].map((x) => sample({ x: floats([2], x) }))
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples }))
  expect(outputs.map((output) => output.get('y')!.data[0])).toEqual([3.25, 2.25, 10.25])
  const { outputs: coarse } = valueOf(runProgram(program, { mode: 'quantized', samples }))
  for (const [i, expected] of [3.25, 2.25, 10.25].entries()) expect(Number(coarse[i]!.get('y')!.data[0])).toBeCloseTo(expected, 0)
})

/** One kernel between program inputs and outputs. */
function kernelProgram(kernel: Kernel, buffers: readonly ProgramBuffer[]): ReturnType<typeof tinyProgram> {
  const named = (bindings: Kernel['inputs']): Kernel['inputs'] => bindings.map(({ buffer }) => ({ name: buffers[buffer]!.name, buffer }))
  return tinyProgram({
    kernels: [kernel],
    buffers,
    inputs: named(kernel.inputs),
    outputs: named(kernel.outputs),
    instructions: [runKernel],
  })
}

const ecu = (name: string, type: ProgramBuffer['type'], shape: ProgramBuffer['shape']): ProgramBuffer => {
  return { name, type, shape, memory: 'ecu', address: 0 }
}

test('a kernel may write where it reads', () => {
  const kernel: Kernel = {
    name: 'swap',
    model: oneNodeModel(
      'Split',
      [{ name: 'a', type: 'float32', shape: [4] }],
      [
        { name: 'b', type: 'float32', shape: [2] },
        { name: 'c', type: 'float32', shape: [2] },
      ],
    ),
    inputs: [{ name: 'a', buffer: 0 }],
    outputs: [
      { name: 'b', buffer: 2 },
      { name: 'c', buffer: 1 },
    ],
    work: [],
  }
  const buffers = [activation('x', [4]), activation('low', [2]), activation('high', [2], 2 * bytes)]
  const program = tinyProgram({
    kernels: [kernel],
    buffers,
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [
      { name: 'low', buffer: 1 },
      { name: 'high', buffer: 2 },
    ],
    instructions: [runKernel],
  })
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples: [sample({ x: floats([4], [1, 2, 3, 4]) })] }))
  expect([...outputs[0]!.values()].map(({ data }) => [...data])).toEqual([
    [3, 4],
    [1, 2],
  ])
})

test('the ECU holds values of any type, with dimensions known at run time only', () => {
  const nonZero: Kernel = {
    name: 'nonzero',
    model: oneNodeModel('NonZero', [{ name: 'a', type: 'float32', shape: [4] }], [{ name: 'b', type: 'int64', shape: [1, 'n'] }]),
    inputs: [{ name: 'a', buffer: 0 }],
    outputs: [{ name: 'b', buffer: 1 }],
    work: [],
  }
  const program = kernelProgram(nonZero, [activation('x', [4]), ecu('y', 'int64', [1, null])])
  const samples = [
    [0, 1, 0, 1],
    [0, 0, 0, 0],
  ].map((x) => sample({ x: floats([4], x) }))
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples }))
  expect(outputs.map((output) => output.get('y'))).toEqual([
    { type: 'int64', shape: [1, 2], data: BigInt64Array.of(1n, 3n) },
    { type: 'int64', shape: [1, 0], data: new BigInt64Array() },
  ])
})

test('a buffer of the ECU may have an unknown number of dimensions', () => {
  const buffers = [activation('spare', [1]), activation('h', [2]), ecu('r', 'float32', null)]
  const { outputs } = valueOf(runProgram(kernelProgram(relu, buffers), { mode: 'ideal', samples: [sample({ h: floats([2], [1, -2]) })] }))
  expect(outputs[0]!.get('r')).toEqual(floats([2], [1, 0]))
})

test('an empty shape is a scalar', () => {
  const buffers = [activation('spare', [1]), activation('h', [2]), ecu('r', 'float32', [])]
  const result = runProgram(kernelProgram(relu, buffers), { mode: 'ideal', samples: [sample({ h: floats([2], [1, -2]) })] })
  expect(messages(result)).toEqual(["0: kernel 'relu_1': output 'b' goes to buffer 'r', expected float32[], found float32[2]"])
})

test.each([
  ['bfloat16', 'float32', Uint16Array.of(0x3fc0, 0xc000)],
  ['float8e4m3fn', 'float32', Uint8Array.of(0x3c, 0xc0)],
  ['int4', 'int8', Int8Array.of(7, -8)],
] as const)('%s crosses the edge of a kernel as %s', (type, carrier, data) => {
  const identity: Kernel = {
    name: 'identity',
    model: oneNodeModel('Identity', [{ name: 'a', type: carrier, shape: [2] }], [{ name: 'b', type: carrier, shape: [2] }]),
    inputs: [{ name: 'a', buffer: 0 }],
    outputs: [{ name: 'b', buffer: 1 }],
    work: [],
  }
  const program = kernelProgram(identity, [ecu('x', type, [2]), ecu('y', type, [2])])
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples: [sample({ x: { type, shape: [2], data } })] }))
  expect(outputs[0]!.get('y')).toEqual({ type, shape: [2], data })
})

test('a kernel output of another shape than its buffer is named', () => {
  const buffers = [activation('spare', [1]), activation('h', [2]), ecu('r', 'float32', [2, 1])]
  const result = runProgram(kernelProgram(relu, buffers), { mode: 'ideal', samples: [sample({ h: floats([2], [1, 2]) })] })
  expect(messages(result)).toEqual(["0: kernel 'relu_1': output 'b' goes to buffer 'r', expected float32[2,1], found float32[2]"])
})

test('a kernel that ONNX Runtime refuses is named', () => {
  const opened = openMachine(
    kernelProgram({ ...relu, model: Uint8Array.of(1, 2, 3) }, [activation('s', [1]), activation('h', [2]), activation('r', [2], 8)]),
    { mode: 'ideal' },
  )
  expect(messages(opened)[0]).toMatch(/^kernel 'relu_1': ONNX Runtime refuses the model/)
  expect(opened.diagnostics[0]!.class).toBe('invalid')
})

test('a kernel that fails as it runs is named with its instruction', () => {
  const add: Kernel = {
    name: 'add_1',
    model: oneNodeModel(
      'Add',
      [
        { name: 'a', type: 'float32', shape: ['n'] },
        { name: 'b', type: 'float32', shape: ['m'] },
      ],
      [{ name: 'c', type: 'float32', shape: ['k'] }],
    ),
    inputs: [
      { name: 'a', buffer: 0 },
      { name: 'b', buffer: 1 },
    ],
    outputs: [{ name: 'c', buffer: 2 }],
    work: [],
  }
  const program = kernelProgram(add, [ecu('a', 'float32', [null]), ecu('b', 'float32', [null]), ecu('c', 'float32', [null])])
  const run = (b: number[]): string[] =>
    messages(runProgram(program, { mode: 'ideal', samples: [sample({ a: floats([2], [1, 2]), b: floats([b.length], b) })] }))
  expect(run([1, 2])).toEqual([])
  expect(run([1, 2, 3])[0]).toMatch(/^(0: )?kernel 'add_1': /)
})

import { fingerprintOf } from '../src/check-program.ts'
import type { Program } from '../src/program.ts'
import type { AddressPattern } from '../src/address-pattern.ts'

const definition = '{"name":"tiny"}'

/** Elements side by side, `length` per position. */
const dense = (buffer: number, positions: number, length: number): AddressPattern => ({
  buffer,
  offset: 0,
  positions: [{ count: positions, stride: length }],
  elements: [{ count: length, stride: 1 }],
  first: 0,
  count: length,
  guards: [],
})

/** A convolution of kernel 3 and padding 1 over 4 values, one channel to two, and a kernel that reshapes its result. */
export const smallProgram: Program = {
  target: { name: 'tiny', definition, fingerprint: fingerprintOf(definition) },
  instructions: [
    { op: 'program', unit: 3, bank: 0, tile: 0, write: 'whole', signal: 0 },
    { op: 'calibrate', unit: 3, bank: 0, probes: 8, iterations: 2, signal: 0, procedure: 'writeVerify', settle: 0, result: 0 },
    { op: 'stream', unit: 3, bank: 0, use: 0, input: 0, output: 1, store: 'overwrite', inputs: 'signed', signal: 1, direction: 'forward' },
    { op: 'wait', resource: 'ecu', unit: 0, event: 1, count: 1, bank: 0 },
    { op: 'kernel', kernel: 0, signal: 2 },
    { op: 'halt' },
  ],
  tiles: [
    {
      rows: 2,
      columns: 3,
      levels: 63,
      codes: Int8Array.of(31, -31, 0, 1, 2, 3),
      step: 0.5,
      exact: Float32Array.of(15.4, -15.5, 0, 0.5, 1, 1.4),
    },
  ],
  uses: [{ tile: 0, outScale: Float32Array.of(1, 0.25), bias: Float32Array.of(0, -1) }],
  patterns: [
    {
      ...dense(0, 4, 3),
      offset: -1,
      positions: [{ count: 4, stride: 1 }],
      guards: [{ start: -1, extent: 4, positionCoefficients: [1], elementCoefficients: [1] }],
    },
    dense(1, 4, 2),
  ],
  kernels: [
    {
      name: 'Reshape_1',
      model: Uint8Array.of(8, 10),
      inputs: [{ name: 'y', buffer: 1 }],
      outputs: [{ name: 'z', buffer: 2 }],
      work: [{ kind: 'move', operations: 8 }],
    },
  ],
  buffers: [
    { name: 'x', type: 'float32', shape: [1, 4], memory: 'activation', address: 0 },
    { name: 'y', type: 'float32', shape: [4, 2], memory: 'activation', address: 16 },
    { name: 'z', type: 'float32', shape: [null, 8], memory: 'ecu', address: 0 },
  ],
  inputs: [{ name: 'x', buffer: 0 }],
  outputs: [{ name: 'z', buffer: 2 }],
  sourceMap: [
    { first: 0, count: 3, op: 'mrr.stream', node: 'Conv_0' },
    { first: 4, count: 1, op: 'mrr.electronic', node: 'Reshape_1' },
  ],
}

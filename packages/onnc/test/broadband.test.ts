import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, runProgram, type RunResult } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { loadTarget, scaleLevel, type Target } from '@onnc/hardware'
import { decodeProgram, encodeProgram, type Program } from '@onnc/isa'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel, tensorToProto, type TensorProto } from '@onnc/onnx'
import { passes, stages } from '@onnc/passes'
import type { Tensor } from '@onnc/support'
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

import { modelBytes, node, weights } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'
import { unwrap } from './small-target.ts'

const sonic = unwrap(loadTarget('sonic'))
const [conv, fc1] = sonic.units as [Target['units'][number], Target['units'][number]]
/** SONIC's way: batch norm on broadband rings. */
const lit: Target = { ...sonic, units: [{ ...conv, scale: { ...conv.scale!, scales: 'rows' } }, fc1] }
const channels = 6

/** A convolution, batch norm with these gains, Relu, and a 1 x 1 convolution without. */
function model(gains: readonly number[]): Uint8Array {
  const floats = (name: string, values: readonly number[]): TensorProto =>
    tensorToProto({ type: 'float32', shape: [values.length], data: Float32Array.from(values) }, name)
  return modelBytes({
    inputs: { x: [1, 2, 6, 6] },
    outputs: ['y'],
    nodes: [
      node('Conv', ['x', 'v'], ['a'], { pads: [1, 1, 1, 1] }),
      node('BatchNormalization', ['a', 'gain', 'shift', 'mean', 'variance'], ['n']),
      node('Relu', ['n'], ['r']),
      node('Conv', ['r', 'w'], ['y']),
    ],
    initializers: [
      weights('v', [channels, 2, 3, 3], 1),
      weights('w', [3, channels, 1, 1], 2),
      floats('gain', gains),
      weights('shift', [channels], 3),
      weights('mean', [channels], 4),
      floats(
        'variance',
        Array.from({ length: channels }, (_, i) => 0.5 + 0.1 * i),
      ),
    ],
  })
}

async function compiled(bytes: Uint8Array, target: Target): Promise<Program> {
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'm')), { dims: new Map(), inputShapes: new Map() }))
  const pipeline = `cluster-weights{levels=16},${stages.mvm},${stages.mrr}`
  unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
  return unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'p.mrr'))
}

const x: Tensor = {
  type: 'float32',
  shape: [1, 2, 6, 6],
  data: Float32Array.from({ length: 72 }, (_, i) => Math.sin(i)),
}
const run = (program: Program, mode: 'ideal' | 'quantized' | 'noisy'): RunResult =>
  unwrap(runProgram(program, { mode, samples: [new Map([['x', x]])], seed: 1 }))
const outputOf = (result: RunResult): Float32Array => result.outputs[0]!.get('y')!.data as Float32Array

const gain = fc.oneof(fc.double({ min: 0.05, max: 2, noNaN: true }), fc.double({ min: -2, max: 0, noNaN: true }), fc.constant(0))

test('ideal results do not depend on who scales, whatever the gains are; gains are positive, at most 1, and only where they are good enough', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(gain, { minLength: channels, maxLength: channels }), async (gains) => {
      const [by, without] = [await compiled(model(gains), lit), await compiled(model(gains), sonic)]
      expect(outputOf(run(by, 'ideal'))).toEqual(outputOf(run(without, 'ideal')))
      expect(without.uses.every((use) => use.gain === undefined)).toBe(true)
      expect(unwrap(checkClaims(unwrap(checkProgram(by, lit)))).streams).toBe(by.uses.length)
      for (const { gain: factor, outScale } of by.uses) {
        if (factor === undefined) continue
        expect(outScale[0]).toBeGreaterThan(0)
        expect(Math.abs(scaleLevel(lit.units[0]!, factor) / factor - 1)).toBeLessThan(1 / (conv.stationary.levels - 1))
      }
    }),
    { numRuns: 3, examples: [[[1, 0.5, 0.1, -1, 0, 2]]] },
  )
})

test('a target file asks for it, results equal ONNX Runtime, and a remark says which rows are scaled so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnc-broadband-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [target, file] = [join(folder, 'lit.yaml'), join(folder, 'm.onnx')]
  const asked = 'scales: {value: rows, source: "SONIC (arXiv 2109.04459)"}'
  writeFileSync(target, `extends: sonic\nname: lit\ndescription: a test\nunits:\n  - name: conv\n    scale:\n      ${asked}\n`)
  writeFileSync(file, model([1, 0.9, 0.8, 0.7, -0.5, 0.02]))
  const ran = await runOnnc('run', file, '--target', target, '--random-inputs', '1', '--mode', 'ideal', '--compare', '--json')
  expect(ran).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(ran.out)).toMatchObject({ comparison: { pass: true } })
  const { out } = await runOnnc('compile', file, '--target', target, '-o', join(folder, 'p.mrr'), '--json')
  const remarks: { code: string; message: string }[] = JSON.parse(out).remarks
  expect(remarks.filter(({ code }) => code === 'rows-by-light').map(({ message }) => message)).toHaveLength(2)
})

test('in mode quantized a row is as much too large as its ring, and spends a ring instead of multiplications', async () => {
  const gains = [1, 0.9, 0.8, 0.7, -0.5, 0.6]
  const [by, without] = [await compiled(model(gains), lit), await compiled(model(gains), sonic)]
  const [a, b] = [run(by, 'quantized'), run(without, 'quantized')]
  expect(outputOf(a)).not.toEqual(outputOf(b))
  const largest = outputOf(b).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (const [i, value] of outputOf(a).entries()) expect(Math.abs(value - outputOf(b)[i]!)).toBeLessThan(0.02 * largest)
  expect(a.energyJoules.ecu).toBeLessThan(b.energyJoules.ecu)
  expect(a.energyJoules.ringHold).toBeGreaterThan(b.energyJoules.ringHold)
  expect(a.latencySeconds).toBeGreaterThan(b.latencySeconds)
})

test('the checker finds gains that were not claimed, and units that have no such ring', async () => {
  const program = await compiled(model([1, 0.9, 0.8, 0.7, 0.6, 0.5]), lit)
  const changed = (gain: number): Program => ({
    ...program,
    uses: program.uses.map((use) => (use.gain === undefined ? use : { ...use, gain })),
  })
  expect(checkClaims(unwrap(checkProgram(changed(0.25), lit))).diagnostics.map(({ code }) => code)).toContain('claim-field')
  const { scale: _, ...plain } = conv
  const refused = checkProgram(program, { ...sonic, units: [plain, fc1] })
  expect(refused.diagnostics.map(({ message }) => message).join()).toContain('broadband')
  expect(checkProgram(changed(1.5), lit).ok).toBe(false)
})

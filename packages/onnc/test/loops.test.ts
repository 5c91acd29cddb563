import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, nodeNames, runProgram, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import type { Target } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { decodeProgram, encodeProgram, type InstructionNamed, type Program, unrollLoops } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { passes, stages } from '@onnc/passes'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { floats } from './lowering/check-cases.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { smallTarget, unwrap } from './small-target.ts'

/** Two dense layers with an activation between them. */
async function compiled(target: Target, [k, m, n]: readonly [number, number, number]): Promise<Program> {
  const bytes = modelBytes({
    inputs: { x: [2, k] },
    outputs: ['y'],
    nodes: [node('Gemm', ['x', 'w1'], ['a'], { transB: 1 }), node('Relu', ['a'], ['b']), node('Gemm', ['b', 'w2'], ['y'], { transB: 1 })],
    initializers: [weights('w1', [m, k], 1), weights('w2', [n, m], 2)],
  })
  const module = unwrap(await importMessage(unwrap(decodeModel(bytes, 'test.onnx')), { dims: new Map(), inputShapes: new Map() }))
  unwrap(runPasses(unwrap(parsePipeline(`${stages.mvm},${stages.mrr}`, passes)), module, { environment: { target }, registry }))
  return unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'p.mrr'))
}

/** The same program with its rounds written out, each instruction with the node that it comes from. */
function writtenOut(program: Program): Program {
  const { instructions, origin } = unwrap(unrollLoops(program.instructions))
  const nodeOf = nodeNames(program)
  return {
    ...program,
    instructions,
    sourceMap: Array.from(origin, (index, first) => ({ first, count: 1, op: 'mrr', node: nodeOf(index) })),
  }
}

test('a program with loops gives what it gives with its rounds written out: values, times, joules, and the nodes they go to', async () => {
  const size = fc.integer({ min: 1, max: 60 })
  let loops = 0
  await fc.assert(
    fc.asyncProperty(fc.tuple(size, size, size), fc.integer({ min: 2, max: 5 }), fc.nat(100), async (sizes, side, seed) => {
      const target = smallTarget(side, side + 1)
      const program = await compiled(target, sizes)
      const plain = writtenOut(program)
      loops += program.instructions.filter(({ op }) => op === 'loop').length
      expect(program.instructions.length).toBeLessThanOrEqual(plain.instructions.length)
      const samples = [new Map([['x', floats([2, sizes[0]], seed)]])]
      for (const mode of ['ideal', 'quantized', 'noisy', 'timing'] as const) {
        const [a, b] = [program, plain].map((p) => unwrap(runProgram(p, { mode, seed, samples: mode === 'timing' ? [] : samples })))
        expect(a!.outputs).toEqual(b!.outputs)
        expect([a!.latencySeconds, a!.energyJoules, a!.analysis.layers]).toEqual([b!.latencySeconds, b!.energyJoules, b!.analysis.layers])
      }
      const [events, plainEvents] = [program, plain].map((p) => unwrap(timeProgram(unwrap(checkProgram(p, target)))).events())
      const { origin } = unwrap(unrollLoops(program.instructions))
      // Those that begin together are listed in the order in which they are written.
      const sorted = (list: readonly object[]): string[] => list.map((event) => JSON.stringify(event)).toSorted()
      expect(sorted(events!)).toEqual(sorted(plainEvents!.map((event) => ({ ...event, instruction: origin[event.instruction] }))))
    }),
    { numRuns: 6, endOnFailure: true },
  )
  expect(loops).toBeGreaterThan(0)
})

test('a layer of hundreds of tiles is a loop over its units', async () => {
  const program = await compiled(smallTarget(4, 4), [200, 8, 4])
  const plain = writtenOut(program)
  expect(plain.instructions.length).toBeGreaterThan(300)
  expect(program.instructions.length).toBeLessThan(70)
})

test('the checker finds loops that go too far or not far enough, and take other steps', async () => {
  const target = smallTarget(4, 4)
  const program = await compiled(target, [200, 8, 4])
  const found = (change: (loop: InstructionNamed<'loop'>) => Partial<InstructionNamed<'loop'>>): readonly string[] => {
    const place = program.instructions.findIndex(({ op }) => op === 'loop')
    const loop = program.instructions[place] as InstructionNamed<'loop'>
    const instructions = program.instructions.with(place, { ...loop, ...change(loop) })
    const checked = checkProgram({ ...program, sourceMap: [], instructions }, target)
    return (checked.ok ? checkClaims(checked.value) : checked).diagnostics.map(({ code }) => code)
  }
  expect(found(() => ({}))).toEqual([])
  expect(found(({ count }) => ({ count: count - 1 }))).not.toEqual([])
  expect(found(({ count }) => ({ count: count + 1 }))).not.toEqual([])
  expect(found(({ body }) => ({ body: body - 1 }))).not.toEqual([])
  expect(found(({ body }) => ({ body: body + 1 }))).not.toEqual([])
  for (const step of ['tile', 'use', 'input', 'output', 'event'] as const)
    expect(
      found((loop) => ({ [step]: loop[step] + 1 })),
      step,
    ).not.toEqual([])
  expect(found(({ tile, use }) => ({ tile: use - tile, use: 0 }))).not.toEqual([])
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Program } from '@onnc/isa'
import { runProgram } from '../src/index.ts'
import { conv, convInput, convProgram } from './conv-program.ts'
import { runReference } from './reference.ts'
import { floats, sample, testTarget } from './tiny-program.ts'

const target = testTarget()
const sections = ['instructions', 'patterns', 'uses', 'tiles', 'buffers', 'inputs', 'outputs'] as const

/** Sets some number or word of a section to another integer: files hold no other numbers outside tiles and scales. */
const mutation = fc.record({
  section: fc.constantFrom(...sections),
  place: fc.nat(),
  value: fc.oneof(
    fc.integer({ min: -3, max: 70 }).map((delta) => ({ delta })),
    fc.constantFrom(-1, 0, 1, 2, 255, 4096, 2 ** 24, 2 ** 31 - 1, 2 ** 31, -(2 ** 31)).map((set) => ({ set })),
  ),
})

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

function mutate(program: Program, { section, place, value }: Mutation): Program {
  const copy = structuredClone(program[section]) as unknown as object
  const leaves: { holder: Record<string, unknown>; key: string }[] = []
  const walk = (holder: object): void => {
    for (const [key, child] of Object.entries(holder)) {
      if (ArrayBuffer.isView(child) || typeof child === 'string') continue
      if (typeof child === 'object' && child !== null) walk(child)
      else leaves.push({ holder: holder as Record<string, unknown>, key })
    }
  }
  walk(copy)
  const leaf = leaves[place % leaves.length]
  if (leaf !== undefined) leaf.holder[leaf.key] = 'delta' in value ? Number(leaf.holder[leaf.key]) + value.delta : value.set
  return { ...program, [section]: copy }
}

test('a mutated program is refused, or computes what the reference does', () => {
  let ran = 0
  fc.assert(
    fc.property(conv, fc.array(mutation, { minLength: 1, maxLength: 2 }), (c, mutations) => {
      const program = mutations.reduce(mutate, convProgram(c, target))
      const shape = program.buffers[0]!.shape as number[]
      const values = convInput(c, c.seed)
      const samples = [sample({ x: floats(shape, values) })]
      for (const mode of ['timing', 'ideal', 'quantized'] as const) {
        const result = runProgram(program, { mode, samples })
        if (!result.ok) {
          expect(result.diagnostics.length).toBeGreaterThan(0)
          continue
        }
        ran++
        expect(result.value.latencySeconds).toBeGreaterThanOrEqual(0)
        const unit = target.units[0]!
        const [output] = result.value.outputs
        if (mode !== 'timing') expect(output!.get('y')!.data).toEqual(runReference(program, unit, mode, values))
      }
    }),
    { numRuns: 500, seed: 1 },
  )
  expect(ran).toBeGreaterThan(100)
})

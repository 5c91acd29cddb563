import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { checkClaims, checkProgram, openMachine } from '@onnc/executor'
import { targetFromDefinition } from '@onnc/hardware'
import { type AddressPattern, decodeProgram, type Instruction, type Program } from '@onnc/isa'
import type { Tensor } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

/** A change of one number of an instruction, or of a pattern. */
interface Mutation {
  readonly place: number
  readonly field: number
  readonly by: number
  readonly ofPattern: boolean
}

const mutation = fc.record<Mutation>({
  place: fc.nat(),
  field: fc.nat(),
  by: fc.constantFrom(-1, 1, 2, 7, 100),
  ofPattern: fc.boolean(),
})

const dynamic = new Set(['imprint', 'compact', 'when', 'stream', 'calibrate'])

function mutated(program: Program, { place, field, by, ofPattern }: Mutation): Program {
  const list: readonly object[] = ofPattern ? program.patterns : program.instructions
  const places = [...list.keys()].filter((i) => ofPattern || dynamic.has(program.instructions[i]!.op))
  const index = places[place % places.length]!
  const old = list[index] as Record<string, unknown>
  const fields = Object.keys(old).filter((name) => typeof old[name] === 'number')
  const name = fields[field % fields.length]!
  const changed = { ...old, [name]: Math.max(0, (old[name] as number) + by) }
  const with_ = <T>(items: readonly T[]): T[] => items.map((item, i) => (i === index ? (changed as T) : item))
  return ofPattern
    ? { ...program, patterns: with_<AddressPattern>(program.patterns) }
    : { ...program, sourceMap: [], instructions: with_<Instruction>(program.instructions) }
}

function inputsOf(program: Program): ReadonlyMap<string, Tensor> {
  return new Map(
    program.inputs.map(({ name, buffer }) => {
      const shape = program.buffers[buffer]!.shape as readonly number[]
      const length = shape.reduce((a, b) => a * b, 1)
      return [name, { type: 'float32', shape, data: Float32Array.from({ length }, (_, i) => Math.max(0, Math.sin(i))) }]
    }),
  )
}

/** The values of a run, or nothing where it ends with a diagnostic. */
function run(program: Program): number[] | undefined {
  const machine = openMachine(program, { mode: 'ideal' })
  if (!machine.ok) return undefined
  const ran = machine.value.run([inputsOf(program)])
  machine.value.close()
  return ran.ok ? [...ran.value[0]!.values()].flatMap(({ data }) => Array.from(data as Float32Array)) : undefined
}

test.each([
  'attention-format-1.5',
  'attention-sonic-format-1.8',
  'digits-cnn-double-format-1.11',
  'digits-cnn-sonic-format-1.9',
  'digits-cnn-sonic-scaled-format-1.11',
  'dense-sonic-format-1.12',
])('%s: what the checker lets pass gives what the good program gives, and nothing crashes', (name) => {
  const good = unwrap(decodeProgram(readFileSync(join(import.meta.dirname, 'golden', `${name}.mrr`)), name))
  const target = unwrap(targetFromDefinition(good.target.definition))
  const expected = run(good)!
  fc.assert(
    fc.property(mutation, (change) => {
      const program = mutated(good, change)
      const checked = checkProgram(program, target)
      const isProved = checked.ok && checkClaims(checked.value, { tileChecksums: 'skip' }).ok
      const found = run(program)
      if (!isProved) return
      expect(found).toHaveLength(expected.length)
      for (const [i, value] of found!.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4)
    }),
    { numRuns: name.startsWith('digits') ? 30 : 120 },
  )
})

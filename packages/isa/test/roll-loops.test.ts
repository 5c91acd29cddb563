import type { Result } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AnyInstruction } from '../src/encode-instructions.ts'
import { type Instruction, instructionSet } from '../src/instruction-table.ts'
import type { SourceMapEntry } from '../src/program.ts'
import { type MappedInstructions, rollLoops } from '../src/roll-loops.ts'
import { raisedFields, unrollLoops } from '../src/unroll-loops.ts'
import { arbitraryInstruction } from './arbitrary-instruction.ts'

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '))
  return result.value
}

/** One entry for each instruction, from the nodes given in turn. */
const mapped = (instructions: readonly Instruction[], nodes: readonly string[] = ['conv']): MappedInstructions => ({
  instructions,
  sourceMap: instructions.map(({ op }, first): SourceMapEntry => ({
    first,
    count: 1,
    op: `mrr.${op}`,
    node: nodes[first % nodes.length]!,
  })),
})

/** By instruction of the unrolled program: where it comes from. */
function sourcesOf({ instructions, sourceMap }: MappedInstructions): string[] {
  const { origin } = valueOf(unrollLoops(instructions))
  const names: string[] = instructions.map(() => '')
  for (const { first, count, op, node } of sourceMap) names.fill(`${op} ${node}`, first, first + count)
  return Array.from(origin, (index) => names[index]!)
}

const write = (unit: number, tile: number): Instruction => ({ op: 'program', unit, bank: 0, tile, write: 'whole', signal: 0 })
const wait = (event: number, count: number): Instruction => ({ op: 'wait', resource: 'unit', unit: 0, event, count, bank: 0 })
const stream = (unit: number, use: number, input: number): Instruction => ({
  op: 'stream',
  unit,
  bank: 0,
  use,
  input,
  output: 7,
  store: 'accumulate',
  inputs: 'signed',
  signal: 3,
  direction: 'forward',
})

test('rounds with numbers that rise evenly become a loop', () => {
  const rounds = Array.from({ length: 10 }, (_, i) => [
    write(0, 5 + 2 * i),
    stream(0, 8 + 3 * i, 9),
    write(1, 6 + 2 * i),
    stream(1, 9 + 3 * i, 9),
  ])
  const rolled = rollLoops(mapped([wait(1, 1), ...rounds.flat(), wait(2, 1)]))
  expect(rolled.instructions.map(({ op }) => op)).toEqual(['wait', 'loop', 'program', 'stream', 'program', 'stream', 'wait'])
  expect(rolled.instructions[1]).toEqual({ op: 'loop', body: 4, count: 10, tile: 2, use: 3, input: 0, output: 0, kernel: 0, event: 0 })
})

test('what rises unevenly, or comes from another node, is no round of a loop', () => {
  const uneven = [0, 1, 2, 3, 5, 9, 14, 20].flatMap((tile, i) => [write(0, tile), stream(0, i, 0)])
  expect(rollLoops(mapped(uneven)).instructions).toHaveLength(1 + 2 + 2 * 4)
  const falling = [9, 8, 7, 6, 5, 4].flatMap((tile) => [write(0, tile), stream(0, tile, 0)])
  expect(rollLoops(mapped(falling)).instructions).toEqual(falling)
  const rounds = Array.from({ length: 8 }, (_, i) => [write(0, i), stream(0, i, 0)]).flat()
  expect(rollLoops(mapped(rounds, ['a', 'b'])).instructions).toHaveLength(3)
  expect(rollLoops(mapped(rounds, ['a', 'b', 'c', 'd', 'e'])).instructions).toEqual(rounds)
})

test('rounds that ask for more of a count register each time are repeated as long as it says', () => {
  const chunk = (i: number, register: number): Instruction[] => [
    { op: 'when', body: 2, register, above: 5 + 10 * i },
    { op: 'imprint', unit: 0, bank: 0, tile: i, signal: 0 },
    stream(0, i, 2 * i),
  ]
  const chunks = (register: (i: number) => number): Instruction[] => Array.from({ length: 6 }, (_, i) => chunk(i, register(i))).flat()
  const { instructions } = rollLoops(mapped([...chunks(() => 3), wait(1, 1)]))
  expect(instructions.map(({ op }) => op)).toEqual(['repeat', 'when', 'imprint', 'stream', 'wait'])
  expect(instructions[0]).toEqual({
    op: 'repeat',
    body: 3,
    count: 6,
    register: 3,
    above: 10,
    tile: 1,
    use: 1,
    input: 2,
    output: 0,
    event: 0,
  })
  // A round that two registers decide on, or that holds something else, is written out.
  const two = Array.from({ length: 6 }, (_, i) => [...chunk(i, 1), ...chunk(i, 2)]).flat()
  expect(rollLoops(mapped(two)).instructions).toEqual(two)
  const writes = Array.from({ length: 6 }, (_, i) => [...chunk(i, 1), write(1, 7)]).flat()
  expect(rollLoops(mapped(writes)).instructions).toEqual(writes)
})

test('a loop keeps what a `when` holds together', () => {
  const when: Instruction = { op: 'when', body: 2, register: 1, above: 0 }
  const round = [when, write(0, 0), stream(0, 0, 0)]
  const { instructions } = rollLoops(mapped([write(0, 0), stream(0, 0, 0), ...Array.from({ length: 6 }, () => round).flat()]))
  expect(instructions.map(({ op }) => op)).toEqual(['program', 'stream', 'loop', 'when', 'program', 'stream'])
})

/** Instructions that repeat: bodies of any instructions, a few times each with even steps, one behind the other. */
const repeating = fc
  .array(
    fc.record({
      body: fc.array(arbitraryInstruction(instructionSet), { minLength: 1, maxLength: 5 }),
      rounds: fc.integer({ min: 1, max: 6 }),
      step: fc.nat(3),
    }),
    { maxLength: 4 },
  )
  .map((parts) =>
    parts.flatMap(({ body, rounds, step }) =>
      Array.from({ length: rounds }, (_, round) =>
        body.filter(({ op }) => !['loop', 'repeat', 'halt'].includes(op)).map((word) => raisedBy(word, step * round)),
      ).flat(),
    ),
  )

function raisedBy(instruction: AnyInstruction, by: number): Instruction {
  const raised: Record<string, unknown> = { ...instruction }
  for (const { name, unlessZero } of raisedFields[instruction.op]!)
    if (!unlessZero || raised[name] !== 0) raised[name] = (raised[name] as number) + by
  return raised as unknown as Instruction
}

test('unrolled, a program with loops is what it was, instruction by instruction and source by source', () => {
  fc.assert(
    fc.property(repeating, fc.constantFrom(['a'], ['a', 'b'], ['a', 'a', 'b']), (instructions, nodes) => {
      const program = mapped(instructions, nodes)
      const rolled = rollLoops(program)
      expect(valueOf(unrollLoops(rolled.instructions)).instructions).toEqual(instructions)
      expect(sourcesOf(rolled)).toEqual(sourcesOf(program))
      expect(rolled.instructions.length).toBeLessThanOrEqual(instructions.length)
    }),
    { numRuns: 300 },
  )
})

test('long programs are rolled in time linear in their length', () => {
  const rounds = (count: number): Instruction[] =>
    Array.from({ length: count }, (_, i) =>
      Array.from({ length: 16 }, (_, unit) => [write(unit, 16 * i + unit), stream(unit, 16 * i + unit, i)]).flat(),
    ).flat()
  expect(rollLoops(mapped(rounds(4000))).instructions).toHaveLength(33)
})

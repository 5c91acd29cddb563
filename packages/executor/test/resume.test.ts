import { describe, expect, test } from 'vitest'
import type { Instruction, Program } from '@onnc/isa'
import { checkProgram, openMachine, runProgram } from '../src/index.ts'
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
} from './tiny-program.ts'

const resume: Instruction = { op: 'resume' }
const calibrate: Instruction = {
  op: 'calibrate',
  unit: 0,
  bank: 0,
  probes: 4,
  iterations: 2,
  signal: 0,
  procedure: 'writeVerify',
  settle: 0,
  result: 0,
}

/** y = A x, z = B x on one unit. */
function twoTiles(instructions: readonly Instruction[]): Program {
  return tinyProgram({
    tiles: [tileOf(2, 3, [1, 2, 3, 4, 5, 6]), tileOf(2, 3, [6, 5, 4, 3, 2, 1])],
    uses: [0, 1].map((tile) => ({ tile, outScale: Float32Array.of(1, 1) })),
    patterns: [rowsOf(0, 1, 3), rowsOf(1, 1, 2), rowsOf(2, 1, 2)],
    buffers: [activation('x', [3]), activation('y', [2], 64), activation('z', [2], 128)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: ['y', 'z'].map((name, i) => ({ name, buffer: i + 1 })),
    instructions,
  })
}

const [first, second] = [stream(0, 0, 0, 1), stream(0, 1, 0, 2)]
const whole = [programTile(0, 0), calibrate]

describe.each<[string, readonly Instruction[], string[]]>([
  ['what is used in place is in place in the end', [...whole, resume, first, programTile(0, 1), second, ...whole], []],
  ['nothing is in place', [resume, programTile(0, 0), first, programTile(0, 1), second], []],
  [
    'another tile in the end',
    [...whole, resume, first, programTile(0, 1), second],
    ['6: bank 0 of unit 0 ends with tile 1, expected tile 0, where later inferences begin, which use it without writing it'],
  ],
  [
    'calibrated otherwise in the end',
    [...whole, resume, first, programTile(0, 1), second, programTile(0, 0)],
    ['7: bank 0 of unit 0 ends with tile 0 calibrated otherwise than where later inferences begin, which use it without writing it'],
  ],
  [
    'two places to begin',
    [...whole, resume, first, resume, programTile(0, 1), second, ...whole],
    ["4: 'resume' stands behind 'resume', expected only 'program', 'calibrate' and loops of them before it"],
  ],
  [
    'a stream before',
    [...whole, first, resume, programTile(0, 1), second, ...whole],
    ["3: 'resume' stands behind 'stream', expected only 'program', 'calibrate' and loops of them before it"],
  ],
])('%s', (_, instructions, expected) => {
  test('is found out', () => {
    const program = twoTiles(instructions)
    expect(messages(checkProgram(program, testTarget()))).toEqual(expected)
  })
})

test('an inference behind another writes what is not in place, and gives the same', () => {
  const program = twoTiles([...whole, resume, first, programTile(0, 1), calibrate, second, ...whole])
  const machine = valueOf(openMachine(program, { mode: 'ideal', watch: true }))
  const inputs = [1, 2, 3].map((factor) => sample({ x: floats([3], [factor, 2, -factor]) }))
  const together = valueOf(machine.run(inputs))
  for (const [i, input] of inputs.entries()) expect(valueOf(machine.run([input]))[0]).toEqual(together[i])
  machine.close()
  const { latencySeconds, ringsWritten, energyJoules, resumed } = valueOf(runProgram(program, { mode: 'timing', samples: [] }))
  expect(resumed).toMatchObject({ programs: 2, ringsWritten: 12 })
  expect(ringsWritten).toBe(18)
  // All but the first write and its calibration.
  const unbegun = twoTiles([...whole, first, programTile(0, 1), calibrate, second, ...whole])
  const once = valueOf(runProgram(unbegun, { mode: 'timing', samples: [], events: true }))
  const start = once.events!.filter(({ instruction }) => instruction < 2).reduce((sum, e) => sum + e.endSeconds - e.startSeconds, 0)
  expect(once.latencySeconds).toBeCloseTo(latencySeconds, 12)
  expect(resumed!.latencySeconds).toBeCloseTo(latencySeconds - start, 12)
  expect(resumed!.energyJoules.calibration).toBeLessThan(energyJoules.calibration)
  // Six rings, held from one inference to the next.
  expect(resumed!.energyJoules.ringHold / resumed!.latencySeconds).toBeCloseTo(energyJoules.ringHold / latencySeconds, 9)
})

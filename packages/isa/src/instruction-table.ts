import { choice, index, optional, raised, span, uint } from './field.ts'
import { defineInstructions, type InstructionOf } from './instruction-set.ts'

const unit = uint(12, 'photonic unit, numbered through all unit classes of the target')
const bank = uint(4, 'ring set within the unit')
const signal = raised(optional(uint(16, 'event counter that goes up by one when the instruction completes; 0: none')), 'event')

const queue = optional(uint(4, 'whose queue, where each bank of the unit has one; 0 where a unit is one queue'))

/**
 * The instruction set: the only list of instructions there is. Types, bit layout, encoder, decoder, assembler, disassembler, JSON check
 * and reference follow from it; a new instruction is a new entry here, its handler in the executor, and a test.
 *
 * Instructions are issued in order, each into the queue of the resource it occupies: a photonic unit (a bank of one, in programs with
 * `queues: 'bank'`), or the electronic control unit (ECU). A queue runs in order; queues run concurrently and meet only in `wait`. Banks of a unit
 * share its light and its writing: docs/programs.md says how.
 */
export const instructionSet = defineInstructions({
  halt: {
    opcode: 1,
    summary: 'Ends the program. It completes when every queue is empty.',
    fields: {},
  },
  program: {
    opcode: 2,
    summary: 'Tunes the rings of a bank to the levels of a tile. Occupies the unit.',
    fields: {
      unit,
      bank,
      tile: raised(index('tiles', 24, 'the levels to write'), 'tile'),
      write: choice(['whole', 'changed'], 'whole: every ring of the tile; changed: only rings whose level differs from the resident tile'),
      signal,
    },
  },
  calibrate: {
    opcode: 3,
    summary: 'Measures the rings of a bank with probe light and corrects their tuning. Occupies the unit.',
    fields: {
      unit,
      bank,
      probes: uint(16, 'probe vectors per iteration'),
      iterations: uint(8, 'rounds of measuring and correcting'),
      signal,
      procedure: optional(
        choice(
          ['writeVerify', 'measure'],
          'writeVerify: write, settle, measure and correct, round by round; measure: measure only, write nothing',
        ),
      ),
      settle: optional(uint(24, 'nanoseconds between writing and measuring; 0: the settling time of the target')),
      result: optional(
        uint(
          8,
          'where the corrections are kept: 0: in the rings of the bank, until they are written; n: also in table n of the unit, for whoever drives the machine',
        ),
      ),
    },
  },
  stream: {
    opcode: 4,
    summary:
      'Multiplies the tile resident in a bank, which must be the tile of `use`, with one input vector per position, and writes one ' +
      'output vector per position. Both patterns have the same number of positions. Occupies the unit.',
    fields: {
      unit,
      bank,
      use: raised(index('uses', 24, 'tile, scales and bias'), 'use'),
      input: raised(index('patterns', 24, 'the vectors read: as many elements per position as the tile has columns'), 'input'),
      output: raised(
        index('patterns', 24, 'the vectors written: as many elements per position as the tile has rows, without guards'),
        'output',
      ),
      store: choice(['overwrite', 'accumulate'], 'overwrite: store the result plus bias; accumulate: add the result to what is stored'),
      inputs: choice(['nonnegative', 'signed'], "signed: inputs may be negative, so the target's way of handling signs is needed"),
      signal,
      direction: optional(
        choice(
          ['forward', 'transposed'],
          'transposed: light enters where it left, and the same rings multiply by the transposed matrix; that of `use`',
        ),
      ),
    },
  },
  kernel: {
    opcode: 5,
    summary: 'Runs a small ONNX model on the ECU, on whole buffers. Occupies the ECU.',
    fields: { kernel: raised(index('kernels', 24, 'the model and its bindings'), 'kernel'), signal },
  },
  wait: {
    opcode: 6,
    summary: 'Holds the queue of a resource until an event counter has reached a count.',
    fields: {
      resource: choice(['unit', 'ecu'], 'whose queue waits'),
      unit: uint(12, 'which photonic unit; 0 where the ECU waits'),
      event: raised(uint(16, 'event counter'), 'event'),
      count: uint(24, 'the count to reach'),
      bank: queue,
    },
  },
  shuffle: {
    opcode: 7,
    summary:
      'Moves values of the activation memory through the permutation network of a unit: the n-th value that the input pattern visits is ' +
      'stored where the output pattern visits its n-th; both visit as many. Occupies the unit.',
    fields: {
      unit,
      input: raised(index('patterns', 24, 'the values read; padding reads 0'), 'input'),
      output: raised(index('patterns', 24, 'where they go, without guards'), 'output'),
      signal,
      bank: queue,
    },
  },
  loop: {
    opcode: 8,
    summary:
      'Repeats the instructions behind it, which may hold whole loops. In round i, counted from 0, indices and events of the body are i ' +
      'steps higher, those of an inner loop by the steps of both. Takes no time.',
    fields: {
      body: span(16, 'how many of the instructions behind it are repeated'),
      count: uint(24, 'rounds, 1 or more'),
      tile: optional(uint(16, 'step of `tile` of `program` and `imprint`')),
      use: optional(uint(16, 'step of `use`')),
      input: optional(uint(12, 'step of the patterns read')),
      output: optional(uint(12, 'step of the patterns written')),
      kernel: optional(uint(8, 'step of `kernel`')),
      event: optional(uint(8, 'step of `signal`, where it is not 0, and of `event`')),
    },
  },
  imprint: {
    opcode: 9,
    summary:
      'Tunes the rings of a bank to activations: those that the pattern of a tile of activations visits, its vectors as rows. The largest ' +
      'magnitude among them takes the largest level, 0 is exact. Occupies the unit.',
    fields: {
      unit,
      bank,
      tile: raised(index('tiles', 24, 'a tile of activations'), 'tile'),
      signal,
    },
  },
  compact: {
    opcode: 10,
    summary:
      'Leaves the zeros of a vector out: the values that are not 0 go to the first places of a buffer, the places they had to those of ' +
      'another, and 0 to all others; a register takes their count. Occupies the ECU.',
    fields: {
      input: raised(index('patterns', 24, 'the vector'), 'input'),
      values: raised(index('patterns', 24, 'where what is not 0 goes, in its order: as many places'), 'output'),
      indices: raised(index('patterns', 24, 'where the place that each had in the vector goes, counted from 0'), 'output'),
      register: uint(8, 'count register that is set, 1 or higher; of one vector in the whole program'),
      signal,
    },
  },
  when: {
    opcode: 11,
    summary:
      'The writes, calibrations and streams behind it are done only where a count register is above a number: else they take no time and ' +
      'do nothing but signal. So a chain of them ends where the data ends. Takes no time.',
    fields: {
      body: span(16, 'how many of the instructions behind it it holds for'),
      register: uint(8, 'count register'),
      above: raised(uint(24, 'what the count has to be above'), 'above'),
    },
  },
  repeat: {
    opcode: 12,
    summary:
      'Repeats the instructions behind it as often as a count register asks for. As those of `loop`, indices and events rise with every round, and ' +
      'with them what each `when` of the body asks the register to be above: where none holds any more, the rounds end, and what is left of them does ' +
      'nothing but signal. Takes no time.',
    fields: {
      body: span(
        16,
        'how many of the instructions behind it are repeated: waits, and imprints, calibrations and streams that a `when` holds',
      ),
      count: uint(16, 'rounds at most, 1 or more'),
      register: uint(8, 'count register, that of every `when` of the body'),
      above: uint(16, 'step of `above` of `when`, 1 or more'),
      tile: optional(uint(12, 'step of `tile` of `imprint`')),
      use: optional(uint(12, 'step of `use`')),
      input: optional(uint(12, 'step of the patterns read')),
      output: optional(uint(8, 'step of the patterns written')),
      event: optional(uint(8, 'step of `signal`, where it is not 0, and of `event`')),
    },
  },
  turn: {
    opcode: 14,
    summary:
      'Has the light of a unit go this way, where it went the other one; a stream and a calibration do it by themselves, but not before they ' +
      'begin. Occupies the unit while it switches.',
    fields: {
      unit,
      bank,
      direction: choice(['forward', 'transposed'], 'as `direction` of `stream`; calibrations take it forward'),
    },
  },
  resume: {
    opcode: 13,
    summary:
      'Where an inference begins that follows another one: rings are as that left them, event counters and count registers at 0. The instructions ' +
      'before it write and calibrate what is in place then, and what a bank holds there and is used without being written, it holds again at the ' +
      'end. At most one in a program. Takes no time.',
    fields: {},
  },
})

/** One instruction as plain data, also its JSON form. */
export type Instruction = InstructionOf<(typeof instructionSet)['table']>

/** The instruction with this name: `InstructionNamed<'stream'>`. */
export type InstructionNamed<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>

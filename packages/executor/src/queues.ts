import type { Target } from '@onnc/hardware'
import type { Instruction, Program } from '@onnc/isa'

/** The in-order queues of a program: 0 is the ECU's, then come those of the units, one for each unit or for each of its banks. */
export interface Queues {
  readonly count: number
  /** By queue, its unit; -1 for the ECU. */
  readonly units: Int32Array
  /** By queue, its bank; -1 for the ECU, and where a unit is one queue. */
  readonly banks: Int32Array
  /** By unit, the queue of its first bank, or of all of them. */
  readonly first: Int32Array
}

/** The queue of the ECU. */
export const ecuQueue = 0

/** Of instructions that go to no queue. */
export const noQueue = -1

export function queuesOf({ queues }: Pick<Program, 'queues'>, target: Target): Queues {
  const [units, banks, first] = [[-1], [-1], [] as number[]]
  for (const unitClass of target.units)
    for (let i = 0; i < unitClass.count; i++) {
      const unit = first.push(units.length) - 1
      const count = queues === 'bank' ? unitClass.banks : 1
      for (let bank = 0; bank < count; bank++) {
        units.push(unit)
        banks.push(queues === 'bank' ? bank : -1)
      }
    }
  return { count: units.length, units: Int32Array.from(units), banks: Int32Array.from(banks), first: Int32Array.from(first) }
}

/** The queue that a bank's instructions go to; `noQueue` where there is no such unit. */
export function bankQueue({ first, banks }: Queues, unit: number, bank: number): number {
  const queue = first[unit]
  if (queue === undefined) return noQueue
  return banks[queue] === -1 ? queue : queue + bank
}

/** The queue of an instruction. */
export function queueOf(queues: Queues, instruction: Instruction): number {
  switch (instruction.op) {
    case 'halt':
    case 'loop':
    case 'repeat':
    case 'when':
    case 'resume':
      return noQueue
    case 'kernel':
    case 'compact':
      return ecuQueue
    case 'wait':
      return instruction.resource === 'ecu' ? ecuQueue : bankQueue(queues, instruction.unit, instruction.bank)
    default:
      return bankQueue(queues, instruction.unit, instruction.bank)
  }
}

/** 'ecu', 'unit 3' or 'unit 3 bank 1'. */
export function queueName({ units, banks }: Queues, queue: number): string {
  if (queue === ecuQueue) return 'ecu'
  return banks[queue] === -1 ? `unit ${units[queue]}` : `unit ${units[queue]} bank ${banks[queue]}`
}

import type { Program } from '@onnc/isa'
import type { CheckedProgram } from './check-program.ts'
import { overlaps } from './check-pattern.ts'
import { imprintBuffer } from './check-reads.ts'
import { race } from './diagnostics.ts'
import type { Jobs } from './job.ts'
import { sharesValues } from './memory-layout.ts'
import type { Problems } from './problems.ts'
import { queueName } from './queues.ts'
import type { Schedule } from './schedule.ts'

/** What an instruction does to a buffer of the activation memory, through one pattern or (`pattern` -1) as a whole. */
interface Access {
  readonly instruction: number
  readonly end: number
  readonly kind: AccessKind
  readonly buffer: number
  readonly pattern: number
}

/** Reads go together, and so do additions, which may come in any order. */
type AccessKind = 'read' | 'write' | 'add'

/** Accesses of one kind to a buffer that may still be under way, and when the last of them is over. */
interface Active {
  accesses: Access[]
  /** From so many on, those that are over are taken out. */
  room: number
  end: number
}

/** Elements looked at in all, so that a hostile program cannot make the search long. */
const largestSearch = 2 ** 30

/**
 * Reports instructions that touch the same values while another resource writes them: a wait is missing. Values are computed in the order
 * in which instructions start, which is what the machine does only where there are no races. Found for this schedule; that no other
 * timing has any is not shown.
 */
export function findRaces(checked: CheckedProgram, jobs: Jobs, schedule: Schedule, problems: Problems): void {
  const { program, layout } = checked
  const active = program.buffers.map((): Record<AccessKind, Active> => ({ read: nothing(), write: nothing(), add: nothing() }))
  /** By region, its buffers with accesses under way. */
  const busy: number[][] = Array.from({ length: layout.regions }, () => [])
  const meet = createMeetingTest(checked)
  let [instruction, start, end] = [0, 0, 0]

  const compare = (access: Access, earlier: Access): void => {
    if (earlier.instruction === instruction || !meet(access, earlier)) return
    const names = [program.buffers[access.buffer]!.name, program.buffers[earlier.buffer]!.name] as const
    const resource = queueName(jobs.queues, jobs.queue[earlier.instruction]!)
    problems.report(race(verbs[access.kind], ...names, earlier.instruction, resource, verbs[earlier.kind]), instruction)
  }
  const note = (kind: AccessKind, buffer: number, pattern: number): void => {
    if (layout.region[buffer] === -1) return
    const access: Access = { instruction, end, kind, buffer, pattern }
    const buffers = busy[layout.region[buffer]!]!
    let isBusy = false
    let kept = 0
    for (let i = 0; i < buffers.length; i++) {
      const other = buffers[i]!
      const { read, write, add } = active[other]!
      if (read.end <= start && write.end <= start && add.end <= start && other !== buffer) continue
      buffers[kept++] = other
      if (other === buffer) isBusy = true
      else if (!sharesValues(layout, buffer, other)) continue
      if (kind !== 'read' && read.end > start) for (const earlier of read.accesses) if (earlier.end > start) compare(access, earlier)
      if (write.end > start) for (const earlier of write.accesses) if (earlier.end > start) compare(access, earlier)
      if (kind !== 'add' && add.end > start) for (const earlier of add.accesses) if (earlier.end > start) compare(access, earlier)
    }
    buffers.length = kept
    if (!isBusy) buffers.push(buffer)
    enter(active[buffer]![kind], access, start)
  }
  for (const index of schedule.order) {
    start = schedule.start[index]!
    end = schedule.end[index]!
    if (end === start) continue
    instruction = index
    noteAccesses(program, index, note)
  }
}

const nothing = (): Active => ({ accesses: [], room: 32, end: 0 })

function enter(own: Active, access: Access, now: number): void {
  if (own.end <= now) own.accesses.length = 0
  else if (own.accesses.length >= own.room) {
    own.accesses = own.accesses.filter((earlier) => earlier.end > now)
    own.room = 2 * own.accesses.length + 32
  }
  own.accesses.push(access)
  own.end = Math.max(own.end, access.end)
}

const verbs = { read: 'reads', write: 'writes', add: 'adds to' } as const

function noteAccesses(program: Program, index: number, note: (kind: AccessKind, buffer: number, pattern: number) => void): void {
  const { patterns, kernels } = program
  const instruction = program.instructions[index]!
  if (instruction.op === 'stream' || instruction.op === 'shuffle') {
    const { input, output } = instruction
    const list = patterns[input]!.indices
    // Which elements a list finds is known at run time only.
    note('read', patterns[input]!.buffer, list === undefined ? input : -1)
    if (list !== undefined) note('read', list, -1)
    note(instruction.op === 'stream' && instruction.store === 'accumulate' ? 'add' : 'write', patterns[output]!.buffer, output)
  } else if (instruction.op === 'kernel') {
    const { inputs, outputs } = kernels[instruction.kernel]!
    for (const { buffer } of inputs) note('read', buffer, -1)
    for (const { buffer } of outputs) note('write', buffer, -1)
  } else if (instruction.op === 'compact') {
    const { input, values, indices } = instruction
    note('read', patterns[input]!.buffer, input)
    for (const output of [values, indices]) note('write', patterns[output]!.buffer, output)
  } else if (instruction.op === 'imprint') {
    note('read', imprintBuffer(program, instruction.tile), program.tiles[instruction.tile]!.activations!)
  }
}

/** Whether two accesses touch a common value; exact for patterns of one buffer, each pair of which is looked at once. */
function createMeetingTest({ program, layout, patterns }: CheckedProgram): (a: Access, b: Access) => boolean {
  const known = new Map<number, boolean>()
  let searched = 0
  return (a, b) => {
    if (a.buffer !== b.buffer) return sharesValues(layout, a.buffer, b.buffer)
    if (a.pattern === -1 || b.pattern === -1) return layout.size[a.buffer]! > 0
    const key = a.pattern * patterns.length + b.pattern
    let meeting = known.get(key)
    if (meeting === undefined) {
      const [one, other] = [patterns[a.pattern]!, patterns[b.pattern]!]
      searched += one.positions * one.elements + other.positions * other.elements + layout.size[a.buffer]!
      meeting = searched <= largestSearch && overlaps(one, other, program.buffers[a.buffer]!)
      known.set(key, meeting)
    }
    return meeting
  }
}

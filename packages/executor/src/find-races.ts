import type { Program } from '@onnc/isa'
import type { CheckedProgram } from './check-program.ts'
import { overlaps } from './check-pattern.ts'
import { imprintBuffer } from './check-reads.ts'
import { addressRange } from './clearly-apart.ts'
import { race } from './diagnostics.ts'
import type { Jobs } from './job.ts'
import { sharesValues } from './memory-layout.ts'
import type { Problems } from './problems.ts'
import { queueName } from './queues.ts'
import type { Schedule } from './schedule.ts'

/** Reads go together, and so do additions, which may come in any order. */
type AccessKind = 'read' | 'write' | 'add'

/** Accesses of one kind to a buffer that may still be under way, and when the last of them is over. */
interface Active {
  readonly kind: AccessKind
  readonly instructions: number[]
  /** By access its pattern, or -1 for the buffer as a whole. */
  readonly patterns: number[]
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
  const active = program.buffers.map((): Record<AccessKind, Active> => ({ read: none('read'), write: none('write'), add: none('add') }))
  /** By region, its buffers with accesses under way. */
  const busy: number[][] = Array.from({ length: layout.regions }, () => [])
  const meet = createMeetingTest(checked)
  let [instruction, start, end] = [0, 0, 0]

  const compare = (kind: AccessKind, buffer: number, pattern: number, earlier: Active, other: number): void => {
    const { instructions, patterns } = earlier
    for (let i = 0; i < instructions.length; i++) {
      const before = instructions[i]!
      if (schedule.end[before]! <= start || before === instruction || !meet(buffer, pattern, other, patterns[i]!)) continue
      const names = [program.buffers[buffer]!.name, program.buffers[other]!.name] as const
      const resource = queueName(jobs.queues, jobs.queue[before]!)
      problems.report(race(verbs[kind], ...names, before, resource, verbs[earlier.kind]), instruction)
    }
  }
  const note = (kind: AccessKind, buffer: number, pattern: number): void => {
    const region = layout.region[buffer]!
    if (region === -1) return
    const buffers = busy[region]!
    let isBusy = false
    let kept = 0
    for (let i = 0; i < buffers.length; i++) {
      const other = buffers[i]!
      const { read, write, add } = active[other]!
      if (read.end <= start && write.end <= start && add.end <= start && other !== buffer) continue
      buffers[kept++] = other
      if (other === buffer) isBusy = true
      else if (!sharesValues(layout, buffer, other)) continue
      if (kind !== 'read' && read.end > start) compare(kind, buffer, pattern, read, other)
      if (write.end > start) compare(kind, buffer, pattern, write, other)
      if (kind !== 'add' && add.end > start) compare(kind, buffer, pattern, add, other)
    }
    buffers.length = kept
    if (!isBusy) buffers.push(buffer)
    enter(active[buffer]![kind], instruction, pattern)
  }
  const enter = (own: Active, index: number, pattern: number): void => {
    const { instructions, patterns } = own
    if (own.end <= start) instructions.length = patterns.length = 0
    else if (instructions.length >= own.room) {
      let kept = 0
      for (let i = 0; i < instructions.length; i++) {
        if (schedule.end[instructions[i]!]! <= start) continue
        instructions[kept] = instructions[i]!
        patterns[kept++] = patterns[i]!
      }
      instructions.length = patterns.length = kept
      own.room = 2 * kept + 32
    }
    instructions.push(index)
    patterns.push(pattern)
    if (end > own.end) own.end = end
  }
  for (const index of schedule.order) {
    start = schedule.start[index]!
    end = schedule.end[index]!
    if (end === start) continue
    instruction = index
    noteAccesses(program, index, note)
  }
}

const none = (kind: AccessKind): Active => ({ kind, instructions: [], patterns: [], room: 32, end: 0 })

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

/** Whether accesses to two buffers, by pattern, touch a common value; exact for patterns of one buffer, each pair of which is looked at once. */
function createMeetingTest({
  program,
  layout,
  patterns,
}: CheckedProgram): (buffer: number, pattern: number, other: number, otherPattern: number) => boolean {
  const known = new Map<number, boolean>()
  const [first, last] = [new Float64Array(patterns.length).fill(NaN), new Float64Array(patterns.length)]
  const place = (pattern: number): void => {
    if (!Number.isNaN(first[pattern]!)) return
    const range = addressRange(patterns[pattern]!)
    first[pattern] = range.first
    last[pattern] = range.last
  }
  let searched = 0
  return (buffer, pattern, other, otherPattern) => {
    if (buffer !== other) return sharesValues(layout, buffer, other)
    if (pattern === -1 || otherPattern === -1) return layout.size[buffer]! > 0
    place(pattern)
    place(otherPattern)
    if (last[pattern]! < first[otherPattern]! || last[otherPattern]! < first[pattern]!) return false
    const key = pattern * patterns.length + otherPattern
    let meeting = known.get(key)
    if (meeting === undefined) {
      const [one, two] = [patterns[pattern]!, patterns[otherPattern]!]
      searched += one.positions * one.elements + two.positions * two.elements + layout.size[buffer]!
      meeting = searched <= largestSearch && overlaps(one, two, program.buffers[buffer]!)
      known.set(key, meeting)
    }
    return meeting
  }
}

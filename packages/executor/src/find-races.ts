import type { Program } from '@onnc/isa'
import type { CheckedProgram } from './check-program.ts'
import { overlaps } from './check-pattern.ts'
import { imprintBuffer } from './check-reads.ts'
import { race } from './diagnostics.ts'
import { type Job } from './job.ts'
import { sharesValues } from './memory-layout.ts'
import type { Problems } from './problems.ts'
import { resourceName, type Schedule } from './schedule.ts'

/** What an instruction does to a buffer of the activation memory, through one pattern or (`pattern` -1) as a whole. */
interface Access {
  readonly instruction: number
  readonly resource: number
  readonly end: number
  /** Reads go together, and so do additions, which may come in any order. */
  readonly kind: 'read' | 'write' | 'add'
  readonly buffer: number
  readonly pattern: number
}

/** Elements looked at in all, so that a hostile program cannot make the search long. */
const largestSearch = 2 ** 30

/**
 * Reports instructions that touch the same values while another resource writes them: a wait is missing. Values are computed in the order
 * in which instructions start, which is what the machine does only where there are no races. Found for this schedule; that no other
 * timing has any is not shown.
 */
export function findRaces(checked: CheckedProgram, jobs: readonly (Job | undefined)[], schedule: Schedule, problems: Problems): void {
  const { program, layout } = checked
  const active: Access[][] = Array.from({ length: layout.regions }, () => [])
  const meet = createMeetingTest(checked)
  for (const instruction of schedule.order) {
    const start = schedule.start[instruction]!
    const end = schedule.end[instruction]!
    if (end === start) continue
    for (const { kind, buffer, pattern } of accessesOf(program, instruction)) {
      if (layout.region[buffer] === -1) continue
      const access: Access = { instruction, resource: jobs[instruction]!.resource, end, kind, buffer, pattern }
      const others = active[layout.region[buffer]!]!.filter((other) => other.end > start)
      for (const other of others) {
        if (other.instruction === instruction || (other.kind === kind && kind !== 'write') || !meet(access, other)) continue
        const names = [program.buffers[buffer]!.name, program.buffers[other.buffer]!.name] as const
        problems.report(race(verbs[kind], ...names, other.instruction, resourceName(other.resource), verbs[other.kind]), instruction)
      }
      others.push(access)
      active[layout.region[buffer]!] = others
    }
  }
}

const verbs = { read: 'reads', write: 'writes', add: 'adds to' } as const

function accessesOf(program: Program, index: number): readonly Pick<Access, 'kind' | 'buffer' | 'pattern'>[] {
  const instruction = program.instructions[index]!
  if (instruction.op === 'stream') {
    const { input, output, store } = instruction
    const [from, into] = [program.patterns[input]!.buffer, program.patterns[output]!.buffer]
    return [
      { kind: 'read', buffer: from, pattern: input },
      { kind: store === 'accumulate' ? 'add' : 'write', buffer: into, pattern: output },
    ]
  }
  if (instruction.op === 'shuffle') {
    const { input, output } = instruction
    return [
      { kind: 'read', buffer: program.patterns[input]!.buffer, pattern: input },
      { kind: 'write', buffer: program.patterns[output]!.buffer, pattern: output },
    ]
  }
  if (instruction.op === 'imprint')
    return [{ kind: 'read', buffer: imprintBuffer(program, instruction.tile), pattern: program.tiles[instruction.tile]!.activations! }]
  if (instruction.op !== 'kernel') return []
  const { inputs, outputs } = program.kernels[instruction.kernel]!
  return [
    ...inputs.map(({ buffer }) => ({ kind: 'read' as const, buffer, pattern: -1 })),
    ...outputs.map(({ buffer }) => ({ kind: 'write' as const, buffer, pattern: -1 })),
  ]
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

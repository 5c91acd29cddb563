import { type StepName, stepNames } from './field.ts'
import { type Instruction, type InstructionNamed, instructionSet } from './instruction-table.ts'
import type { SourceMapEntry } from './program.ts'
import { raisedFields, unrolledLimit } from './unroll-loops.ts'

/** Instructions, and where they come from. */
export interface MappedInstructions {
  readonly instructions: readonly Instruction[]
  readonly sourceMap: readonly SourceMapEntry[]
}

/** Instructions that a loop must save, itself counted: one that saves less is harder to read than what it stands for. */
const leastSaved = 4

/** How far back a body is looked for: distances to the last instructions that are the same but for their numbers. */
const mostCandidates = 4

/** Distances that are followed at one time. */
const mostFollowed = 24

type Loop = InstructionNamed<'loop' | 'repeat'>

/** The largest value of each field of a loop. */
const largest = (op: Loop['op']): Readonly<Record<string, number>> =>
  Object.fromEntries(instructionSet.byOp.get(op)!.fields.map(({ name, codes }) => [name, codes - 1]))
const largestOf = { loop: largest('loop'), repeat: largest('repeat') }
const widestBody = largestOf.loop.body!

/**
 * Puts loops where instructions repeat with numbers that rise evenly (`repeat`, where that is what they ask of a count register), each from the same operation and node as the one a round before: `unrollLoops`
 * gives the same instructions back. A loop stands in no other. Of loops that overlap, the one that saves most is taken. Programs that are too long to
 * be unrolled stay as they are. Cost: linear in the instructions.
 */
export function rollLoops(program: MappedInstructions): MappedInstructions {
  const { instructions } = program
  if (instructions.length > unrolledLimit) return program
  const places = placesOf(program)
  const loops = chooseLoops(findRepeats(instructions, places), instructions.length)
  return loops.length === 0 ? program : withLoops(instructions, places, loops)
}

/** Rounds of `body` instructions each, beginning at `first`. */
interface Repeat {
  readonly first: number
  readonly body: number
  readonly rounds: number
}

/** By instruction, its entry of the source map. */
function placesOf({ instructions, sourceMap }: MappedInstructions): readonly (SourceMapEntry | undefined)[] {
  const places: (SourceMapEntry | undefined)[] = instructions.map(() => undefined)
  for (const entry of sourceMap) places.fill(entry, entry.first, entry.first + entry.count)
  return places
}

/** Whether an instruction may be the same as another but for what loops raise: then both have the same number. */
function kindsOf(instructions: readonly Instruction[], places: readonly (SourceMapEntry | undefined)[]): Int32Array {
  const numbers = new Map<string, number>()
  const fixed = new Map(
    instructionSet.layouts.map(({ op, fields }) => [op, fields.filter(({ field }) => field.step === undefined).map(({ name }) => name)]),
  )
  return Int32Array.from(instructions, (instruction, i) => {
    const values = instruction as unknown as Readonly<Record<string, unknown>>
    const place = places[i]
    let key = place === undefined ? instruction.op : `${instruction.op} ${place.op} ${place.node}`
    for (const name of fixed.get(instruction.op)!) key += ` ${String(values[name])}`
    for (const { name, unlessZero } of raisedFields[instruction.op]!) if (unlessZero) key += ` ${values[name] === 0}`
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return number
  })
}

/** Instructions that repeat those `body` before them, without a gap, with the same steps. */
interface Run {
  readonly body: number
  first: number
  /** Of each kind of step: how much, and the last instruction that took it. */
  readonly steps: Map<StepName, { by: number; at: number }>
}

/** All repeats of the instructions, overlapping as they may. */
function findRepeats(instructions: readonly Instruction[], places: readonly (SourceMapEntry | undefined)[]): Repeat[] {
  const kinds = kindsOf(instructions, places)
  const repeats: Repeat[] = []
  const held = heldByWhen(instructions)
  const end = ({ body, first }: Run, at: number): void => {
    const repeat = roundsIn(instructions, held, { first: first - body, end: at, body })
    if (repeat !== undefined && saved(repeat) >= leastSaved && loopOf(instructions, repeat) !== undefined) repeats.push(repeat)
  }
  const lastOfKind = new Map<number, number[]>()
  let runs: Run[] = []
  for (let at = 0; at <= instructions.length; at++) {
    const kind = kinds[at]
    runs = runs.filter((run) => {
      if (kind !== undefined && kinds[at - run.body] === kind && follow(run, instructions, at, end)) return true
      end(run, at)
      return false
    })
    if (kind === undefined) break
    const before = lastOfKind.get(kind) ?? []
    for (const other of before) {
      const body = at - other
      if (body > widestBody || runs.length >= mostFollowed || runs.some((run) => run.body === body)) continue
      const run: Run = { body, first: at, steps: new Map() }
      if (follow(run, instructions, at, end)) runs.push(run)
    }
    before.unshift(at)
    lastOfKind.set(kind, before.slice(0, mostCandidates))
  }
  return repeats
}

/** Takes one more instruction into a run, from where its steps agree on; false where it can be in none. */
function follow(run: Run, instructions: readonly Instruction[], at: number, end: (run: Run, at: number) => void): boolean {
  const [before, now] = [instructions[at - run.body], instructions[at]] as unknown as readonly Readonly<Record<string, number>>[]
  for (const { name, step, unlessZero } of raisedFields[instructions[at]!.op]!) {
    if (unlessZero && now![name] === 0) continue
    const by = now![name]! - before![name]!
    if (by < 0) return false
    const known = run.steps.get(step)
    if (known !== undefined && known.by !== by && known.at >= run.first) {
      // Two fields of one instruction that are not raised alike.
      if (known.at === at) return false
      end(run, at)
      run.first = known.at + 1
    }
    run.steps.set(step, { by, at })
  }
  return true
}

/** Which instructions depend on the one before them being done, since a `when` before both says so. */
function heldByWhen(instructions: readonly Instruction[]): Uint8Array {
  const held = new Uint8Array(instructions.length)
  for (const [i, instruction] of instructions.entries()) if (instruction.op === 'when') held.fill(1, i + 1, i + 1 + instruction.body)
  return held
}

/**
 * The rounds of a stretch that repeats: a loop begins where no `when` reaches in, and so do its rounds; and with a write of rings, where that
 * costs no round.
 */
function roundsIn(
  instructions: readonly Instruction[],
  held: Uint8Array,
  { first, end, body }: { readonly first: number; readonly end: number; readonly body: number },
): Repeat | undefined {
  let found: Repeat | undefined
  for (let start = first; start + 2 * body <= end; start++) {
    const rounds = Math.floor((end - start) / body)
    if (found !== undefined && rounds < found.rounds) break
    if (held[start] === 1 || held[start + body] === 1) continue
    found ??= { first: start, body, rounds }
    const { op } = instructions[start]!
    if (op === 'program' || op === 'imprint') return { first: start, body, rounds }
  }
  return found
}

function saved({ body, rounds }: Pick<Repeat, 'body' | 'rounds'>): number {
  return body * (rounds - 1) - 1
}

/** Repeats that do not overlap, by what they save; of others, the rounds that are left. */
function chooseLoops(repeats: readonly Repeat[], length: number): Repeat[] {
  const taken = new Uint8Array(length)
  const chosen: Repeat[] = []
  for (const repeat of repeats.toSorted((a, b) => saved(b) - saved(a) || a.body - b.body)) {
    const loop = freeRounds(repeat, taken)
    if (saved(loop) < leastSaved) continue
    taken.fill(1, loop.first, loop.first + loop.body * loop.rounds)
    chosen.push(loop)
  }
  return chosen.toSorted((a, b) => a.first - b.first)
}

/** The longest row of rounds that touch nothing that is taken. */
function freeRounds({ first, body, rounds }: Repeat, taken: Uint8Array): Repeat {
  let [from, best, bestFrom] = [0, 0, 0]
  for (let round = 0; round < rounds; round++) {
    const start = first + round * body
    if (taken.subarray(start, start + body).includes(1)) from = round + 1
    else if (round + 1 - from > best) [best, bestFrom] = [round + 1 - from, from]
  }
  return { first: first + bestFrom * body, body, rounds: best }
}

function withLoops(
  instructions: readonly Instruction[],
  places: readonly (SourceMapEntry | undefined)[],
  loops: readonly Repeat[],
): MappedInstructions {
  const rolled: Instruction[] = []
  const sourceMap: SourceMapEntry[] = []
  const add = (instruction: Instruction, place: SourceMapEntry | undefined): void => {
    const last = sourceMap.at(-1)
    if (last !== undefined && last.first + last.count === rolled.length && last.op === place?.op && last.node === place.node)
      sourceMap[sourceMap.length - 1] = { ...last, count: last.count + 1 }
    else if (place !== undefined) sourceMap.push({ ...place, first: rolled.length, count: 1 })
    rolled.push(instruction)
  }
  let at = 0
  for (const loop of [...loops, { first: instructions.length, body: 0, rounds: 0 }]) {
    for (; at < loop.first; at++) add(instructions[at]!, places[at])
    if (loop.rounds === 0) break
    add(loopOf(instructions, loop)!, places[at])
    for (; at < loop.first + loop.body; at++) add(instructions[at]!, places[at])
    at = loop.first + loop.body * loop.rounds
  }
  return { instructions: rolled, sourceMap }
}

/** The instruction that stands for rounds; undefined where none can. */
function loopOf(instructions: readonly Instruction[], { first, body, rounds }: Repeat): Loop | undefined {
  const steps: Record<StepName, number> = Object.fromEntries(stepNames.map((name) => [name, 0])) as Record<StepName, number>
  for (let i = first; i < first + body; i++) {
    const [before, now] = [instructions[i], instructions[i + body]] as unknown as readonly Readonly<Record<string, number>>[]
    for (const { name, step, unlessZero } of raisedFields[instructions[i]!.op]!)
      if (!unlessZero || now![name] !== 0) steps[step] = now![name]! - before![name]!
  }
  const { kernel, above, ...others } = steps
  if (above === 0) return fitting({ op: 'loop', body, count: rounds, ...others, kernel })
  const register = onlyRegister(instructions.slice(first, first + body))
  return register === undefined ? undefined : fitting({ op: 'repeat', body, count: rounds, register, above, ...others })
}

function fitting(loop: Loop): Loop | undefined {
  const fields = loop as unknown as Readonly<Record<string, number>>
  return Object.entries(largestOf[loop.op]).every(([name, most]) => fields[name]! <= most) ? loop : undefined
}

/** The count register that all of a body but its waits depends on. */
function onlyRegister(body: readonly Instruction[]): number | undefined {
  const held = heldByWhen(body)
  const registers = new Set(body.map((instruction) => (instruction.op === 'when' ? instruction.register : 0)))
  registers.delete(0)
  const isHeld = body.every(({ op }, i) => op === 'wait' || op === 'when' || held[i] === 1)
  return isHeld && registers.size === 1 ? [...registers][0] : undefined
}

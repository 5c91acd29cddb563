import { unitClassOf } from '@onnc/hardware'
import type { Instruction, InstructionNamed, Program, Tile } from '@onnc/isa'
import type { Session } from '@onnc/ort'
import { at, type Diagnostic } from '@onnc/support'
import type { CheckedProgram } from './check-program.ts'
import type { MachineState } from './machine-state.ts'
import { compact, gather } from './compact.ts'
import { bankEmpty, wrongTile } from './diagnostics.ts'
import { imprintedTile, type ImprintSize } from './imprint.ts'
import { tileView, viewKey } from './tile-view.ts'
import { runKernel } from './run-kernel.ts'
import { scaleInputs } from './scale-inputs.ts'
import { shuffle } from './shuffle.ts'
import type { DensityMeter } from './input-density.ts'
import type { RingEvents, StreamWork, ValueDomain } from './value-domain.ts'

/** What instructions act with: the program, how values are computed, and the sessions of its kernels by index. */
export interface Datapath {
  readonly checked: CheckedProgram
  readonly domain: ValueDomain
  /** Follows what happens to rings, where that matters. */
  readonly rings?: RingEvents | undefined
  /** Looks at the inputs of streams, where zeros are gated. */
  readonly meter?: DensityMeter | undefined
  readonly sessions: ReadonlyMap<number, Session>
  /** What streams work on, by instruction, once it is known; that of tiles written from activations is another each time. */
  readonly works: (StreamWork | undefined)[]
}

type Handler<Op extends Instruction['op']> = (
  datapath: Datapath,
  state: MachineState,
  instruction: InstructionNamed<Op>,
  index: number,
) => readonly Diagnostic[]

/** Nothing to report. */
const none: readonly Diagnostic[] = []

/** The meaning of every instruction for the values of a block of samples. Time and energy are planned in `job.ts`. */
const handlers: { readonly [Op in Instruction['op']]: Handler<Op> } = {
  halt: () => none,
  program: ({ checked: { program }, rings }, state, { unit, bank, tile, write }, index) => {
    state.resident.set(unit * 16 + bank, tile)
    state.imprinted.delete(unit * 16 + bank)
    rings?.program(unit * 16 + bank, tile, program.tiles[tile]!, write, index)
    return none
  },
  imprint: ({ checked: { program, patterns }, domain, rings }, state, { unit, bank, tile: index }, place) => {
    const key = unit * 16 + bank
    const { activations, ...size } = sizeOf(program.tiles[index]!)
    domain.settle(state)
    const { buffer } = program.patterns[activations]!
    const tile = imprintedTile(state, patterns[activations]!, size, domain.mode, program.buffers[buffer]!.name)
    if ('severity' in tile) return [tile]
    state.resident.set(key, index)
    state.imprinted.set(key, tile)
    rings?.program(key, index, tile, 'whole', place)
    return none
  },
  // Without noise a calibrated ring is as good as a new one; measuring changes none.
  calibrate: ({ rings }, _, { unit, bank, procedure }, index) => {
    if (procedure === 'writeVerify') rings?.calibrate(unit * 16 + bank, index)
    return none
  },
  stream: ({ checked, domain, meter, works }, state, instruction, index) => {
    const { program } = checked
    const key = instruction.unit * 16 + instruction.bank
    const read = program.patterns[instruction.input]!
    if (read.indices !== undefined) {
      domain.settle(state)
      const outside = gather(state, read)
      if (outside !== undefined) return [outside]
    }
    const { tile, inScale } = program.uses[instruction.use]!
    if (inScale !== undefined) {
      domain.settle(state)
      scaleInputs(state, checked.patterns[instruction.input]!, inScale)
    }
    const resident = state.resident.get(key)
    // A write may have been left out.
    if (resident !== tile)
      return [
        resident === undefined
          ? bankEmpty(instruction.bank, instruction.unit)
          : wrongTile(instruction.bank, instruction.unit, resident, instruction.use, tile),
      ]
    const imprinted = state.imprinted.get(key)
    const work =
      imprinted === undefined ? (works[index] ??= workOf(checked, instruction, index)) : workOf(checked, instruction, index, imprinted)
    const problem = domain.stream(state, work)
    if (problem !== undefined) return [problem]
    // The domain has computed what the stream reads.
    if (work.unitClass.moving.gating === 'zeros') meter?.note(state, index, work.input)
    return none
  },
  kernel: ({ checked: { program }, domain, sessions }, state, { kernel }) => {
    domain.settle(state)
    return runKernel(state, program, program.kernels[kernel]!, sessions.get(kernel)!)
  },
  shuffle: ({ checked: { patterns }, domain }, state, { input, output }) => {
    domain.settle(state)
    shuffle(state, patterns[input]!, patterns[output]!)
    return none
  },
  compact: ({ checked: { patterns }, domain, meter }, state, { input, values, indices, register }, index) => {
    domain.settle(state)
    meter?.note(state, index, patterns[input]!)
    state.counts.set(register, compact(state, patterns[input]!, patterns[values]!, patterns[indices]!))
    return none
  },
  // Who runs the program asks what it depends on.
  when: () => none,
  // Which way light goes matters to its time only.
  turn: () => none,
  // What is in place stays there.
  resume: () => none,
  // Loops have been unrolled.
  loop: () => none,
  repeat: () => none,
  // The order of steps comes from the schedule, which has waited.
  wait: () => none,
}

/** What a stream works on: the tile that its use names, or what was imprinted for it. */
function workOf(
  { program, target, patterns, scaled }: CheckedProgram,
  { unit, bank, use: useIndex, input, output, store, inputs }: InstructionNamed<'stream'>,
  instruction: number,
  imprinted?: Tile,
): StreamWork {
  const use = program.uses[useIndex]!
  const { buffer } = program.patterns[input]!
  return {
    instruction,
    unitClass: unitClassOf(target, unit)!,
    tile: tileView(imprinted ?? program.tiles[use.tile]!, use),
    view: viewKey(use),
    tileIndex: use.tile,
    imprinted: imprinted !== undefined,
    transposed: use.direction === 'transposed',
    bank: unit * 16 + bank,
    use,
    input: use.inScale === undefined ? patterns[input]! : scaled.get(input)!,
    output: patterns[output]!,
    inputName: program.buffers[buffer]!.name,
    ...(use.inScale === undefined ? constantRange(program, buffer) : {}),
    accumulate: store === 'accumulate',
    signed: inputs === 'signed',
  }
}

/** The range of a constant input is that of its levels, whatever of them it has. */
function constantRange({ buffers, tiles }: Pick<Program, 'buffers' | 'tiles'>, buffer: number): Pick<StreamWork, 'inputRange'> {
  const { tile } = buffers[buffer]!
  return tile === undefined ? {} : { inputRange: Math.fround(((tiles[tile]!.levels - 1) / 2) * tiles[tile]!.step) }
}

function sizeOf({ rows, columns, levels, activations }: Tile): ImprintSize & { readonly activations: number } {
  return { rows, columns, levels, activations: activations! }
}

/** Executes the instruction at `index` on a block of samples. What it reports is brought about by values: the program has been checked. */
export function step(datapath: Datapath, state: MachineState, index: number): readonly Diagnostic[] {
  const problems = dispatch(datapath, state, datapath.checked.program.instructions[index]!, index)
  if (problems === none) return none
  return problems.map((problem) => (problem.location === undefined ? at(problem, { kind: 'instruction', index }) : problem))
}

function dispatch<Op extends Instruction['op']>(
  datapath: Datapath,
  state: MachineState,
  instruction: InstructionNamed<Op>,
  index: number,
): readonly Diagnostic[] {
  return (handlers[instruction.op] as Handler<Op>)(datapath, state, instruction, index)
}

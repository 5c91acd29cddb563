import { type Chip as PhysicalChip, type Target, targetDefinition, targetFromDefinition } from '@onnc/hardware'
import { hasExact, type Instruction, type Program } from '@onnc/isa'
import { failure, type Result, success, type Tensor } from '@onnc/support'
import { createBankWrites } from './bank-writes.ts'
import { atOrigin, checkProgram } from './check-program.ts'
import { conditionsOf, holds } from './conditions.ts'
import { deadRings, type Faults } from './dead-rings.ts'
import { createDevice } from './device.ts'
import { exactMissing, otherTarget } from './diagnostics.ts'
import { createIdeal } from './ideal.ts'
import { checkSamples, loadConstants, loadInputs, readOutputs, type Sample } from './inputs.ts'
import { createDensityMeter, type InputDensity } from './input-density.ts'
import { borrowEngine, returnEngine } from './engine-pool.ts'
import { defaultThreads, type Engine } from './engine.ts'
import { blockSize, createState, type MachineState, startBlock, startRun } from './machine-state.ts'
import type { RangeOptions } from './converting-domain.ts'
import { layerEnds, type LayerProbe } from './layer-values.ts'
import type { Clipping, Ranges, Watched } from './ranges.ts'
import { chipProblem, deadRingsOf, drivenWeights, linkProblem, tilePlaces } from './linked-chip.ts'
import { type Chip, createNoisy } from './noisy.ts'
import { createNormals, type Normals } from './noise-pool.ts'
import { closeKernels, openKernels } from './open-kernels.ts'
import { createQuantized } from './quantized.ts'
import { drivesIn } from './ring-drives.ts'
import { storedRanges } from './stored-ranges.ts'
import { type Datapath, step } from './step.ts'
import { type Timeline, timeProgram } from './timeline.ts'
import { usedOperations } from './used-operations.ts'
import type { RingEvents, ValueDomain } from './value-domain.ts'

/**
 * What is computed: nothing but time and energy, exact values, values with level, DAC and ADC quantisation, those with noise as well, or the
 * same slowly, ring by ring (`device`).
 */
export type Mode = 'timing' | 'ideal' | 'quantized' | 'noisy' | 'device'

export interface MachineOptions {
  readonly mode: Mode
  /** The machine to run on; the one in the program by default. */
  readonly target?: Target
  /** Told now and then how many of all steps of a run have been started. */
  readonly progress?: (done: number, total: number) => void
  /** Threads that compute, this one included; as many as the machine has, up to 8, by default. Results do not depend on it. */
  readonly threads?: number
  /** Of the chip and of all noise, in the modes that have some. */
  readonly seed?: number
  /** Rings without drive. */
  readonly faults?: Faults
  /** The chip it runs on, in the modes that have one; its seed, unless another is given, and its dead rings. */
  readonly chip?: PhysicalChip
  /** What converters are set to, from `measureRanges`; by default what the program holds, else measured for each inference. In modes `quantized` and `noisy`. */
  readonly ranges?: Ranges
  /** Is handed what each ONNX node gives, of the first sample of a block. */
  readonly probe?: LayerProbe
  /** Note the largest inputs and sums of every stream; one sample at a time. */
  readonly watch?: boolean
  /** Assumed share of inputs that are not zero, where the target gates zeros and no values are computed; 1 by default. */
  readonly density?: InputDensity
}

/** A program loaded into a machine: checked and timed once, sessions of its kernels open, ready for any number of samples. */
export interface Machine {
  /** Time and energy of one inference, the same for every sample; on targets that gate zeros, at the assumed share of them. */
  readonly timeline: Timeline
  /** The same at the share of zeros that the samples run so far had. */
  readonly spent: () => Timeline
  /** Shares of nonzero inputs by instruction, where zeros are gated. */
  readonly densities: () => ReadonlyMap<number, number>
  /** The share that `spent` counts with, of all inputs together, where zeros are gated. */
  readonly density: () => number | undefined
  readonly target: Target
  /**
   * Outputs by name for each sample, one inference each, in their order; none in mode `timing`. Samples do not influence each other.
   * Errors: input-missing, input-unknown, input-mismatch (all of them at once), quantized-not-finite, kernel-output, and what
   * ONNX Runtime has against running a kernel.
   */
  readonly run: (samples: readonly Sample[]) => Result<readonly ReadonlyMap<string, Tensor>[]>
  /** Releases the kernels' sessions; the machine runs nothing afterwards. */
  /** What streams have reached so far, by instruction, with `watch`. */
  readonly reached: () => Ranges
  /** Clipped conversions so far, by instruction, with `watch` or ranges. */
  readonly clipping: () => ReadonlyMap<number, Clipping>
  readonly close: () => void
}

type CreateDomain = (engine: Engine, target: Target, chip: Chip, options: RangeOptions) => ValueDomain

const domains: Readonly<Record<Mode, CreateDomain | undefined>> = {
  timing: undefined,
  ideal: createIdeal,
  quantized: (engine, target, _, options) => createQuantized(engine, target, options),
  noisy: createNoisy,
  device: createDevice,
}

/** Modes whose converters have ranges that may come from data. */
const convertingModes: ReadonlySet<Mode> = new Set<Mode>(['quantized', 'noisy'])

/** Modes in which rings have errors. */
const physicalModes: ReadonlySet<Mode> = new Set<Mode>(['noisy', 'device'])

/** Checks a program, computes its timeline and opens its kernels. `close` the machine when done. */
export function openMachine(program: Program, options: MachineOptions): Result<Machine> {
  const target = resolveTarget(program, options.target)
  if (!target.ok) return target
  const foreign = chipProblem(program, options.chip) ?? linkProblem(program, target.value)
  if (foreign !== undefined) return failure(foreign)
  const checked = checkProgram(program, target.value)
  if (!checked.ok) return checked
  const timeline = timeProgram(checked.value, options.density)
  if (!timeline.ok) return timeline
  const gates = target.value.units.some(({ moving }) => moving.gating === 'zeros')
  const createDomain = domains[options.mode]
  if (createDomain === undefined) {
    const idle: Machine = {
      timeline: timeline.value,
      spent: () => timeline.value,
      densities: () => new Map(),
      density: () => (gates ? meanOf(options.density) : undefined),
      target: target.value,
      run: () => success([]),
      reached: () => new Map(),
      clipping: () => new Map(),
      close: () => {},
    }
    return success(idle, target.diagnostics)
  }
  if (options.mode === 'ideal') {
    const missing = tilesWithoutExact(checked.value.program)
    if (missing > 0) return failure(exactMissing(missing))
  }
  const sessions = openKernels(checked.value.program)
  if (!sessions.ok) return sessions
  const stored =
    options.watch === true || options.ranges !== undefined ? success(options.ranges) : storedRanges(checked.value.program, target.value)
  if (!stored.ok) {
    closeKernels(sessions.value)
    return failure(...atOrigin(stored.diagnostics, checked.value.origin))
  }
  const ranges = convertingModes.has(options.mode) ? stored.value : undefined
  const watched = options.watch === true || ranges !== undefined ? new Map<number, Watched>() : undefined
  const engine = borrowEngine(options.threads ?? defaultThreads())
  const chip = chipOf(checked.value.program, target.value, options, timeline.value, createNormals(engine))
  const domain = createDomain(engine, target.value, chip, { ranges, watch: watched })
  const rings = physicalModes.has(options.mode) ? followRings(chip) : undefined
  const { ops } = usedOperations(checked.value.program.instructions)
  const meter = gates || ops.has('compact') ? createDensityMeter() : undefined
  const datapath: Datapath = { checked: checked.value, domain, rings, meter, sessions: sessions.value, works: [] }
  // What is written to rings differs from sample to sample.
  const oneByOne = options.watch === true || ops.has('imprint') || ops.has('compact')
  const run = createRunner(datapath, timeline.value.order, engine, chip.seed, oneByOne ? 1 : Infinity, options)
  const machine: Machine = {
    timeline: timeline.value,
    spent: () => (meter === undefined ? timeline.value : timeline.value.withDensity(meter.densities())),
    densities: () => meter?.densities() ?? new Map(),
    density: () => meter?.mean(),
    target: target.value,
    run,
    reached: () => reachedRanges(engine, watched),
    clipping: () => clippingOf(engine, watched),
    close: () => {
      closeKernels(sessions.value)
      returnEngine(engine)
    },
  }
  return success(machine, target.diagnostics)
}

function meanOf(density: InputDensity = 1): number {
  if (typeof density === 'number') return density
  return [...density.values()].reduce((sum, share) => sum + share, 0) / Math.max(1, density.size)
}

function chipOf(
  program: Program,
  target: Target,
  { seed, faults = {}, chip }: MachineOptions,
  { startSeconds }: Timeline,
  normals: Normals,
): Chip {
  const own = seed ?? chip?.seed ?? 0
  const dead = new Map(deadRings(target, own, faults))
  if (chip !== undefined)
    for (const [bank, rings] of deadRingsOf(chip, target)) dead.set(bank, new Set([...(dead.get(bank) ?? []), ...rings]))
  return {
    seed: own,
    writes: createBankWrites(own, drivesIn(program), normals),
    normals,
    dead,
    driven: drivenWeights(program, target, chip),
    placeOf: tilePlaces(program),
    startSeconds: (instruction) => startSeconds[instruction]!,
  }
}

function reachedRanges(engine: Engine, watched: ReadonlyMap<number, Watched> | undefined): Ranges {
  const { floats } = engine.views()
  return new Map(
    [...(watched ?? [])].map(([instruction, { planes, rows, reached, input }]) => {
      const sums = reached === 0 ? new Float32Array(planes * rows) : floats.slice(reached / 4, reached / 4 + planes * rows)
      return [instruction, { input, sums: new Float32Array(sums) }]
    }),
  )
}

function clippingOf(engine: Engine, watched: ReadonlyMap<number, Watched> | undefined): ReadonlyMap<number, Clipping> {
  const { words } = engine.views()
  return new Map(
    [...(watched ?? [])].map(([instruction, { planes, rows, output, clips, samples }]) => {
      return [instruction, { conversions: planes * rows * output.positions * samples, clipped: words[clips / 4]! }]
    }),
  )
}

function followRings({ writes, startSeconds }: Chip): RingEvents {
  return {
    restart: writes.restart,
    program: (bank, tileIndex, tile, write, instruction) => writes.program(bank, tileIndex, tile, write, startSeconds(instruction)),
    calibrate: (bank, instruction) => writes.calibrate(bank, startSeconds(instruction)),
  }
}

/** The target to run on, with a warning where it is not the one the program was compiled for. */
function resolveTarget(program: Program, target: Target | undefined): Result<Target> {
  const { name, definition, fingerprint } = program.target
  if (target !== undefined) {
    const running = targetDefinition(target).fingerprint
    const same = running === fingerprint
    return success(target, same ? [] : [otherTarget(`'${name}' ${fingerprint.slice(0, 12)}`, `'${target.name}' ${running.slice(0, 12)}`)])
  }
  return targetFromDefinition(definition)
}

function tilesWithoutExact(program: Program): number {
  const used = new Set<number>(program.buffers.flatMap(({ tile }) => tile ?? []))
  for (const instruction of program.instructions) if (instruction.op === 'stream') used.add(program.uses[instruction.use]!.tile)
  return [...used].filter((tile) => !hasExact(program.tiles[tile]!) && program.tiles[tile]!.activations === undefined).length
}

const stepsBetweenProgress = 64

/** Instructions that do something to values or rings, in their order. */
function actingIn({ instructions }: Program, order: Uint32Array): Uint32Array {
  return order.filter((index) => !idle.has(instructions[index]!.op))
}

const idle: ReadonlySet<Instruction['op']> = new Set<Instruction['op']>(['wait', 'when', 'loop', 'halt'])

/** Runs samples block by block through the instructions, in the order in which they start. */
function createRunner(
  datapath: Datapath,
  order: Uint32Array,
  engine: Engine,
  seed: number,
  most: number,
  { progress, probe }: Pick<MachineOptions, 'progress' | 'probe'>,
): Machine['run'] {
  const { checked, domain, rings } = datapath
  const { program, layout } = checked
  const ends = probe === undefined ? undefined : layerEnds(checked, order)
  const conditions = conditionsOf(program.instructions)
  const acting = actingIn(program, order)
  const resume = program.instructions.findIndex(({ op }) => op === 'resume')
  // Errors of rings are those of the first inference for every sample.
  const later = resume === -1 || rings !== undefined ? undefined : acting.filter((index) => index > resume)
  let state: MachineState | undefined
  return (samples) => {
    const wrong = checkSamples(program, samples)
    if (wrong.length > 0) return failure(...wrong)
    const capacity = Math.min(samples.length, most, blockSize(layout, domain.arraysPerBuffer))
    if (state === undefined || state.capacity < capacity) {
      state = createState(layout, capacity, engine, seed)
      loadConstants(state, program, domain.mode === 'ideal')
    }
    startRun(state, samples.length)
    const outputs: ReadonlyMap<string, Tensor>[] = []
    for (let first = 0; first < samples.length; first += capacity) {
      const block = samples.slice(first, first + capacity)
      const keepsBanks = later !== undefined && first > 0
      startBlock(state, first, block.length, keepsBanks)
      rings?.restart()
      loadInputs(state, program, block)
      const steps = keepsBanks ? later : acting
      for (let done = 0; done < steps.length; done++) {
        const index = steps[done]!
        if (progress !== undefined && done % stepsBetweenProgress === 0)
          progress((first / capacity) * acting.length + done, Math.ceil(samples.length / capacity) * acting.length)
        const problems = conditions.size === 0 || holds(conditions.get(index), state.counts) ? step(datapath, state, index) : []
        if (problems.length > 0) return failure(...atOrigin([...problems, ...state.warnings.values()], checked.origin))
        const end = ends?.get(index)
        if (end === undefined) continue
        domain.settle(state)
        probe!(end.node, end.read(state))
      }
      domain.settle(state)
      for (let sample = 0; sample < block.length; sample++) outputs.push(readOutputs(state, program, sample))
    }
    return success(outputs, atOrigin([...state.warnings.values()], checked.origin))
  }
}

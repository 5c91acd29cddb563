import { type Target, targetDefinition, targetFromDefinition } from '@onnc/hardware'
import { hasExact, type Program } from '@onnc/isa'
import { failure, type Result, success, type Tensor } from '@onnc/support'
import { atOrigin, checkProgram } from './check-program.ts'
import { exactMissing, otherTarget } from './diagnostics.ts'
import { createIdeal } from './ideal.ts'
import { checkSamples, loadInputs, readOutputs, type Sample } from './inputs.ts'
import { blockSize, createState, startBlock } from './machine-state.ts'
import { closeKernels, openKernels } from './open-kernels.ts'
import { createQuantized } from './quantized.ts'
import { type Datapath, step } from './step.ts'
import { type Timeline, timeProgram } from './timeline.ts'
import type { ValueDomain } from './value-domain.ts'

/** What is computed: nothing but time and energy, exact values, or values with level, DAC and ADC quantisation. */
export type Mode = 'timing' | 'ideal' | 'quantized'

export interface MachineOptions {
  readonly mode: Mode
  /** The machine to run on; the one in the program by default. */
  readonly target?: Target
}

/** A program loaded into a machine: checked and timed once, sessions of its kernels open, ready for any number of samples. */
export interface Machine {
  /** Time and energy of one inference; the same for every sample. */
  readonly timeline: Timeline
  /**
   * Outputs by name for each sample, one inference each, in their order; none in mode `timing`. Samples do not influence each other.
   * Errors: input-missing, input-unknown, input-mismatch (all of them at once), quantized-not-finite, kernel-output, and what
   * ONNX Runtime has against running a kernel.
   */
  readonly run: (samples: readonly Sample[]) => Result<readonly ReadonlyMap<string, Tensor>[]>
  /** Releases the kernels' sessions; the machine runs nothing afterwards. */
  readonly close: () => void
}

const domains: Readonly<Record<Mode, ((target: Target) => ValueDomain) | undefined>> = {
  timing: undefined,
  ideal: createIdeal,
  quantized: createQuantized,
}

/** Checks a program, computes its timeline and opens its kernels. `close` the machine when done. */
export function openMachine(program: Program, options: MachineOptions): Result<Machine> {
  const target = resolveTarget(program, options.target)
  if (!target.ok) return target
  const checked = checkProgram(program, target.value)
  if (!checked.ok) return checked
  const timeline = timeProgram(checked.value)
  if (!timeline.ok) return timeline
  const createDomain = domains[options.mode]
  if (createDomain === undefined) {
    const idle: Machine = { timeline: timeline.value, run: () => success([]), close: () => {} }
    return success(idle, target.diagnostics)
  }
  if (options.mode === 'ideal') {
    const missing = tilesWithoutExact(checked.value.program)
    if (missing > 0) return failure(exactMissing(missing))
  }
  const sessions = openKernels(checked.value.program)
  if (!sessions.ok) return sessions
  const datapath: Datapath = { checked: checked.value, domain: createDomain(target.value), sessions: sessions.value }
  const machine: Machine = {
    timeline: timeline.value,
    run: (samples) => runSamples(datapath, timeline.value.order, samples),
    close: () => closeKernels(sessions.value),
  }
  return success(machine, target.diagnostics)
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
  const used = new Set<number>()
  for (const instruction of program.instructions) if (instruction.op === 'stream') used.add(program.uses[instruction.use]!.tile)
  return [...used].filter((tile) => !hasExact(program.tiles[tile]!)).length
}

/** Runs samples block by block through the instructions, in the order in which they start. */
function runSamples(datapath: Datapath, order: Uint32Array, samples: readonly Sample[]): Result<readonly ReadonlyMap<string, Tensor>[]> {
  const { program, layout } = datapath.checked
  const wrong = checkSamples(program, samples)
  if (wrong.length > 0) return failure(...wrong)
  const capacity = Math.min(samples.length, blockSize(layout, datapath.domain.arraysPerBuffer))
  const state = createState(layout, capacity, samples.length)
  const outputs: ReadonlyMap<string, Tensor>[] = []
  for (let first = 0; first < samples.length; first += capacity) {
    const block = samples.slice(first, first + capacity)
    startBlock(state, first, block.length)
    loadInputs(state, program, block)
    for (const index of order) {
      const problems = step(datapath, state, index)
      if (problems.length > 0) return failure(...atOrigin([...problems, ...state.warnings.values()], datapath.checked.origin))
    }
    for (let sample = 0; sample < block.length; sample++) outputs.push(readOutputs(state, program, sample))
  }
  return success(outputs, atOrigin([...state.warnings.values()], datapath.checked.origin))
}

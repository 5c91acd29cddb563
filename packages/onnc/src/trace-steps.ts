import { nodeNames, type RunResult, type RunStep } from '@onnc/executor'
import { type Target, targetFromDefinition } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import type { TraceStep } from '@onnc/report'

/** The steps of a run with the names of their ONNX nodes, and the bytes they move. */
export function traceSteps(program: Program, { steps }: RunResult): TraceStep[] {
  const nodeOf = nodeNames(program)
  const all = steps()
  const target = targetFromDefinition(program.target.definition)
  return all.map(({ waitsFor, ...step }) => ({
    ...step,
    node: nodeOf(step.instruction),
    energyJoules: { ...step.energyJoules },
    memoryBytes: target.ok ? bytesMoved(step, target.value) : 0,
    ...(waitsFor === undefined
      ? {}
      : {
          waitsFor: {
            instruction: all[waitsFor.step]!.instruction,
            node: nodeOf(all[waitsFor.step]!.instruction),
            reason: waitsFor.reason,
          },
        }),
  }))
}

/** To or from memory, by what that takes. */
export function bytesMoved({ op, energyJoules }: Pick<RunStep, 'op' | 'energyJoules'>, { memories }: Target): number {
  const joules = energyJoules.memory ?? 0
  const perByte = (op === 'program' ? memories.weight : memories.activation).energyPerByte.value
  return joules > 0 && perByte > 0 ? joules / perByte : 0
}

/** One line a step: start and end in nanoseconds, resource, instruction, operation, what it is about, picojoules, ONNX node. Fields are separated by tabs. */
export function* logLines(steps: readonly TraceStep[]): Generator<string> {
  for (const step of steps) {
    const { instruction, op, node, resource, bank, tile, startSeconds, endSeconds, energyJoules, waitsFor } = step
    const about = [
      ...(bank === undefined ? [] : [`bank ${bank}`]),
      ...(tile === undefined ? [] : [`tile ${tile}`]),
      ...(waitsFor === undefined ? [] : [`${waitsFor.reason} of ${waitsFor.instruction}`]),
    ]
    const joules = Object.values(energyJoules).reduce((sum, value) => sum + value, 0)
    const fields = [
      (startSeconds * 1e9).toFixed(3),
      (endSeconds * 1e9).toFixed(3),
      resource,
      String(instruction),
      op,
      about.join(' ') || '-',
      (joules * 1e12).toFixed(3),
      node || '-',
    ]
    yield `${fields.join('\t')}\n`
  }
}

import { at, type Diagnostic } from '@onnc/support'
import { axisProduct } from './check-patterns.ts'
import { checkCode } from './decode-instructions.ts'
import { describeCodes } from './describe-field.ts'
import { type AnyInstruction, codeOf } from './encode-instructions.ts'
import type { SectionSizes } from './field.ts'
import { instructionField, instructionShape } from './instruction-diagnostics.ts'
import { type Instruction, type InstructionNamed, instructionSet } from './instruction-table.ts'
import type { Problems } from './problems.ts'
import { type Program, sectionSizes } from './program.ts'
import {
  indicesMisplaced,
  registerNone,
  repeatHolds,
  repeatStep,
  resumeBehind,
  shuffleCount,
  streamCount,
  streamDirection,
  streamGuards,
  streamPositions,
  streamSigns,
  weightWritten,
  whenHolds,
  writtenTile,
} from './program-diagnostics.ts'
import { outputsOf } from './uses-section.ts'

type Report = (problem: Diagnostic) => void

/**
 * That every field can be stored and points at something, and, where the sections are sound, that each stream fits its tile and its
 * patterns.
 */
export function checkInstructions(program: Program, problems: Problems): void {
  const sizes = sectionSizes(program)
  const { instructions } = program
  const sectionsAreSound = problems.list.length === 0
  let index = 0
  const report: Report = (problem) => problems.add(at(problem, { kind: 'instruction', index }))
  for (; index < instructions.length && !problems.full; index++) {
    const instruction = instructions[index]!
    const sound = checkFields(instruction, sizes, report)
    if (!sound || !sectionsAreSound) continue
    if (instruction.op === 'stream') checkStream(instruction, program, report)
    else if (instruction.op === 'shuffle') checkShuffle(instruction, program, report)
    else if (instruction.op === 'compact') checkCompact(instruction, program, report)
    else if (instruction.op === 'when') checkWhen(instruction, instructions.slice(index + 1, index + 1 + instruction.body), report)
    else if (instruction.op === 'repeat') checkRepeat(instructions, index, report)
    else if (instruction.op === 'program' || instruction.op === 'imprint') checkWrite(instruction, program, report)
    else if (instruction.op === 'resume') checkResume(instructions.slice(0, index), report)
  }
}

/** Only what later inferences find in place stands before the place where they begin. */
function checkResume(before: readonly Instruction[], report: Report): void {
  const other = before.find(({ op }) => op !== 'program' && op !== 'calibrate' && op !== 'loop')
  if (other !== undefined) report(resumeBehind(other.op))
}

function checkFields(instruction: AnyInstruction, sizes: SectionSizes, report: Report): boolean {
  const layout = instructionSet.byOp.get(instruction.op)
  if (layout === undefined) {
    report(instructionShape('an instruction', `'${instruction.op}'`))
    return false
  }
  let sound = true
  for (const field of layout.fields) {
    const value = instruction[field.name]
    const code = codeOf(field, value)
    const problem =
      code === undefined
        ? instructionField(layout.op, field.name, describeCodes(field.field), String(value))
        : checkCode(layout.op, field, code, sizes)
    if (problem === undefined) continue
    report(problem)
    sound = false
  }
  return sound
}

/** A vector goes to as many places, of buffers that are not its own. */
function checkCompact(
  { input, values, indices, register }: InstructionNamed<'compact'>,
  { patterns, buffers }: Program,
  report: Report,
): void {
  if (register === 0) report(registerNone('compact'))
  const size = (pattern: number): number => axisProduct(patterns[pattern]!.positions) * patterns[pattern]!.count
  for (const output of [values, indices]) {
    if (size(output) !== size(input)) report(shuffleCount(input, size(input), output, size(output)))
    if (patterns[output]!.guards.length > 0) report(streamGuards('compact', output))
    if (buffers[patterns[output]!.buffer]!.memory === 'weight') report(weightWritten('compact', output))
  }
  if ([input, values, indices].some((pattern) => patterns[pattern]!.indices !== undefined)) report(indicesMisplaced('compact'))
}

/** What may depend on a count. */
const conditional: readonly string[] = ['imprint', 'calibrate', 'stream']

/** Only what a unit does to its rings and through them depends on a count. */
function checkWhen({ body, register }: InstructionNamed<'when'>, held: readonly Instruction[], report: Report): void {
  if (register === 0) report(registerNone('when'))
  if (body < 1 || held.length < body || held.some(({ op }) => !conditional.includes(op))) report(whenHolds(body, held.length))
}

/** Where the count is too low, a round does nothing: each write, calibration and stream of the body stands behind a `when`, whole as well. */
function checkRepeat(instructions: readonly Instruction[], index: number, report: Report): void {
  const { body, register, above } = instructions[index] as InstructionNamed<'repeat'>
  if (register === 0) report(registerNone('repeat'))
  if (above === 0) report(repeatStep())
  const end = Math.min(instructions.length, index + 1 + body)
  for (let at = index + 1; at < end; at++) {
    const instruction = instructions[at]!
    if (instruction.op === 'wait') continue
    if (instruction.op !== 'when') return report(repeatHolds(register, `'${instruction.op}'`))
    if (instruction.register !== register) return report(repeatHolds(register, `a 'when' of register ${instruction.register}`))
    at += instruction.body
    if (at >= end) return report(repeatHolds(register, "a 'when' that reaches beyond it"))
  }
}

function checkWrite({ op, tile }: InstructionNamed<'program' | 'imprint'>, { tiles, patterns, buffers }: Program, report: Report): void {
  const { activations } = tiles[tile]!
  if (activations !== undefined && patterns[activations]!.indices !== undefined) report(indicesMisplaced(op))
  if (activations !== undefined && buffers[patterns[activations]!.buffer]!.memory === 'weight') report(weightWritten(op, activations))
  const holdsActivations = activations !== undefined
  if (holdsActivations !== (op === 'imprint')) report(writtenTile(op, tile, holdsActivations))
}

function checkStream(stream: InstructionNamed<'stream'>, { uses, tiles, patterns, buffers }: Program, report: Report): void {
  const { tile: index, direction, firstOutput, outScale, inScale } = uses[stream.use]!
  const tile = tiles[index]!
  if (stream.direction !== (direction ?? 'forward')) report(streamDirection(stream.direction, stream.use, direction ?? 'forward'))
  const outputs = outScale.length
  const inputs = tile.rows + tile.columns - outputsOf(tile, direction)
  const input = patterns[stream.input]!
  const output = patterns[stream.output]!
  if (input.count !== inputs) report(streamCount('input', stream.input, input.count, inputs, `columns of tiles[${index}]`))
  const whose = firstOutput === undefined ? `rows of tiles[${index}]` : `outputs that uses[${stream.use}] reads`
  if (output.count !== outputs) report(streamCount('output', stream.output, output.count, outputs, whose))
  const [reads, writes] = [axisProduct(input.positions), axisProduct(output.positions)]
  if (reads !== writes) report(streamPositions(stream.input, reads, stream.output, writes))
  if (stream.inputs === 'nonnegative' && inScale?.some((factor) => factor < 0) === true) report(streamSigns(stream.use))
  if (output.guards.length > 0) report(streamGuards('stream', stream.output))
  if (output.indices !== undefined) report(indicesMisplaced('stream'))
  if (buffers[output.buffer]!.memory === 'weight') report(weightWritten('stream', stream.output))
}

function checkShuffle(shuffle: InstructionNamed<'shuffle'>, { patterns, buffers }: Program, report: Report): void {
  const [input, output] = [patterns[shuffle.input]!, patterns[shuffle.output]!]
  const [reads, writes] = [input, output].map(({ positions, count }) => axisProduct(positions) * count) as [number, number]
  if (reads !== writes) report(shuffleCount(shuffle.input, reads, shuffle.output, writes))
  if (output.guards.length > 0) report(streamGuards('shuffle', shuffle.output))
  if (input.indices !== undefined || output.indices !== undefined) report(indicesMisplaced('shuffle'))
  for (const side of [shuffle.input, shuffle.output])
    if (buffers[patterns[side]!.buffer]!.memory === 'weight') report(weightWritten('shuffle', side))
}

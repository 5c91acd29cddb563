import { formatTensorType } from '@onnc/support'
import type { Instruction, InstructionNamed } from './instruction-table.ts'
import { printInstruction } from './print-instruction.ts'
import { isLoop } from './unroll-loops.ts'
import type { Binding, Program, ProgramBuffer } from './program.ts'

/** Takes text piece by piece. */
export type Sink = (chunk: string) => void

/** Text is handed on in chunks of about this many characters. */
const chunkLength = 1 << 14

/** Comments begin at this column, counted from 0, where the instruction leaves room. */
const commentColumn = 96

const longestName = 200

/**
 * Writes a program as assembly text: a header of comments, then one instruction per line with the ONNX node it comes from. `assemble`
 * gives the same instructions back.
 */
export function disassemble(program: Program, write: Sink): void {
  let chunk = ''
  const line = (text: string): void => {
    chunk += `${text}\n`
    if (chunk.length < chunkLength) return
    write(chunk)
    chunk = ''
  }
  for (const text of headerOf(program)) line(text === '' ? ';' : `; ${text}`)
  const nodeOf = createNodeLookup(program)
  const labels = labelsOf(program.instructions)
  for (const [index, instruction] of program.instructions.entries()) {
    if (labels.has(index)) line(`${labelName(index)}:`)
    const text = `  ${printInstruction(isLoop(instruction) ? namedBody(instruction, index, labels) : instruction)}`
    const node = nodeOf(index)
    line(node === undefined ? text : `${text.padEnd(commentColumn - 1)} ; ${node}`)
  }
  if (chunk !== '') write(chunk)
}

/** Instructions that stand behind the body of a loop; beyond the end there are none. */
function labelsOf(instructions: readonly Instruction[]): ReadonlySet<number> {
  const labels = new Set<number>()
  for (const [index, instruction] of instructions.entries()) {
    const end = isLoop(instruction) ? index + 1 + instruction.body : instructions.length
    if (end < instructions.length) labels.add(end)
  }
  return labels
}

function labelName(index: number): string {
  return `L${index}`
}

/** The loop as text has it: its body ends at a label. */
function namedBody(loop: InstructionNamed<'loop' | 'repeat'>, index: number, labels: ReadonlySet<number>): Instruction {
  const end = index + 1 + loop.body
  return loop.body > 0 && labels.has(end) ? ({ ...loop, body: labelName(end) } as unknown as Instruction) : loop
}

function headerOf({ target, instructions, tiles, uses, patterns, kernels, buffers, inputs, outputs }: Program): string[] {
  const counts = { instruction: instructions, tile: tiles, use: uses, pattern: patterns, kernel: kernels, buffer: buffers }
  return [
    `target  ${oneLine(target.name)}, fingerprint ${target.fingerprint}`,
    `program ${Object.entries(counts)
      .map(([noun, { length }]) => `${length} ${noun}${length === 1 ? '' : 's'}`)
      .join(', ')}`,
    ...inputs.map((input) => `input   ${describe(input, buffers)}`),
    ...outputs.map((output) => `output  ${describe(output, buffers)}`),
    '',
  ]
}

function describe({ name, buffer }: Binding, buffers: readonly ProgramBuffer[]): string {
  const { type, shape, memory } = buffers[buffer]!
  return `${oneLine(name)}: ${formatTensorType(type, shape)} in buffer ${buffer} (${memory})`
}

/** The node of each instruction; asked for in ascending order. */
function createNodeLookup({ sourceMap }: Program): (index: number) => string | undefined {
  const shown = new Map<string, string>()
  let at = 0
  return (index) => {
    while (at < sourceMap.length && sourceMap[at]!.first + sourceMap[at]!.count <= index) at++
    const entry = sourceMap[at]
    if (entry === undefined || entry.first > index || entry.node === '') return undefined
    let text = shown.get(entry.node)
    if (text === undefined) shown.set(entry.node, (text = oneLine(entry.node)))
    return text
  }
}

/** A name from a model as a part of a line: nothing in it ends the line, or changes how a terminal shows it. */
function oneLine(name: string): string {
  const cut = name.length > longestName ? `${name.slice(0, longestName)}...` : name
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

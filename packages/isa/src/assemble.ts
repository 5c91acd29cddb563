import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { assemblyLabelRange, assemblyLabelUnknown, assemblyLineLength } from './assembly-diagnostics.ts'
import { type Assembled, createPieceAssembler, type Fault } from './assemble-piece.ts'
import type { AnyInstruction } from './encode-instructions.ts'
import type { InstructionSet } from './instruction-set.ts'
import { type Instruction, instructionSet } from './instruction-table.ts'
import { createProblems } from './problems.ts'
import { createLocator } from './text-position.ts'

type Assemble = (text: string, file: string) => Result<AnyInstruction[]>
type AssembleWithPlaces = (text: string, file: string) => Result<Assembled>

/** Text is taken in pieces of whole lines, of at most this many characters, so that its tokens never stand in memory all at once. */
const pieceLength = 1 << 17

let assembleTable: AssembleWithPlaces | undefined

/**
 * Reads assembly text: one instruction per line, its name and `field=value` in any order, comments behind `;`. All faults are reported,
 * each at its line and column. A line `name:` is a label, of which the span of a loop may speak. Indices are checked against their width only; whether a program has such an entry is the container's
 * to check.
 *
 * @param file the name that locations carry
 */
export function assemble(text: string, file: string): Result<Instruction[]> {
  const assembled = assembleWithPlaces(text, file)
  return assembled.ok ? success(assembled.value.instructions as Instruction[]) : assembled
}

/** The same, with where each instruction begins in the text. */
export function assembleWithPlaces(text: string, file: string): Result<Assembled> {
  assembleTable ??= createAssemblerWithPlaces(instructionSet)
  return assembleTable(text, file)
}

/** The assembler for any table. Making one takes some 10 ms: lexer and parser are derived from the table. */
export function createAssembler(set: InstructionSet): Assemble {
  const assembleAny = createAssemblerWithPlaces(set)
  return (text, file) => {
    const assembled = assembleAny(text, file)
    return assembled.ok ? success(assembled.value.instructions) : assembled
  }
}

function createAssemblerWithPlaces(set: InstructionSet): AssembleWithPlaces {
  const assemblePiece = createPieceAssembler(set)
  return (text, file) => {
    const into: Assembled = { instructions: [], offsets: [], labels: new Map(), spans: [] }
    const problems = createProblems()
    const locate = createLocator(text, file)
    for (let start = 0; start < text.length && !problems.full;) {
      const end = pieceEnd(text, start)
      const faults: Fault[] = []
      if (end === undefined) faults.push({ offset: 0, problem: assemblyLineLength(pieceLength) })
      else assemblePiece(text.slice(start, end), start, into, faults)
      for (const { offset, problem } of faults.toSorted((a, b) => a.offset - b.offset)) problems.add(at(problem, locate(start + offset)))
      start = end ?? text.length
    }
    resolveLabels(into, (offset, problem) => problems.add(at(problem, locate(offset))))
    return problems.list.length > 0 ? failure(...problems.list) : success(into)
  }
}

/** Puts numbers in the place of labels. */
function resolveLabels({ instructions, labels, spans }: Assembled, report: (offset: number, problem: Diagnostic) => void): void {
  for (const { instruction, layout, label, offset } of spans) {
    const place = labels.get(label)
    const count = place === undefined ? 0 : place - instruction - 1
    if (place === undefined) report(offset, assemblyLabelUnknown(label))
    else if (count < 1 || count >= layout.codes) report(offset, assemblyLabelRange(label, layout.codes - 1))
    else instructions[instruction] = { ...instructions[instruction]!, [layout.name]: count }
  }
}

/** The end of the last whole line that the piece from `start` can hold; `undefined` when it cannot hold one. */
function pieceEnd(text: string, start: number): number | undefined {
  if (text.length - start <= pieceLength) return text.length
  const newline = text.lastIndexOf('\n', start + pieceLength - 1)
  return newline < start ? undefined : newline + 1
}

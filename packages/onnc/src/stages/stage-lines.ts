import { nodeNames } from '@onnc/executor'
import { type Program, printInstruction } from '@onnc/isa'

/** A line of a stage, and the ONNX nodes it comes from, joined as in source maps; '' where there are none. */
export interface StageLine {
  readonly text: string
  readonly node: string
}

/** Longer lines say nothing more to people. */
const longest = 200

const quoted = String.raw`"(?:[^"\\]|\\.)*"`
/** Behind it, quotes are closed: what looks like a location within a name is none. */
const trailing = new RegExp(String.raw`^(.*) loc\(((?:[^"]|${quoted})*)\)$`)
const names = new RegExp(quoted, 'g')

/** The lines of a printed module: locations become the nodes of lines, also of the line on which an operation with a body begins. */
export function stageLines(printed: string): StageLine[] {
  const lines: StageLine[] = []
  const open: number[] = []
  for (const line of printed.split('\n')) {
    // Whatever stands in the resources of constants is elided.
    if (line === '{-#') break
    const match = trailing.exec(line)
    const text = match?.[1] ?? line
    const node = match === null ? '' : nodeOf(match[2]!)
    const trimmed = text.trim()
    if (trimmed === '') continue
    if (trimmed.startsWith('}')) {
      const first = open.pop()
      if (first !== undefined && node !== '') lines[first] = { text: lines[first]!.text, node }
    }
    if (trimmed.endsWith('{')) open.push(lines.length)
    lines.push({ text: text.length > longest ? `${text.slice(0, longest)} ...` : text, node })
  }
  return lines
}

/** Names of a location, joined as source maps do. */
function nodeOf(location: string): string {
  return [...new Set((location.match(names) ?? []).map((name) => unescaped(name.slice(1, -1))))].join(' + ')
}

/** Strings of MLIR hold bytes of UTF-8 as two hexadecimal digits. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  const bytes = text.replaceAll(/\\([0-9A-Fa-f]{2})|\\(.)/g, (_, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? char! : String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The instructions of a program, numbered. */
export function instructionLines(program: Program): StageLine[] {
  const nodeOf = nodeNames(program)
  return program.instructions.map((instruction, i) => ({ text: `${i}  ${printInstruction(instruction)}`, node: nodeOf(i) }))
}

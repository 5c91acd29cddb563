/** One case of a golden file; the format is described in docs/golden-tests.md. */
export interface GoldenCase {
  readonly intent: string
  readonly pipeline: Line
  readonly target: Line
  /** Header and input, each line at its number in the file: what stands before is blank. */
  readonly input: string
  /** The output written in the file. */
  readonly expected: string | undefined
  /** The characters of the file that the output takes, with the line that announces it; empty where there is none yet. */
  readonly start: number
  readonly end: number
  /** An example of the manual that fails, and with what. */
  readonly failure?: { readonly expected: string; readonly start: number; readonly end: number }
}

/** The text behind a keyword, and where it stands in the file, counting from 1. */
export interface Line {
  readonly text: string
  readonly line: number
  readonly column: number
}

const outputMark = '\n// OUTPUT:'

/** The cases of a text that stands in a file from `offset`; later cases take the pipeline and target of the first unless they name others. */
export function readCases(file: string, offset = 0, length = file.length - offset): readonly GoldenCase[] {
  const cases: GoldenCase[] = []
  let start = offset
  for (const text of file.slice(offset, offset + length).split(/(?<=^\/\/ -----\n)/m)) {
    cases.push(readCase(file, start, text.replace(/\/\/ -----\n$/, ''), cases[0]))
    start += text.length
  }
  return cases
}

function readCase(file: string, offset: number, text: string, first: GoldenCase | undefined): GoldenCase {
  const line = lineAt(file, offset + text.length - text.trimStart().length)
  const fail = (fault: string): never => {
    throw new Error(`line ${line}: ${fault}`)
  }
  const mark = text.indexOf(outputMark)
  const head = (mark < 0 ? text : text.slice(0, mark)).trimEnd()
  const keyword = (name: string): Line | undefined => {
    const match = new RegExp(`^// ${name}:[ \\t]*(.*)$`, 'm').exec(head)
    if (match === null) return undefined
    const at = match[0].length - match[1]!.length
    return { text: match[1]!.trim(), line: lineAt(file, offset + match.index), column: at + 1 }
  }
  const intent = /^\s*\/\/ (?![A-Z]+:)(.+)/.exec(head)?.[1] ?? fail('a case begins with a comment that says what it shows')
  return {
    intent,
    pipeline: keyword('RUN') ?? first?.pipeline ?? fail("the first case has no line '// RUN: PIPELINE'"),
    target: keyword('TARGET') ?? first?.target ?? { text: '', line, column: 1 },
    input: '\n'.repeat(lineAt(file, offset) - 1) + head,
    expected: mark < 0 ? undefined : text.slice(mark + outputMark.length).trim(),
    start: offset + head.length,
    end: offset + text.trimEnd().length,
  }
}

/**
 * The cases of the manual: those of every block of `mlir`. A block marked `fails` is a file of its own, so that its lines count from 1, and
 * has its failure as text in the block behind it.
 */
export function readManual(file: string): readonly GoldenCase[] {
  const blocks = file.matchAll(/^```mlir( fails)?\n([\s\S]*?)^```\n(?:\s*```text\n([\s\S]*?)^```$)?/gm)
  return [...blocks].flatMap(({ 0: whole, 1: fails, 2: text, 3: failure, index }) => {
    if (fails === undefined) return readCases(file, index + whole.indexOf('\n') + 1, text!.length)
    const end = index + whole.length - '```'.length
    return readCases(text!).map((c) => ({ ...c, failure: { expected: failure!.trimEnd(), start: end - failure!.length, end } }))
  })
}

/** The file with parts of it replaced, none of which overlap. */
export function replaceParts(
  file: string,
  parts: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string {
  let text = ''
  let at = 0
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    text += file.slice(at, part.start) + part.text
    at = part.end
  }
  return text + file.slice(at)
}

/** What stands in the file for an output; nothing where there is none because of errors. */
export function outputPart(output: string | undefined): string {
  return output === undefined ? '' : `\n${outputMark}\n${output}`
}

function lineAt(file: string, offset: number): number {
  return file.slice(0, offset).split('\n').length
}

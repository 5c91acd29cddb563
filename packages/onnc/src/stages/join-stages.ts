import { diffLines } from '@onnc/ir'
import type { Details } from '@onnc/results'

import type { StageLine } from './stage-lines.ts'

type Stages = NonNullable<Details['stages']>

/** Of one stage; and characters of all lines, of which many are in several stages. */
const mostLines = 3000
const mostCharacters = 3e6
/** Longer stages are compared as far as they are shown. */
const mostCompared = 20_000

/** Stages with what each changed, their lines kept once. The instructions of a program are no text of IR and change nothing. */
export function joinStages(recorded: readonly { readonly name: string; readonly lines: readonly StageLine[] }[]): Stages {
  const lines: string[] = []
  const nodes: string[] = []
  const known = new Map<string, number>()
  let room = mostCharacters
  const indexOf = ({ text, node }: StageLine): number => {
    const key = `${node}\n${text}`
    const index = known.get(key) ?? lines.length
    if (index < lines.length) return index
    known.set(key, index)
    lines.push(text)
    nodes.push(node)
    room -= key.length
    return index
  }
  let before: readonly StageLine[] | undefined
  const stages = recorded.map(({ name, lines: all }): Stages['stages'][number] => {
    const shown = all.slice(0, mostLines)
    const kept = shown.slice(0, firstBeyond(shown, room))
    const changes =
      before === undefined || name === 'program' ? { added: [], removed: [] } : changesOf(before, all, { shown: kept.length, indexOf })
    before = all
    return { name, lines: kept.map(indexOf), left: all.length - kept.length, ...changes }
  })
  return { lines, nodes, stages }
}

/** How many lines there is room for. */
function firstBeyond(lines: readonly StageLine[], room: number): number {
  let length = 0
  const beyond = lines.findIndex(({ text }) => (length += text.length) > Math.max(0, room))
  return beyond < 0 ? lines.length : beyond
}

function changesOf(
  before: readonly StageLine[],
  after: readonly StageLine[],
  { shown, indexOf }: { shown: number; indexOf: (line: StageLine) => number },
): Pick<Stages['stages'][number], 'added' | 'removed'> {
  const added: number[] = []
  const removed: { before: number; lines: number[] }[] = []
  const limit = before.length > mostCompared || after.length > mostCompared ? shown : Infinity
  const texts = (lines: readonly StageLine[]): string[] => lines.slice(0, limit).map(({ text }) => text)
  let [old, line] = [0, 0]
  for (const { sign, text } of diffLines(texts(before), texts(after))) {
    if (line > shown) break
    if (sign === '-') {
      const index = indexOf({ text, node: before[old]!.node })
      const last = removed.at(-1)
      if (last?.before === line) last.lines.push(index)
      else removed.push({ before: line, lines: [index] })
    } else if (sign === '+' && line < shown) added.push(line)
    if (sign !== '+') old++
    if (sign !== '-') line++
  }
  return { added, removed }
}

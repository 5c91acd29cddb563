import type { Pattern } from '@onnc/dialects'

import { mergedPositions, sharePositions, splitTurn } from './address-patterns.ts'

/** The patterns of the streams of a tile: by turn, of those that overwrite a part of the positions; and of all others. */
export function sharedStreams(
  input: Pattern,
  output: Pattern,
  { replicas, turns }: { readonly replicas: number; readonly turns: number },
): { readonly streams: readonly (readonly CopyStream[])[]; readonly whole: readonly CopyStream[] } {
  const [inputs, outputs] = [sharePositions(input, replicas), sharePositions(output, replicas)]
  const streams = Array.from({ length: turns }, (_, turn) =>
    inputs.flatMap((each, copy) => turnStreams(each, outputs[copy]!, turns, turn).map((patterns) => ({ ...patterns, copy }))),
  )
  return { streams, whole: inputs.map((each, copy) => ({ ...stream(each, outputs[copy]!, 'accumulate'), copy })) }
}

interface CopyStream extends StreamPatterns {
  readonly copy: number
}

interface StreamPatterns {
  readonly input: Pattern
  readonly output: Pattern
  readonly store: 'overwrite' | 'accumulate'
}

function stream(input: Pattern, output: Pattern, store: StreamPatterns['store']): StreamPatterns {
  return { input: mergedPositions(input), output: mergedPositions(output), store }
}

/** The streams of a tile that overwrites part `turn` of its positions and adds to the others. */
function turnStreams(input: Pattern, output: Pattern, turns: number, turn: number): StreamPatterns[] {
  const [reads, writes] = [splitTurn(input, turns, turn), splitTurn(output, turns, turn)]
  return [stream(reads.own, writes.own, 'overwrite'), ...reads.others.map((other, i) => stream(other, writes.others[i]!, 'accumulate'))]
}

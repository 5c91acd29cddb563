import type { SourceLocation } from '@onnc/support'

/** Tells line and column of an offset into `text`. The lines are counted at the first question, since most texts have no faults. */
export function createLocator(text: string, file: string): (offset: number) => SourceLocation {
  let lineStarts: number[] | undefined
  return (offset) => {
    lineStarts ??= findLineStarts(text)
    let [low, high] = [0, lineStarts.length]
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (lineStarts[middle]! <= offset) low = middle
      else high = middle
    }
    return { kind: 'position', file, line: low + 1, column: offset - lineStarts[low]! + 1 }
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let newline = text.indexOf('\n'); newline >= 0; newline = text.indexOf('\n', newline + 1)) starts.push(newline + 1)
  return starts
}

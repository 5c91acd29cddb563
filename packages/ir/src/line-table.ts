/** Finds lines and columns, counted from 1, of offsets into a text. */
export type LineTable = (offset: number) => { readonly line: number; readonly column: number }

/** Looking up offsets that lie near each other, as a parser does, takes constant time. */
export function createLineTable(text: string): LineTable {
  const starts: number[] = [0]
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  let last = 0
  return (offset) => {
    if (offset < starts[last]! || offset >= (starts[last + 1] ?? Infinity)) {
      if (offset >= (starts[last + 1] ?? Infinity) && offset < (starts[last + 2] ?? Infinity)) last++
      else last = search(starts, offset)
    }
    return { line: last + 1, column: offset - starts[last]! + 1 }
  }
}

function search(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle
  }
  return low
}

/** Where a string that starts at `offset` ends, behind its closing quote; undefined when it does not end on its line. */
export type StringScanner = (text: string, offset: number) => number | undefined

/** Strings can be hundreds of megabytes: they are skipped by searching for their quote, and the next line end is remembered. */
export function createStringScanner(): StringScanner {
  let lineText = ''
  let lineFrom = 0
  let lineEnd = -1
  return (text, offset) => {
    if (text.charCodeAt(offset) !== 0x22) return undefined
    if (lineText !== text || offset < lineFrom || offset > lineEnd) {
      lineText = text
      lineFrom = offset
      lineEnd = text.indexOf('\n', offset)
      if (lineEnd < 0) lineEnd = text.length
    }
    for (let end = text.indexOf('"', offset + 1); end >= 0 && end < lineEnd; end = text.indexOf('"', end + 1)) {
      let backslashes = 0
      while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
      if (backslashes % 2 === 0) return end + 1
    }
    return undefined
  }
}

const deepest = 256

const closers: Readonly<Record<number, number>> = { 0x28: 0x29, 0x3c: 0x3e, 0x5b: 0x5d, 0x7b: 0x7d }

/**
 * Where the body that opens with `<` at `offset` ends, behind its `>`; undefined when brackets do not match or nest too deep. As in MLIR, the
 * text inside is free but for brackets, strings and `->`; `>=` compares inside other brackets (`affine_set<(d0) : (d0 >= 0)>`).
 */
export function bodyEnd(text: string, offset: number, stringEnd: StringScanner): number | undefined {
  const open: number[] = []
  for (let at = offset; at < text.length;) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      const end = stringEnd(text, at)
      if (end === undefined) return undefined
      at = end
      continue
    }
    const closer = code < 0x28 || code > 0x7d ? undefined : closers[code]
    if (closer !== undefined) {
      if (open.push(closer) > deepest) return undefined
    } else if (code === 0x3e || code === 0x29 || code === 0x5d || code === 0x7d) {
      if (open.at(-1) === code && !(code === 0x3e && text.charCodeAt(at - 1) === 0x2d)) {
        open.pop()
        if (open.length === 0) return at + 1
      } else if (code !== 0x3e || !isOperator(text, at)) return undefined
    }
    at++
  }
  return undefined
}

/** Whether the `>` at `at` belongs to `->` or `>=`. */
function isOperator(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === 0x2d || text.charCodeAt(at + 1) === 0x3d
}

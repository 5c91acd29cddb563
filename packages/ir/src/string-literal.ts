import { textOfBytes } from './text-bytes.ts'

const simple: Readonly<Record<string, number>> = { n: 0x0a, t: 0x09, '"': 0x22, '\\': 0x5c }

/** The text of a quoted literal; undefined when it has an escape that MLIR does not know. Bytes that are not UTF-8 become U+DC80 to U+DCFF. */
export function readString(literal: string): string | undefined {
  const inner = literal.slice(1, -1)
  if (!inner.includes('\\')) return ownText(inner)
  const bytes: number[] = []
  let text = ''
  const flush = (): void => {
    text += textOfBytes(Uint8Array.from(bytes))
    bytes.length = 0
  }
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] !== '\\') {
      flush()
      text += inner[i]
      continue
    }
    const known = simple[inner[i + 1]!]
    const byte = known ?? (/^[0-9a-fA-F]{2}$/.test(inner.slice(i + 1, i + 3)) ? Number.parseInt(inner.slice(i + 1, i + 3), 16) : undefined)
    if (byte === undefined) return undefined
    bytes.push(byte)
    i += known === undefined ? 2 : 1
  }
  flush()
  return text
}

/** A copy that does not keep the file's whole text alive. */
export function ownText(slice: string): string {
  return slice.length < 13 ? slice : ` ${slice}`.slice(1)
}

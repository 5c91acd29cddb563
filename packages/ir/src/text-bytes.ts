const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text: UTF-8 where they are that; other bytes one by one, as U+DC80 to U+DCFF, which no UTF-8 text holds. */
export function textOfBytes(bytes: Uint8Array): string {
  const whole = decode(bytes)
  if (whole !== undefined) return whole
  let text = ''
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    const character = decode(bytes.subarray(i, i + length))
    text += character ?? String.fromCharCode(0xdc00 + first)
    i += character === undefined ? 1 : length
  }
  return text
}

/** The inverse of `textOfBytes`. */
export function bytesOfText(text: string): Uint8Array {
  const encoder = new TextEncoder()
  if (text.isWellFormed()) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

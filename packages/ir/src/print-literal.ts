import type { Type } from './type.ts'

/** MLIR strings escape quotes, backslashes and everything outside printable ASCII, byte by byte in UTF-8. */
export function printString(text: string): string {
  let escaped = '"'
  for (const byte of new TextEncoder().encode(text)) {
    if (byte === 0x22) escaped += '\\"'
    else if (byte === 0x5c) escaped += '\\\\'
    else if (byte >= 0x20 && byte < 0x7f) escaped += String.fromCharCode(byte)
    else escaped += `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return `${escaped}"`
}

/** Shortest decimal that gives the same value back in the type; NaN and infinities as their bits. */
export function printFloat(value: number, type: Type): string {
  if (!Number.isFinite(value)) return hexBits(value, type)
  const text = type.kind === 'float' && type.name === 'f32' ? shortestFloat32(value) : String(value)
  if (Object.is(value, -0)) return '-0.0'
  const [mantissa, exponent] = text.split('e')
  const dotted = mantissa!.includes('.') ? mantissa! : `${mantissa}.0`
  return exponent === undefined ? dotted : `${dotted}e${exponent}`
}

function shortestFloat32(value: number): string {
  for (let digits = 6; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}

function hexBits(value: number, type: Type): string {
  const name = type.kind === 'float' ? type.name : 'f64'
  const special = { f16: ['7C00', 'FC00', '7E00'], bf16: ['7F80', 'FF80', '7FC0'], f32: ['7F800000', 'FF800000', '7FC00000'] } as const
  const texts =
    name in special ? special[name as keyof typeof special] : (['7FF0000000000000', 'FFF0000000000000', '7FF8000000000000'] as const)
  return `0x${Number.isNaN(value) ? texts[2] : value > 0 ? texts[0] : texts[1]}`
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase()
}

import { encodeFloat } from './float-format.ts'
import { floatBits, type Type } from './type.ts'

const plain = /^[ !#-[\]-~]*$/

/** MLIR strings escape quotes, backslashes and everything outside printable ASCII, byte by byte in UTF-8. */
export function printString(text: string): string {
  if (plain.test(text)) return `"${text}"`
  let escaped = '"'
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code === 0x22) escaped += '\\"'
    else if (code === 0x5c) escaped += '\\\\'
    else if (code >= 0x20 && code < 0x7f) escaped += character
    else if (code >= 0xdc80 && code <= 0xdcff) escaped += escapeByte(code - 0xdc00)
    else for (const byte of encoder.encode(character)) escaped += escapeByte(byte)
  }
  return `${escaped}"`
}

const encoder = new TextEncoder()

function escapeByte(byte: number): string {
  return `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/** A key of a dictionary or resource section: quoted unless it is an identifier. */
export function printKey(name: string): string {
  return /^[A-Za-z_][\w$.]*$/.test(name) ? name : printString(name)
}

/** Shortest decimal that gives the same value back in the type; NaN and infinities as their bits. */
export function printFloat(value: number, type: Type): string {
  const name = type.kind === 'float' ? type.name : 'f64'
  if (!Number.isFinite(value)) return printFloatBits(encodeFloat(value, name) ?? encodeFloat(value, 'f64')!, floatBits[name])
  if (Object.is(value, -0)) return '-0.0'
  const text = name === 'f32' ? shortestFloat32(value) : String(value)
  const exponentAt = text.indexOf('e')
  if (exponentAt < 0) return text.includes('.') ? text : `${text}.0`
  const mantissa = text.slice(0, exponentAt)
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}${text.slice(exponentAt)}`
}

export function printFloatBits(bits: bigint, width: number): string {
  return `0x${bits
    .toString(16)
    .toUpperCase()
    .padStart(Math.ceil(width / 4), '0')}`
}

function shortestFloat32(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value)
  for (let digits = 6; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === Math.fround(value)) return text
  }
  return String(value)
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase()
}

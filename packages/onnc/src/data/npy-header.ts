import { elementCount, elementTypes, failure, type NumericElementType, type Result, success } from '@onnc/support'
import { dataTooLarge, formatMismatch, npyMalformed, npyTypeUnsupported } from './data-diagnostics.ts'
import { maxContentBytes } from './data-file.ts'
import type { ByteOrder } from './element-bytes.ts'

/** NumPy's name of each element type that npy can hold. bfloat16 has none; strings are `U` and a length. */
export const npyTypeCodes: Readonly<Partial<Record<NumericElementType, string>>> = {
  float16: 'f2',
  float32: 'f4',
  float64: 'f8',
  int8: 'i1',
  int16: 'i2',
  int32: 'i4',
  int64: 'i8',
  uint8: 'u1',
  uint16: 'u2',
  uint32: 'u4',
  uint64: 'u8',
  bool: 'b1',
}

/** What stands before the elements of an npy array. */
export interface NpyHeader {
  readonly type: NumericElementType | 'string'
  readonly elementBytes: number
  readonly order: ByteOrder
  /** Elements stand column-major (first index fastest). */
  readonly columnMajor: boolean
  readonly shape: readonly number[]
  /** Where the elements start, and how many bytes they take. */
  readonly dataOffset: number
  readonly dataBytes: number
}

/** NumPy's own limit on header text it trusts (`max_header_size` of numpy.load). */
const maxHeaderBytes = 10_000

/** NumPy's own limit on the rank. */
const maxRank = 64

/** What a short string takes in memory, so that a small file of short strings cannot ask for a large heap. */
const stringBytes = 64

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

export function looksLikeNpy(head: Uint8Array): boolean {
  return magic.every((byte, i) => head[i] === byte)
}

/**
 * Reads the header of an npy array, versions 1 to 3 (NEP 1; numpy.lib.format): magic, version, length, and a Python dict
 * literal with exactly the keys descr, fortran_order and shape. `head` holds the content's first bytes.
 */
export function parseNpyHeader(head: Uint8Array, file: string): Result<NpyHeader> {
  if (!looksLikeNpy(head)) return failure(formatMismatch(file, 'an npy array', head))
  const major = head[6] ?? 0
  if (major < 1 || major > 3) return failure(npyMalformed(file, `format version ${major}, expected 1 to 3`))
  const textOffset = major === 1 ? 10 : 12
  if (head.length < textOffset) return failure(npyMalformed(file, 'it ends inside its header'))
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const textBytes = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (textBytes > maxHeaderBytes) return failure(npyMalformed(file, `a header of ${textBytes} bytes, expected at most ${maxHeaderBytes}`))
  const dataOffset = textOffset + textBytes
  if (head.length < dataOffset) return failure(npyMalformed(file, 'it ends inside its header'))

  const fields = parseFields(new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(head.subarray(textOffset, dataOffset)))
  if (typeof fields === 'string') return failure(npyMalformed(file, fields))
  const element = elementOf(fields.descr)
  if (element === undefined) return failure(npyTypeUnsupported(file, fields.descr))
  const count = elementCount(fields.shape)
  const heldBytes = count * (element.type === 'string' ? Math.max(stringBytes, element.elementBytes) : element.elementBytes)
  // Written so that NaN, the product of an infinite and an empty dimension, is refused too.
  if (!(heldBytes <= maxContentBytes)) return failure(dataTooLarge(file, maxContentBytes))
  const dataBytes = count * element.elementBytes
  return success({ ...element, columnMajor: fields.columnMajor, shape: fields.shape, dataOffset, dataBytes })
}

interface Fields {
  descr: string
  columnMajor: boolean
  shape: number[]
}

/** Reads the dict literal; a string says what is wrong with it. */
function parseFields(text: string): Fields | string {
  const body = /^\{(.*)\}\s*$/s.exec(text)?.[1]
  if (body === undefined) return 'its header is not a dict'
  const found = new Map<string, string>()
  const field = /\s*(['"])(\w+)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([^()]*\)|\[[^\]]*\])\s*(,|$)/y
  while (!/^\s*$/.test(body.slice(field.lastIndex))) {
    const [, , key, value] = field.exec(body) ?? []
    if (key === undefined || value === undefined) return 'its header is not a dict of plain values'
    if (found.has(key)) return `its header names '${key}' twice`
    found.set(key, value)
  }
  const unknown = [...found.keys()].find((key) => !['descr', 'fortran_order', 'shape'].includes(key))
  if (unknown !== undefined) return `its header has an unknown field '${unknown}'`

  const shape = parseShape(found.get('shape') ?? '')
  if (shape === undefined) return `shape ${found.get('shape') ?? 'is missing'}, expected a tuple of at most ${maxRank} sizes`
  const order = found.get('fortran_order')
  if (order !== 'True' && order !== 'False') return `fortran_order ${order ?? 'is missing'}, expected True or False`
  const descr = found.get('descr')
  if (descr === undefined) return 'descr is missing'
  return { descr: descr.replace(/^(['"])(.*)\1$/s, '$2'), columnMajor: order === 'True', shape }
}

/** Sizes of a Python tuple: `()`, `(3,)`, `(3, 4)`; Python 2 wrote `3L`. */
function parseShape(tuple: string): number[] | undefined {
  const inside = /^\(\s*((?:\d{1,15}L?\s*,\s*)*)(\d{1,15}L?)?\s*\)$/.exec(tuple)
  if (inside === null || (inside[1] === '' && inside[2] !== undefined)) return undefined
  const sizes = (tuple.match(/\d+/g) ?? []).map(Number)
  return sizes.length <= maxRank ? sizes : undefined
}

/** `<f4`: byte order (`|` and `=` for none or ours, taken as little-endian), kind, bytes (of `U`, UCS-4 characters). */
function elementOf(descr: string): Pick<NpyHeader, 'type' | 'elementBytes' | 'order'> | undefined {
  const [, mark, code, kind, length] = /^([<>|=]?)(([a-zA-Z])(\d{1,6}))$/.exec(descr) ?? []
  const order: ByteOrder = mark === '>' ? 'BE' : 'LE'
  if (kind === 'U' && Number(length) > 0) return { type: 'string', elementBytes: 4 * Number(length), order }
  for (const [type, name] of Object.entries(npyTypeCodes) as [NumericElementType, string][])
    if (name === code) return { type, elementBytes: elementTypes[type].bits / 8, order }
  return undefined
}

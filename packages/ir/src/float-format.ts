import { decodeScale, decodeSmallFloat, encodeScale, encodeSmallFloat, type SmallFloat, smallFloat as format } from '@onnc/support'

import { floatBits, type FloatType } from './type.ts'

type FloatName = FloatType['name']

const formats: Partial<Record<FloatName, SmallFloat>> = {
  f4E2M1FN: format(2, 1, 1, 'finite'),
  f6E2M3FN: format(2, 3, 1, 'finite'),
  f6E3M2FN: format(3, 2, 3, 'finite'),
  f8E3M4: format(3, 4, 3, 'ieee'),
  f8E4M3: format(4, 3, 7, 'ieee'),
  f8E4M3FN: format(4, 3, 7, 'nan'),
  f8E4M3FNUZ: format(4, 3, 8, 'unsigned-zero'),
  f8E4M3B11FNUZ: format(4, 3, 11, 'unsigned-zero'),
  f8E5M2: format(5, 2, 15, 'ieee'),
  f8E5M2FNUZ: format(5, 2, 16, 'unsigned-zero'),
  bf16: format(8, 7, 127, 'ieee'),
  f16: format(5, 10, 15, 'ieee'),
  tf32: format(8, 10, 127, 'ieee'),
  f32: format(8, 23, 127, 'ieee'),
}

const scratch = new DataView(new ArrayBuffer(8))

/** Bits of a float as it stands in hexadecimal literals; undefined for `f80` and `f128`, which JavaScript numbers do not hold. */
export function encodeFloat(value: number, name: FloatName): bigint | undefined {
  if (name === 'f64') {
    scratch.setFloat64(0, value)
    return scratch.getBigUint64(0)
  }
  if (name === 'f8E8M0FNU') return BigInt(encodeScale(value))
  const layout = formats[name]
  return layout === undefined ? undefined : BigInt(encodeSmallFloat(value, layout))
}

/** The value of the bits of a float; undefined for `f80` and `f128`. */
export function decodeFloat(bits: bigint, name: FloatName): number | undefined {
  if (name === 'f64') {
    scratch.setBigUint64(0, BigInt.asUintN(64, bits))
    return scratch.getFloat64(0)
  }
  if (name === 'f8E8M0FNU') return decodeScale(Number(bits))
  const layout = formats[name]
  return layout === undefined ? undefined : decodeSmallFloat(Number(bits), layout)
}

/** The nearest value of the type, ties to even. */
export function roundFloat(value: number, name: FloatName): number {
  if (name === 'f32') return Math.fround(value)
  if (name === 'f64' || floatBits[name] > 64) return value
  return decodeFloat(encodeFloat(value, name)!, name)!
}

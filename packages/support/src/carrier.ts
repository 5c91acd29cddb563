import { floatBits } from './float-bits.ts'
import { elementTypes, type ElementType, type NumericElementType, type Tensor } from './tensor.ts'

/**
 * The types that stand in for others where a value goes into a kernel or comes out of it: ONNX Runtime's JavaScript binding has no array
 * for these, and the kernel holds a `Cast` that is exact in both directions.
 */
const carriers: Partial<Record<ElementType, NumericElementType>> = {
  bfloat16: 'float32',
  float8e4m3fn: 'float32',
  float8e4m3fnuz: 'float32',
  float8e5m2: 'float32',
  float8e5m2fnuz: 'float32',
  float8e8m0: 'float32',
  float4e2m1: 'float32',
  int4: 'int8',
  uint4: 'uint8',
  int2: 'int8',
  uint2: 'uint8',
}

/** The type that carries values of `type` across a kernel's edge; most types carry themselves. */
export function carrierOf(type: ElementType): ElementType {
  return carriers[type] ?? type
}

/** The tensor as its carrier holds it: the same values. */
export function toCarrier(tensor: Tensor): Tensor {
  const carrier = carriers[tensor.type]
  if (carrier === undefined || tensor.type === 'string') return tensor
  const from = tensor.data as Uint8Array | Int8Array | Uint16Array
  if (carrier !== 'float32') return { type: carrier, shape: tensor.shape, data: from }
  const data = new Float32Array(from.length)
  const { bits } = elementTypes[tensor.type]
  const { decode } = floatBits[tensor.type]!
  if (bits > 8) for (let i = 0; i < data.length; i++) data[i] = decode(from[i]!)
  else {
    const values = Float32Array.from({ length: 2 ** bits }, (_, pattern) => decode(pattern))
    for (let i = 0; i < data.length; i++) data[i] = values[from[i]!]!
  }
  return { type: carrier, shape: tensor.shape, data }
}

/** The tensor of `type` that a carrier holds. Exact for values that the type has; others are rounded to the nearest. */
export function fromCarrier(tensor: Tensor, type: ElementType): Tensor {
  const carrier = carriers[type]
  if (carrier === undefined || type === 'string' || tensor.type !== carrier) return tensor
  if (carrier !== 'float32') return { type, shape: tensor.shape, data: tensor.data as Int8Array | Uint8Array }
  const { encode } = floatBits[type]!
  const data = new elementTypes[type].array(tensor.data.length) as Uint8Array | Uint16Array
  for (let i = 0; i < data.length; i++) data[i] = encode(tensor.data[i] as number)
  return { type, shape: tensor.shape, data }
}

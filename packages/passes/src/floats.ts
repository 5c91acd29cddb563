import { f32, integerAttribute, tensorType, type TensorType, type Type, typesEqual, type Value } from '@onnc/ir'

import { shapeOf } from './constant-operand.ts'
import type { LoweringContext } from './lowering.ts'

/** Floats that a photonic product can take the place of, all computed as float32: narrower ones exactly, float64 rounded. */
export function isFloat(value: Value | undefined): boolean {
  const element = value?.type.kind === 'tensor' ? value.type.element : undefined
  return element?.kind === 'float' && ['f32', 'f16', 'bf16', 'f64'].includes(element.name)
}

/** The shape of a float tensor, of any width, whose dimensions are all known and nonzero. */
export function anyFloatShape(value: Value | undefined): readonly number[] | undefined {
  return isFloat(value) ? shapeOf(value) : undefined
}

/** A tensor of known shape as float32. */
export function asFloat32(value: Value, { node }: LoweringContext): Value {
  if (value.type.kind !== 'tensor' || typesEqual(value.type.element, f32)) return value
  return node('Cast', [value], { ...value.type, element: f32 }, { attributes: { to: integerAttribute(1) } })
}

/** A float32 tensor in the element type that a node has to give. */
export function backTo(type: Type, value: Value, { node }: LoweringContext): Value {
  if (type.kind !== 'tensor' || typesEqual(type.element, f32)) return value
  return node('Cast', [value], type, { attributes: { to: integerAttribute(onnxNumber(type.element)) } })
}

/** ONNX's number of an element type that Cast can give. */
export function onnxNumber(element: Type): number {
  if (element.kind === 'float') return { f32: 1, f16: 10, f64: 11, bf16: 16 }[element.name as 'f32']
  if (element.kind === 'integer') {
    const unsigned = element.signedness === 'unsigned'
    const numbers: Readonly<Record<number, readonly [signed: number, unsigned: number]>> = {
      8: [3, 2],
      16: [5, 4],
      32: [6, 12],
      64: [7, 13],
    }
    return numbers[element.width]![unsigned ? 1 : 0]
  }
  throw new Error(`no cast to elements of kind ${element.kind}`)
}

/** The float32 type of a tensor type's shape. */
export function float32Like(type: Type): TensorType {
  if (type.kind !== 'tensor') throw new Error('not a tensor')
  return tensorType(type.shape, f32)
}

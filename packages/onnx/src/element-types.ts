import { dialectType, floatType, integerType, printType, type Type } from '@onnc/ir'

/** Element types of ONNX tensors by their number in the schema, as the IR writes them. ONNX's signed integers are MLIR's signless ones. */
const irTypes: ReadonlyMap<number, Type> = new Map<number, Type>([
  [1, floatType('f32')],
  [2, integerType(8, 'unsigned')],
  [3, integerType(8)],
  [4, integerType(16, 'unsigned')],
  [5, integerType(16)],
  [6, integerType(32)],
  [7, integerType(64)],
  [8, dialectType('onnx', 'string')],
  [9, integerType(1)],
  [10, floatType('f16')],
  [11, floatType('f64')],
  [12, integerType(32, 'unsigned')],
  [13, integerType(64, 'unsigned')],
  [14, { kind: 'complex', element: floatType('f32') }],
  [15, { kind: 'complex', element: floatType('f64') }],
  [16, floatType('bf16')],
  [17, floatType('f8E4M3FN')],
  [18, floatType('f8E4M3FNUZ')],
  [19, floatType('f8E5M2')],
  [20, floatType('f8E5M2FNUZ')],
  [21, integerType(4, 'unsigned')],
  [22, integerType(4)],
  [23, floatType('f4E2M1FN')],
  [24, floatType('f8E8M0FNU')],
  [25, integerType(2, 'unsigned')],
  [26, integerType(2)],
])

const onnxTypes: ReadonlyMap<string, number> = new Map([...irTypes].map(([number, type]) => [printType(type), number]))

export function irElementType(onnxType: number): Type | undefined {
  return irTypes.get(onnxType)
}

export function onnxElementType(type: Type): number | undefined {
  return onnxTypes.get(printType(type))
}

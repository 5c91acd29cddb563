import { matmulOp, matrixOp, vectorsOp } from '@onnc/dialects'
import { type Blob, denseAttribute, derivedBlob, f32, reshapeBlob, tensorType, transposeBlob, type Value } from '@onnc/ir'

import { constantFloats, floatShape, isAbsent, isFiniteBlob } from './constant-operand.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { floatOf, intOf } from './node-attributes.ts'
import { isNonnegative } from './nonnegative.ts'

/** MatMul of activations [..., P, K] by a constant [K, M]. */
export const lowerMatMul: Lowering = (node, context) => {
  const [left, right] = node.operands
  const weights = constantFloats(right)
  const shape = floatShape(left)
  if (weights === undefined) return 'its right operand is not a constant of float32'
  if (weights.shape.length !== 2) return `its right operand has ${weights.shape.length} dimensions`
  if (shape === undefined || floatShape(node.results[0]) === undefined) return 'its shape is not known, or it is not float32'
  if (!isFiniteBlob(weights)) return 'its weights hold NaN or infinity'
  return [
    multiply(context, {
      input: left!,
      transposed: false,
      matrix: transposeBlob(weights, [1, 0]),
      name: right!.name,
      out: node.results[0]!,
    }),
  ]
}

/** Gemm: alpha A B + beta C, with B constant and C one value per column. */
export const lowerGemm: Lowering = (node, context) => {
  const [left, right, addend] = node.operands
  const weights = constantFloats(right)
  const shape = floatShape(left)
  const columns = floatShape(node.results[0])?.[1]
  if (weights === undefined) return 'its B is not a constant of float32'
  if (shape === undefined || columns === undefined) return 'its shape is not known, or it is not float32'
  if (!isFiniteBlob(weights)) return 'its weights hold NaN or infinity'
  const bias = isAbsent(addend) ? undefined : constantFloats(addend)
  if (!isAbsent(addend) && (bias === undefined || !isPerColumn(bias, columns))) return 'its C is not a constant with one value per column'
  const matrix = intOf(node, 'transB', 0) === 1 ? weights : transposeBlob(weights, [1, 0])
  return [
    multiply(context, {
      input: left!,
      transposed: intOf(node, 'transA', 0) === 1,
      matrix: scaled(matrix, floatOf(node, 'alpha', 1)),
      name: right!.name,
      out: node.results[0]!,
      ...(bias === undefined ? {} : { bias: scaled(perColumn(bias, columns), floatOf(node, 'beta', 1)), biasName: addend!.name }),
    }),
  ]
}

interface Product {
  readonly input: Value
  readonly transposed: boolean
  /** [M, K] */
  readonly matrix: Blob
  readonly name: string | undefined
  /** [M] */
  readonly bias?: Blob
  readonly biasName?: string | undefined
  readonly out: Value
}

function multiply({ emit }: LoweringContext, { input, transposed, matrix, name, bias, biasName, out }: Product): Value {
  const [rows, columns] = matrix.shape as [number, number]
  const elements = floatShape(input)!.reduce((a, b) => a * b, 1)
  const positions = elements / columns
  const vectors = emit(vectorsOp, { input, transposed, vectors: tensorType([positions, columns], f32) })
  const product = emit(matmulOp, {
    vectors,
    matrix: denseAttribute(tensorType([rows, columns], f32), matrix, name ?? 'weights'),
    ...(bias === undefined ? {} : { bias: denseAttribute(tensorType([rows], f32), bias, biasName ?? 'bias') }),
    nonnegative: isNonnegative(input),
    out: tensorType([positions, rows], f32),
  })
  return emit(matrixOp, { vectors: product, out: out.type })
}

/** Whether an addend of Gemm broadcasts as one value per column: scalar, [1], [N], [1, 1] or [1, N]. */
function isPerColumn(bias: Blob, columns: number): boolean {
  const { shape } = bias
  return shape.length <= 2 && (shape.length < 2 || shape[0] === 1) && [1, columns].includes(shape.at(-1) ?? 1)
}

function perColumn(bias: Blob, columns: number): Blob {
  const single = bias.shape.every((d) => d === 1)
  if (!single || columns === 1) return reshapeBlob(bias, [columns])
  return derivedBlob(f32, [columns], [bias], ([bytes]) => {
    const repeated = new Uint8Array(4 * columns)
    for (let i = 0; i < columns; i++) repeated.set(bytes!, 4 * i)
    return repeated
  })
}

function scaled(blob: Blob, factor: number): Blob {
  if (factor === 1) return blob
  return derivedBlob(f32, blob.shape, [blob], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer).map((x) => x * factor)
    return new Uint8Array(values.buffer)
  })
}

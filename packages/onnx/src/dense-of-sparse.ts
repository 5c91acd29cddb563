import {
  dataLength,
  type Diagnostic,
  elementCount,
  elementTypes,
  failure,
  formatShape,
  packedByteLength,
  type Result,
  success,
  type Tensor,
} from '@onnc/support'
import { toBigInt, toNumber } from './int64.ts'
import type { SparseTensorProto, TensorProto } from './messages.ts'
import { sparseMalformed, sparseTooLarge, sparseType } from './sparse-diagnostics.ts'
import { tensorFromProto } from './tensor-from-proto.ts'
import { exactLength } from './tensor-head.ts'
import { tensorToProto } from './tensor-to-proto.ts'

/** What dense tensors may take that sparse ones become. */
export interface DenseBudget {
  /** Bytes made so far. */
  used: number
  /** Bytes that may be made. */
  allowed: number
}

/** No dense tensor made of a sparse one is larger, nor all of a model together. */
const largestDenseBytes = 2 ** 30

/** Nor may it be larger than this and so many bytes for each one that the sparse tensor stores: a claim must not fill the memory. */
const freeDenseBytes = 64 * 2 ** 20
const denseBytesPerStored = 1024

/** A budget for the sparse tensors of one model. */
export function createDenseBudget(): DenseBudget {
  return { used: 0, allowed: freeDenseBytes }
}

/**
 * The dense tensor that a sparse one stands for: zero but for the values given, under the name of the sparse one (that of its values).
 * Indices are positions in the flattened tensor (`[NNZ]`) or coordinates (`[NNZ, rank]`), ascending and each once, as ONNX demands.
 */
export function denseOfSparse(sparse: SparseTensorProto, budget: DenseBudget = createDenseBudget()): Result<TensorProto> {
  const name = sparse.values?.name ?? ''
  const words = name === '' ? 'sparse tensor' : `sparse tensor '${name}'`
  const malformed = (fault: string): { ok: false; diagnostics: readonly Diagnostic[] } => failure(sparseMalformed(words, fault))
  if (!sparse.values || !sparse.indices) return malformed(`has no ${sparse.values ? 'indices' : 'values'}`)
  const shape: number[] = []
  for (const [axis, dimension] of (sparse.dims ?? []).entries()) {
    const size = toNumber(dimension)
    if (size === undefined || size < 0) return malformed(`has dimension ${toBigInt(dimension)} on axis ${axis}`)
    shape.push(size)
  }
  if (shape.length === 0) return malformed('states no dimensions')
  const values = tensorFromProto(sparse.values)
  if (!values.ok) return values
  const { type, data: given } = values.value
  if (type === 'string') return failure(sparseType(words, 'string'))
  const [stored, ...more] = values.value.shape
  if (stored === undefined || more.length > 0) return malformed(`has values of rank ${values.value.shape.length}, expected 1`)
  const indices = tensorFromProto(sparse.indices)
  if (!indices.ok) return indices

  const { bits, array } = elementTypes[type]
  const bytes = Math.max(packedByteLength(type, elementCount(shape)), dataLength(type, shape) * array.BYTES_PER_ELEMENT)
  budget.allowed = Math.min(largestDenseBytes, budget.allowed + denseBytesPerStored * stored * (Math.ceil(bits / 8) + 8))
  if (budget.used + bytes > budget.allowed) return failure(sparseTooLarge(words, shape, exactLength(shape, bits), budget.allowed))
  budget.used += bytes
  const positions = positionsOf(indices.value, stored, shape)
  if (typeof positions === 'string') return malformed(positions)

  const data = new array(dataLength(type, shape))
  const perElement = dataLength(type, [1])
  for (const [i, position] of positions.entries()) {
    for (let part = 0; part < perElement; part++) data[position * perElement + part] = given[i * perElement + part]!
  }
  return success(tensorToProto({ type, shape, data }, name))
}

/** Where each value goes in the flattened tensor, or what is wrong with the indices. */
function positionsOf(indices: Tensor, stored: number, shape: readonly number[]): Float64Array | string {
  if (!/^int(?:8|16|32|64)$/.test(indices.type)) return `has indices of type ${indices.type}, expected int64`
  const [rows, columns = 1] = indices.shape
  const isLinear = indices.shape.length === 1
  const isCoordinates = indices.shape.length === 2 && columns === shape.length
  if (rows !== stored || !(isLinear || isCoordinates)) {
    return `has indices of shape [${formatShape(indices.shape)}], expected [${stored}] or [${stored},${shape.length}]`
  }
  const sizes = isLinear ? [elementCount(shape)] : shape
  const positions = new Float64Array(stored)
  for (let i = 0; i < stored; i++) {
    let position = 0
    for (const [axis, size] of sizes.entries()) {
      const index = Number(indices.data[i * sizes.length + axis])
      if (!(index >= 0 && index < size))
        return `has index ${index} at value ${i}, expected 0 to ${size - 1}${isLinear ? '' : ` on axis ${axis}`}`
      position = position * size + index
    }
    if (i > 0 && position <= positions[i - 1]!) return `has indices that do not ascend at value ${i}`
    positions[i] = position
  }
  return positions
}

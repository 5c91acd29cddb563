import {
  type Blob,
  floatAttribute,
  integerAttribute,
  f32,
  float32Blob,
  readFloat32,
  reshapeBlob,
  sliceBlob,
  tensorType,
  type Operation,
  type Value,
} from '@onnc/ir'

import { attendOnRings, lowestFloat, maskAddend, ringsTakeActivations } from './attend-on-rings.ts'
import { constantAnyFloats, constantFloats, isAbsent, shapeOf } from './constant-operand.ts'
import { asFloat32, backTo, float32Like, isFloat } from './floats.ts'
import { centredActivations, centredCodes, rounded } from './integer-operand.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { multiplyMatrices } from './multiply-matrices.ts'
import { floatOf, intOf, intsOf } from './node-attributes.ts'
import { twoActivations } from './remarks.ts'

/**
 * Attention of com.microsoft: the products of its input with the matrices of query, key and value run on rings, one after the other
 * over the same vectors; what is left is MultiHeadAttention of com.microsoft, whose products multiply activations.
 */
export const lowerAttention: Lowering = (node, context) => {
  const [input, weights, bias, mask, past, attentionBias] = node.operands
  const refused = refusal(node, { mask, past })
  if (refused !== undefined) return refused
  const matrix = constantAnyFloats(weights)
  const biasBlob = isAbsent(bias) ? undefined : constantAnyFloats(bias)
  if (matrix === undefined || (!isAbsent(bias) && biasBlob === undefined)) return 'its weights and bias are not constants of floats'
  if (!isFloat(input) || shapeOf(input)?.length !== 3 || matrix.shape.length !== 2)
    return 'its shape is not known, or its elements are not floats'
  const parts = projections(node, matrix, { bias: biasBlob, name: weights!.name ?? 'weights' })
  if (parts === undefined) return 'its weights do not divide into query, key and value'
  const source = asFloat32(input!, context)
  const projected = parts.map((part) => project(context, source, part))
  const fault = projected.find((p) => typeof p === 'string')
  if (typeof fault === 'string') return fault
  return [attend(node, context, projected as Value[], { mask, attentionBias })]
}

/** QAttention of com.microsoft: the same on codes; the products are scaled and biased on the ECU, as their scales may be computed. */
export const lowerQAttention: Lowering = (node, context) => {
  const [input, weights, bias, inputScale, weightScale, mask, inputZero, weightZero, past] = node.operands
  const refused = refusal(node, { mask, past })
  if (refused !== undefined) return refused
  const matrix = centredCodes(weights, weightZero, -1)
  const [biasBlob, scaleBlob] = [constantFloats(bias), constantFloats(weightScale)]
  if (matrix === undefined || biasBlob === undefined || scaleBlob === undefined)
    return 'its weights, their scale and its bias are not constants'
  if (shapeOf(input)?.length !== 3 || shapeOf(inputScale)?.some((d) => d !== 1) !== false) return 'its shape is not known'
  const codes = centredActivations(context, input!, inputZero)
  if (typeof codes === 'string') return codes
  const parts = projections(node, matrix, { bias: biasBlob, scale: scaleBlob, name: weights!.name ?? 'weights' })
  if (parts === undefined) return 'its weights do not divide into query, key and value'
  const projected: Value[] = []
  for (const part of parts) {
    const sums = project(context, codes, { ...part, bias: undefined })
    if (typeof sums === 'string') return sums
    const scale = context.node('Mul', [inputScale!, row(context, 'scale', part.scale!)], tensorType(part.scale!.shape, f32))
    const scaled = context.node('Mul', [rounded(context, sums), scale], sums.type)
    projected.push(context.node('Add', [scaled, row(context, 'bias', part.bias!)], sums.type))
  }
  return [attend(node, context, projected, { mask, attentionBias: undefined })]
}

function row(context: LoweringContext, name: string, blob: Blob): Value {
  return context.constant(name, tensorType(blob.shape, f32), blob)
}

/** What these nodes may have and we do not take apart. */
function refusal(node: Operation, { mask, past }: { mask: Value | undefined; past: Value | undefined }): string | undefined {
  if (!isAbsent(past) || node.results.slice(1).some((r) => r.type.kind !== 'none' && r.users.size > 0))
    return 'it keeps past keys and values'
  if (intOf(node, 'do_rotary', 0) !== 0) return 'it rotates its positions'
  if (!isAbsent(mask) && ![2, 3].includes(shapeOf(mask)?.length ?? 0)) return 'its mask is not one of positions'
  return undefined
}

interface Projection {
  /** [D, columns] */
  readonly matrix: Blob
  readonly bias: Blob | undefined
  readonly scale: Blob | undefined
  readonly name: string
}

function projections(
  node: Operation,
  matrix: Blob,
  { bias, scale, name }: { bias: Blob | undefined; scale?: Blob; name: string },
): Projection[] | undefined {
  const [depth, columns] = matrix.shape as [number, number]
  const sizes = intsOf(node, 'qkv_hidden_sizes', [columns / 3, columns / 3, columns / 3])
  if (sizes.length !== 3 || sizes.some((n) => !Number.isInteger(n) || n < 1) || sizes[0]! + sizes[1]! + sizes[2]! !== columns)
    return undefined
  const cut = (blob: Blob | undefined, first: number, count: number): Blob | undefined => {
    if (blob === undefined) return undefined
    if (blob.shape.reduce((a, b) => a * b, 1) === 1) return float32Blob([count], new Float32Array(count).fill(readFloat32(blob)[0]!))
    return sliceBlob(reshapeBlob(blob, [columns]), [first], [count])
  }
  let first = 0
  return sizes.map((count, i) => {
    const part = {
      matrix: sliceBlob(matrix, [0, first], [depth, count]),
      bias: cut(bias, first, count),
      scale: cut(scale, first, count),
      name: `${name}_${'qkv'[i]!}`,
    }
    first += count
    return part
  })
}

function project(context: LoweringContext, input: Value, { matrix, bias, name }: Projection): Value | string {
  const shape = shapeOf(input)!
  const count = matrix.shape[1]!
  const type = tensorType(matrix.shape, f32)
  return multiplyMatrices(context, {
    left: { value: input, shape, constant: undefined },
    right: { value: context.constant(name, type, matrix), shape: matrix.shape, constant: matrix },
    addend: bias === undefined ? undefined : context.constant(`${name}_bias`, tensorType(bias.shape, f32), bias),
    out: tensorType([...shape.slice(0, -1), count], f32),
  })
}

function attend(
  node: Operation,
  context: LoweringContext,
  [query, key, value]: readonly Value[],
  { mask, attentionBias }: { mask: Value | undefined; attentionBias: Value | undefined },
): Value {
  const [out] = node.results as [Value]
  const onRings = ringsTakeActivations(context.target)
    ? attendByProducts(node, context, [query!, key!, value!], { mask, attentionBias })
    : undefined
  if (onRings !== undefined) return backTo(out.type, onRings, context)
  const hasMask = !isAbsent(mask)
  const hasBias = !isAbsent(attentionBias)
  const operands = [
    query!,
    key!,
    value!,
    ...(hasMask || hasBias ? [context.none(), hasMask ? mask! : context.none()] : []),
    ...(hasBias ? [asFloat32(attentionBias!, context)] : []),
  ]
  const scale = floatOf(node, 'scale', 0)
  const result = context.node('MultiHeadAttention', operands, float32Like(out.type), {
    domain: 'com.microsoft',
    attributes: {
      num_heads: integerAttribute(intOf(node, 'num_heads', 1)),
      unidirectional: integerAttribute(intOf(node, 'unidirectional', 0)),
      mask_filter_value: floatAttribute(floatOf(node, 'mask_filter_value', -10000)),
      ...(scale === 0 ? {} : { scale: floatAttribute(scale) }),
    },
  })
  return backTo(out.type, result, context)
}

/** The same as products on rings; undefined where its mask is not one that is added to all scores. */
function attendByProducts(
  node: Operation,
  context: LoweringContext,
  [query, key, value]: readonly [Value, Value, Value],
  { mask, attentionBias }: { mask: Value | undefined; attentionBias: Value | undefined },
): Value | undefined {
  const heads = intOf(node, 'num_heads', 1)
  const [batch, length, hidden] = shapeOf(query) as [number, number, number]
  const keys = shapeOf(key)![1]!
  const shape = isAbsent(mask) ? undefined : maskShape(shapeOf(mask)!, { batch, length, keys })
  if (shape === undefined && !isAbsent(mask)) return undefined
  const scale = floatOf(node, 'scale', 0)
  const attended = attendOnRings(context, {
    query,
    key,
    value,
    heads,
    queryHeads: heads,
    scale: scale === 0 ? 1 / Math.sqrt(hidden / heads) : scale,
    isCausal: intOf(node, 'unidirectional', 0) !== 0,
    addends: [
      ...(shape === undefined ? [] : [maskAddend(context, mask!, shape, floatOf(node, 'mask_filter_value', -10000))]),
      ...(isAbsent(attentionBias) ? [] : [asFloat32(attentionBias!, context)]),
    ],
  })
  return typeof attended === 'string' ? undefined : attended
}

/** How a mask of keys, for all queries or for each, lies in [batch, heads, queries, keys]. */
function maskShape(
  shape: readonly number[],
  { batch, length, keys }: { batch: number; length: number; keys: number },
): number[] | undefined {
  if (shape.join() === [batch, keys].join()) return [batch, 1, 1, keys]
  return shape.join() === [batch, length, keys].join() ? [batch, 1, length, keys] : undefined
}

/** MultiHeadAttention of com.microsoft with separate queries, keys and values, where rings take activations. */
export const lowerMultiHeadAttention: Lowering = (node, context) => {
  const [query, key, value, bias, mask, attentionBias, pastKey, pastValue] = node.operands
  if (!ringsTakeActivations(context.target)) return twoActivations(context.target)
  if ([pastKey, pastValue].some((v) => !isAbsent(v)) || node.results.slice(1).some((r) => r.type.kind !== 'none' && r.users.size > 0))
    return 'it keeps past keys and values'
  if (!isAbsent(bias)) return 'it adds a bias to its queries, keys and values'
  if ([query, key, value].some((v) => isAbsent(v) || !isFloat(v) || shapeOf(v)?.length !== 3))
    return 'its queries, keys and values are not three tensors of known shape'
  const attended = attendByProducts(node, context, [query!, key!, value!], { mask, attentionBias })
  return attended === undefined ? 'its mask is not one of positions' : [backTo(node.results[0]!.type, attended, context)]
}

/** Attention of ONNX itself, of queries, keys and values of three dimensions, where rings take activations. */
export const lowerOnnxAttention: Lowering = (node, context) => {
  const [query, key, value, mask, pastKey, pastValue, lengths] = node.operands
  if (!ringsTakeActivations(context.target)) return twoActivations(context.target)
  if (
    [pastKey, pastValue, lengths].some((v) => !isAbsent(v)) ||
    node.results.slice(1).some((r) => r.type.kind !== 'none' && r.users.size > 0)
  )
    return 'it keeps past keys and values, or gives its scores'
  if (floatOf(node, 'softcap', 0) !== 0) return 'it caps its scores'
  if ([query, key, value].some((v) => !isFloat(v) || shapeOf(v)?.length !== 3))
    return 'its queries, keys and values have not three known dimensions'
  const queryHeads = intOf(node, 'q_num_heads', 1)
  const heads = intOf(node, 'kv_num_heads', queryHeads)
  const scale = floatOf(node, 'scale', 0)
  const addend = isAbsent(mask) ? undefined : scoreAddend(context, mask!)
  if (addend === undefined && !isAbsent(mask)) return 'the shape of its mask is not known'
  const attended = attendOnRings(context, {
    query: query!,
    key: key!,
    value: value!,
    heads,
    queryHeads,
    scale: scale === 0 ? 1 / Math.sqrt(shapeOf(query)![2]! / queryHeads) : scale,
    isCausal: intOf(node, 'is_causal', 0) !== 0,
    addends: addend === undefined ? [] : [addend],
  })
  return typeof attended === 'string' ? attended : [backTo(node.results[0]!.type, attended, context)]
}

/** A mask of booleans or of what is added. */
function scoreAddend(context: LoweringContext, mask: Value): Value | undefined {
  const shape = shapeOf(mask)
  if (shape === undefined || shape.length < 2 || shape.length > 4) return undefined
  return isFloat(mask) ? asFloat32(mask, context) : maskAddend(context, mask, shape, lowestFloat)
}

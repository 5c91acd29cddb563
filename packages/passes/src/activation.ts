import { floatAttribute, type Type, type Value } from '@onnc/ir'

import type { LoweringContext } from './lowering.ts'
import { scalar } from './multiply-matrices.ts'

/** An activation function by the name that fused and recurrent nodes give it; alpha and beta where it has them. */
export interface Activation {
  readonly name: string
  readonly alpha?: number | undefined
  readonly beta?: number | undefined
}

/** Functions of ONNX that are nodes of the same name, with the attributes that they take and ONNX's defaults in recurrent nodes. */
const nodes: ReadonlyMap<string, { readonly alpha?: number; readonly beta?: number }> = new Map([
  ['relu', {}],
  ['tanh', {}],
  ['sigmoid', {}],
  ['softsign', {}],
  ['softplus', {}],
  ['leakyrelu', { alpha: 0.01 }],
  ['thresholdedrelu', { alpha: 1 }],
  ['elu', { alpha: 1 }],
  ['hardsigmoid', { alpha: 0.2, beta: 0.5 }],
])

const nodeNames: Readonly<Record<string, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softsign: 'Softsign',
  softplus: 'Softplus',
  leakyrelu: 'LeakyRelu',
  thresholdedrelu: 'ThresholdedRelu',
  elu: 'Elu',
  hardsigmoid: 'HardSigmoid',
}

export function isActivation({ name }: Activation): boolean {
  const key = name.toLowerCase()
  return key === '' || nodes.has(key) || key === 'affine' || key === 'scaledtanh'
}

/** The function applied to a float32 tensor, on the ECU. */
export function activated(context: LoweringContext, value: Value, { name, alpha, beta }: Activation): Value {
  const key = name.toLowerCase()
  const { type } = value
  if (key === '') return value
  if (key === 'affine') return plus(context, times(context, value, alpha ?? 1), beta ?? 0)
  if (key === 'scaledtanh') {
    const inner = times(context, value, beta ?? 1)
    return times(context, context.node('Tanh', [inner], type), alpha ?? 1)
  }
  const defaults = nodes.get(key)!
  const attributes = {
    ...(defaults.alpha === undefined ? {} : { alpha: floatAttribute(alpha ?? defaults.alpha) }),
    ...(defaults.beta === undefined ? {} : { beta: floatAttribute(beta ?? defaults.beta) }),
  }
  return context.node(nodeNames[key]!, [value], type, { attributes })
}

/** Between a lower and an upper bound. */
export function clipped(context: LoweringContext, value: Value, low: number, high: number): Value {
  const type: Type = value.type
  if (context.opset < 11)
    return context.node('Clip', [value], type, { attributes: { min: floatAttribute(low), max: floatAttribute(high) } })
  return context.node('Clip', [value, scalar(context, 'low', low), scalar(context, 'high', high)], type)
}

export function times(context: LoweringContext, value: Value, factor: number): Value {
  return factor === 1 ? value : context.node('Mul', [value, scalar(context, 'factor', factor)], value.type)
}

function plus(context: LoweringContext, value: Value, addend: number): Value {
  return addend === 0 ? value : context.node('Add', [value, scalar(context, 'addend', addend)], value.type)
}

import { lowerAttention, lowerMultiHeadAttention, lowerOnnxAttention, lowerQAttention } from './lower-attention.ts'
import { lowerConv } from './lower-conv.ts'
import { lowerConvTranspose } from './lower-conv-transpose.ts'
import { lowerEinsum } from './lower-einsum.ts'
import { lowerFusedConv, lowerFusedGemm } from './lower-fused.ts'
import { lowerFusedMatMul, lowerGemm, lowerMatMul } from './lower-matmul.ts'
import {
  lowerConvInteger,
  lowerDynamicQuantizeMatMul,
  lowerMatMulInteger,
  lowerMatMulIntegerToFloat,
  lowerMatMulNBits,
  lowerQGemm,
  lowerQLinearConv,
  lowerQLinearMatMul,
} from './lower-quantised.ts'
import { lowerGru, lowerLstm, lowerRnn } from './lower-recurrent.ts'
import type { Lowering } from './lowering.ts'

/** How an operator that multiplies by a matrix goes to the rings, and under which conditions; else it stays electronic. */
export interface LoweringEntry {
  readonly lower: Lowering
  /** Completes "photonic where ..."; for the reference of operators. */
  readonly when: string
}

/** One lowering per ONNX operator that multiplies by a matrix; operators of other domains with the domain before them. */
export const lowerings: ReadonlyMap<string, LoweringEntry> = new Map<string, LoweringEntry>([
  [
    'Attention',
    {
      lower: lowerOnnxAttention,
      when: 'rings hold activations, its operands have three dimensions, and no keys or values are kept: both products; the softmax on the ECU',
    },
  ],
  [
    'Conv',
    {
      lower: lowerConv,
      when: 'the weights are a constant of finite floats and the input has a known shape; any number of dimensions, groups, strides, dilations, pads',
    },
  ],
  [
    'ConvInteger',
    {
      lower: lowerConvInteger,
      when: 'the weights and their zero point are constants of at most 16 bits, and one zero point holds for all inputs',
    },
  ],
  ['ConvTranspose', { lower: lowerConvTranspose, when: 'the weights are a constant of finite floats and the input has a known shape' }],
  [
    'Einsum',
    {
      lower: lowerEinsum,
      when: 'it contracts two tensors, one of them a constant of finite floats; or two computed ones, where rings hold activations',
    },
  ],
  ['GRU', { lower: lowerGru, when: 'the input weights are constants: the products of all inputs; the recurrence itself on the ECU' }],
  ['Gemm', { lower: lowerGemm, when: 'one factor is a constant of finite floats; or both are computed, where rings hold activations' }],
  ['LSTM', { lower: lowerLstm, when: 'the input weights are constants: the products of all inputs; the recurrence itself on the ECU' }],
  ['MatMul', { lower: lowerMatMul, when: 'one factor is a constant of finite floats; or both are computed, where rings hold activations' }],
  ['MatMulInteger', { lower: lowerMatMulInteger, when: 'one factor and its zero point are constants of at most 16 bits' }],
  [
    'QLinearConv',
    { lower: lowerQLinearConv, when: 'weights, zero points and scales are constants, with one scale for inputs and one for outputs' },
  ],
  [
    'QLinearMatMul',
    { lower: lowerQLinearMatMul, when: 'one factor, zero points and scales are constants, with one scale for inputs and one for outputs' },
  ],
  ['RNN', { lower: lowerRnn, when: 'the input weights are constants: the products of all inputs; the recurrence itself on the ECU' }],
  [
    'com.microsoft.Attention',
    {
      lower: lowerAttention,
      when: 'the projections are constants and no keys or values are kept: the projections, and where rings hold activations both products',
    },
  ],
  [
    'com.microsoft.DynamicQuantizeMatMul',
    { lower: lowerDynamicQuantizeMatMul, when: 'the weights are constants, from operator set 11 on' },
  ],
  ['com.microsoft.FusedConv', { lower: lowerFusedConv, when: 'as Conv' }],
  ['com.microsoft.FusedGemm', { lower: lowerFusedGemm, when: 'as Gemm' }],
  ['com.microsoft.FusedMatMul', { lower: lowerFusedMatMul, when: 'as MatMul' }],
  ['com.microsoft.MatMulIntegerToFloat', { lower: lowerMatMulIntegerToFloat, when: 'as MatMulInteger' }],
  ['com.microsoft.MatMulNBits', { lower: lowerMatMulNBits, when: 'weights, scales and zero points are constants in plain blocks' }],
  [
    'com.microsoft.MultiHeadAttention',
    {
      lower: lowerMultiHeadAttention,
      when: 'rings hold activations, its operands have three dimensions, and no keys or values are kept: both products; the softmax on the ECU',
    },
  ],
  ['com.microsoft.QAttention', { lower: lowerQAttention, when: 'as com.microsoft.Attention, with constant scales and zero points' }],
  ['com.microsoft.QGemm', { lower: lowerQGemm, when: 'weights, zero points and scales are constants' }],
  ['com.microsoft.QLinearConv', { lower: lowerQLinearConv, when: 'as QLinearConv, channels first' }],
  ['com.microsoft.TransposeMatMul', { lower: lowerFusedMatMul, when: 'as MatMul' }],
])

import { at, type Diagnostic } from '@onnc/support'
import type { GraphProto, NodeProto, ValueType } from '@onnc/onnx'

import { locate } from './check-model.ts'
import { convolutionContradicts } from './frontend-diagnostics.ts'
import { integersOf } from './node-attributes.ts'

/** Convolutions whose weights do not go with their input or attributes, which ONNX Runtime finds out only when it runs them. */
export function checkConvolutions(graph: GraphProto, types: ReadonlyMap<string, ValueType>): Diagnostic[] {
  const faults: Diagnostic[] = []
  for (const node of graph.node ?? []) {
    if (node.opType !== 'Conv' || (node.domain && node.domain !== 'ai.onnx')) continue
    const [x, w] = (node.input ?? []).map((name) => fixedShape(types.get(name)))
    const fault = w === undefined ? undefined : checkConvolution(node, x, w)
    if (fault !== undefined) faults.push(at(convolutionContradicts(fault), locate(node)))
  }
  return faults
}

function checkConvolution(node: NodeProto, x: readonly number[] | undefined, w: readonly number[]): string | undefined {
  const group = integersOf(node, 'group')[0] ?? 1
  const kernel = integersOf(node, 'kernel_shape')
  const [outputs = 0, perGroup = 0, ...window] = w
  if (kernel.length > 0 && kernel.join() !== window.join())
    return `kernel_shape is [${kernel.join()}], the weights have shape [${w.join()}]`
  if (group < 1 || outputs % group !== 0) return `${outputs} output channels do not divide into ${group} groups`
  const channels = x?.[1]
  if (channels === undefined || channels === perGroup * group) return undefined
  return `the input has ${channels} channels, the weights take ${perGroup} in each of ${group} groups`
}

function fixedShape(type: ValueType | undefined): readonly number[] | undefined {
  const isFixed = type?.kind === 'tensor' && type.shape?.every((d) => typeof d === 'number')
  return isFixed ? type.shape : undefined
}

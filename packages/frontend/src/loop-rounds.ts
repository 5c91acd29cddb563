import { type GraphProto, type NodeProto, tensorFromProto, type TensorProto, type ValueType } from '@onnc/onnx'

import { integersOf } from './node-attributes.ts'

/** The one element of a constant; undefined for none, for more, and for what is no number. */
export function knownScalar(tensor: TensorProto | undefined): number | undefined {
  const value = tensor === undefined || isMany(tensor) ? undefined : tensorFromProto(tensor)
  if (value?.ok !== true || value.value.type === 'string' || value.value.data.length !== 1) return undefined
  return Number(value.value.data[0])
}

function isMany({ dims }: TensorProto): boolean {
  return (dims ?? []).some((d) => Number(d) !== 1)
}

/** How often a `Loop` runs its body, where its count is a constant and nothing else ends it. */
export function roundsOfLoop(node: NodeProto, body: GraphProto, constants: ReadonlyMap<string, TensorProto>): number | undefined {
  const [count = '', condition = ''] = node.input ?? []
  const starts = condition === '' || knownScalar(constants.get(condition)) === 1
  return starts && goesOn(body, constants) ? knownScalar(constants.get(count)) : undefined
}

/** Whether the condition that a body gives is the one that it got, or true. */
function goesOn(body: GraphProto, constants: ReadonlyMap<string, TensorProto>): boolean {
  const given = body.input?.[1]?.name
  const own = new Map((body.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]))
  const producers = new Map((body.node ?? []).flatMap((node) => (node.output ?? []).map((name) => [name, node] as const)))
  let name = body.output?.[0]?.name ?? ''
  for (let step = 0; step <= producers.size; step++) {
    if (name === given || knownScalar(own.get(name)) === 1) return true
    const producer = producers.get(name)
    if (producer === undefined) return knownScalar(constants.get(name)) === 1
    if (producer.opType !== 'Identity' && producer.opType !== 'Cast') return false
    name = producer.input?.[0] ?? ''
  }
  return false
}

/** How often a `Scan` runs its body, where the length of what it scans is known. */
export function roundsOfScan(node: NodeProto, types: ReadonlyMap<string, ValueType>): number | undefined {
  const [scanned = 0] = integersOf(node, 'num_scan_inputs')
  const axes = integersOf(node, 'scan_input_axes')
  const lengths = (node.input ?? []).slice((node.input ?? []).length - scanned).map((name, i) => {
    const type = types.get(name)
    return type?.kind === 'tensor' && type.shape !== null ? type.shape.at(axes[i] ?? 0) : undefined
  })
  const [length] = lengths
  return typeof length === 'number' && lengths.every((other) => other === length) ? length : undefined
}

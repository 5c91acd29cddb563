import { carrierOf, elementTypeOfOnnx, onnxOfElementType } from '@onnc/support'

import { amend, type AttributeProto, type ModelProto, type NodeProto, onnx, type ValueInfoProto } from './messages.ts'
import { typeFromProto, valueInfo } from './value-type.ts'

/** A model whose inputs and outputs have types that ONNX Runtime's JavaScript binding carries; their names in the order they had. */
export interface CarriedModel {
  readonly model: ModelProto
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/**
 * The model with an exact Cast behind every input and before every output of a type that cannot cross the binding: narrow floats go as
 * float32, narrow integers as 8 bits. Such an edge gets another name; all others keep theirs.
 */
export function carryEdges(model: ModelProto): CarriedModel {
  const graph = model.graph!
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name))
  const casts: NodeProto[] = []
  const carry = (
    value: ValueInfoProto,
    cast: (name: string, carried: string, type: number, carrier: number) => NodeProto,
  ): ValueInfoProto => {
    const type = typeFromProto(value.type)
    const element = type?.kind === 'tensor' ? elementTypeOfOnnx(type.elementType) : undefined
    if (type?.kind !== 'tensor' || element === undefined || carrierOf(element) === element || initializers.has(value.name)) return value
    const name = value.name ?? ''
    const carried = `${name}${suffix}`
    const carrier = onnxOfElementType(carrierOf(element))
    casts.push(cast(name, carried, type.elementType, carrier))
    return valueInfo(carried, { ...type, elementType: carrier })
  }
  const input = (graph.input ?? []).map((v) => carry(v, (name, carried, type) => castNode(carried, name, type)))
  const before = casts.splice(0)
  const output = (graph.output ?? []).map((v) => carry(v, (name, carried, _, carrier) => castNode(name, carried, carrier)))
  const names = {
    inputs: input.filter((v) => !initializers.has(v.name)).map((v) => v.name ?? ''),
    outputs: output.map((v) => v.name ?? ''),
  }
  if (before.length + casts.length === 0) return { model, ...names }
  const opsetImport = model.opsetImport ?? []
  const hasOwn = opsetImport.some(({ domain }) => !domain || domain === 'ai.onnx')
  return {
    model: amend(model, {
      graph: amend(graph, { input, output, node: [...before, ...(graph.node ?? []), ...casts] }),
      opsetImport: hasOwn ? opsetImport : [...opsetImport, { domain: '', version: castOpset }],
    }),
    ...names,
  }
}

const suffix = '__carried'

/** An operator set whose Cast knows every type. */
const castOpset = 25

const types = onnx.TensorProto.DataType
const float8: readonly number[] = [types.FLOAT8E4M3FN, types.FLOAT8E4M3FNUZ, types.FLOAT8E5M2, types.FLOAT8E5M2FNUZ]

/** Infinity stays what it is: a saturating cast to float8 would make it the largest number. */
function castNode(from: string, to: string, type: number): NodeProto {
  const attribute: AttributeProto[] = [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: type }]
  if (float8.includes(type)) attribute.push({ name: 'saturate', type: onnx.AttributeProto.AttributeType.INT, i: 0 })
  return { opType: 'Cast', name: `${to}_cast`, input: [from], output: [to], attribute }
}

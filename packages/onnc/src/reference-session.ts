import { type ElementType, elementTypeOfOnnx, fromCarrier, type Result, success, type Tensor, toCarrier } from '@onnc/support'
import { readModelFile } from '@onnc/frontend'
import { carryEdges, encodeModel, type ModelProto, typeFromProto } from '@onnc/onnx'
import { createSession } from '@onnc/ort'

/** ONNX Runtime on a whole model, as whoever compares with it would run it. */
export interface ReferenceSession {
  /** Runs the model once; outputs are the named ones, or all. */
  readonly run: (inputs: ReadonlyMap<string, Tensor>, outputs?: readonly string[]) => Result<ReadonlyMap<string, Tensor>>
  readonly dispose: () => void
}

/**
 * Opens a model that has been read; `file` is where it comes from, beside which its weights may lie. Inputs and outputs of types that
 * cannot cross ONNX Runtime's binding are cast at the edge, exactly.
 */
export function openReference(source: { readonly model: ModelProto; readonly file: string }): Result<ReferenceSession> {
  const carried = carryEdges(source.model)
  const isAsIs = carried.model === source.model
  const session = createSession(isAsIs ? { file: source.file } : encodeModel(carried.model), { optimization: 'all' })
  if (!session.ok) return session
  if (isAsIs) return session
  const names = edgeNames(source.model)
  const carrierOfInput = new Map(names.inputs.map((name, i) => [name, carried.inputs[i]!]))
  const carrierOfOutput = new Map(names.outputs.map((name, i) => [name, carried.outputs[i]!]))
  return success({
    run: (inputs, outputs) => {
      const feeds = new Map([...inputs].map(([name, tensor]) => [carrierOfInput.get(name) ?? name, toCarrier(tensor)]))
      const wanted = outputs ?? names.outputs
      const ran = session.value.run(
        feeds,
        wanted.map((name) => carrierOfOutput.get(name) ?? name),
      )
      if (!ran.ok) return ran
      const results = wanted.flatMap((name) => {
        const tensor = ran.value.get(carrierOfOutput.get(name) ?? name)
        return tensor === undefined ? [] : [[name, fromCarrier(tensor, names.types.get(name) ?? tensor.type) ?? tensor] as const]
      })
      return success(new Map(results))
    },
    dispose: session.value.dispose,
  })
}

interface EdgeNames {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly types: ReadonlyMap<string, ElementType>
}

function edgeNames({ graph }: ModelProto): EdgeNames {
  const initializers = new Set((graph!.initializer ?? []).map((t) => t.name))
  const types = new Map<string, ElementType>()
  for (const value of graph!.output ?? []) {
    const type = typeFromProto(value.type)
    const element = type?.kind === 'tensor' ? elementTypeOfOnnx(type.elementType) : undefined
    if (element !== undefined) types.set(value.name ?? '', element)
  }
  return {
    inputs: (graph!.input ?? []).filter((v) => !initializers.has(v.name)).map((v) => v.name ?? ''),
    outputs: (graph!.output ?? []).map((v) => v.name ?? ''),
    types,
  }
}

/** What ONNX Runtime makes of a model file, once. */
export function runReference(file: string, inputs: ReadonlyMap<string, Tensor>): Result<ReadonlyMap<string, Tensor>> {
  const model = readModelFile(file)
  if (!model.ok) return model
  const session = openReference({ model: model.value, file })
  if (!session.ok) return session
  try {
    return session.value.run(inputs)
  } finally {
    session.value.dispose()
  }
}

import { constantOp, funcOp, irVersionAttribute, moduleOp, opsetsAttribute, registry, returnOp } from '@onnc/dialects'
import { loadTarget, type Target } from '@onnc/hardware'
import {
  append,
  type Attribute,
  type Block,
  createOperation,
  denseAttribute,
  dictionaryAttribute,
  f32,
  float32Blob,
  functionType,
  integerAttribute,
  nameLocation,
  type Operation,
  operationText,
  parsePipeline,
  runPasses,
  singleBlockRegion,
  tensorType,
  type Value,
} from '@onnc/ir'

import { passes } from '../src/index.ts'

/** Builds one function of onnx operations, as the frontend would. */
export interface GraphBuilder {
  readonly constant: (name: string, shape: readonly number[], values?: readonly number[]) => Value
  readonly node: (opType: string, operands: readonly Value[], shape: readonly number[], attributes?: Record<string, Attribute>) => Value
}

export function buildModule(
  inputs: Readonly<Record<string, readonly number[]>>,
  build: (graph: GraphBuilder, ...inputs: Value[]) => readonly Value[],
): Operation {
  const names = Object.keys(inputs)
  const types = names.map((name) => tensorType(inputs[name]!, f32))
  const { region, block } = singleBlockRegion(types)
  for (const [i, name] of names.entries()) block.arguments[i]!.name = name
  const results = build(graphBuilder(block), ...block.arguments)
  append(block, returnOp.create({ values: results }))
  const func = funcOp.create({
    sym_name: 'main',
    function_type: functionType(
      types,
      results.map((v) => v.type),
    ),
    body: region,
  })
  const top = singleBlockRegion()
  append(top.block, func)
  const module = moduleOp.create({ body: top.region })
  module.attributes.set(irVersionAttribute, integerAttribute(8))
  module.attributes.set(opsetsAttribute, dictionaryAttribute([['ai.onnx', integerAttribute(17)]]))
  return module
}

function graphBuilder(block: Block): GraphBuilder {
  let nodes = 0
  return {
    constant(name, shape, values) {
      const count = shape.reduce((a, b) => a * b, 1)
      const data = Float32Array.from(values ?? Array.from({ length: count }, (_, i) => (i % 7) - 3))
      const value = denseAttribute(tensorType(shape, f32), float32Blob(shape, data), name)
      const operation = append(block, constantOp.create({ value, out: value.type, location: nameLocation(name) }))
      operation.results[0]!.name = name
      return operation.results[0]!
    },
    node(opType, operands, shape, attributes = {}) {
      const name = `${opType}_${nodes++}`
      const operation = createOperation({
        name: `onnx.${opType}`,
        operands,
        resultTypes: [tensorType(shape, f32)],
        attributes: Object.entries(attributes),
        location: nameLocation(name),
      })
      append(block, operation)
      operation.results[0]!.name = name.toLowerCase()
      return operation.results[0]!
    },
  }
}

/** The module after a pipeline, as text for people, and everything the passes said. */
export function lowered(module: Operation, pipeline: string, target: Target = rnb64()): { text: string; messages: string[] } {
  const chosen = parsePipeline(pipeline, passes)
  if (!chosen.ok) throw new Error(chosen.diagnostics[0]!.message)
  const result = runPasses(chosen.value, module, { environment: { target }, registry })
  return { text: result.ok ? operationText(module, registry, { elideAbove: 8 }) : '', messages: result.diagnostics.map((d) => d.message) }
}

/** The shipped target with a crossbar of another size. */
export function rnb64({
  levels,
  ...change
}: { rows?: number; columns?: number; count?: number; banks?: number; levels?: number } = {}): Target {
  const target = loadTarget('rnb-64')
  if (!target.ok) throw new Error(target.diagnostics[0]!.message)
  const [unit] = target.value.units
  return {
    ...target.value,
    units: [{ ...unit!, ...change, stationary: { ...unit!.stationary, ...(levels === undefined ? {} : { levels }) } }],
  }
}

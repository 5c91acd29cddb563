import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import {
  defaultDomain,
  funcOp,
  inputsAttribute,
  irVersionAttribute,
  moduleOp,
  opsetsAttribute,
  outputsAttribute,
  restAttribute,
  returnOp,
} from '@onnc/dialects'
import {
  append,
  type Attribute,
  dictionaryAttribute,
  functionType,
  integerAttribute,
  type Operation,
  singleBlockRegion,
  stringAttribute,
} from '@onnc/ir'

import type { GraphTypes } from './graph-types.ts'
import { createScope, defineArgument, importBody, type Importer, read } from './import-nodes.ts'
import { toBigInt } from './int64.ts'
import { type ModelProto } from './messages.ts'
import { modelRest, restOf } from './rest.ts'

export interface ImportGraphOptions {
  /** Types of the values, those inside subgraphs included; a value without one gets `!onnx.unknown`. */
  readonly types: GraphTypes
  /** Keep what only matters to a model that is written back: documentation, metadata, functions, symbolic dimensions. */
  readonly whole: boolean
}

/**
 * A model as a module of the onnx dialect: one function, one operation per node, subgraphs as regions. Nodes must be sorted. Returns all
 * that stands in the way at once.
 */
export function importGraph(model: ModelProto, { types, whole }: ImportGraphOptions): Result<Operation> {
  const graph = model.graph!
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name ?? ''))
  const inputs = (graph.input ?? []).map((v) => v.name ?? '').filter((name) => !initializers.has(name))
  const diagnostics: Diagnostic[] = []
  const importer: Importer = { diagnostics, whole }
  const { region, block } = singleBlockRegion()
  const scope = createScope(block, types)
  for (const name of inputs) defineArgument(scope, name)
  importBody(importer, scope, graph)
  const outputs = (graph.output ?? []).map((v) => v.name ?? '')
  const returned = outputs.map((name) => read(importer, scope, name, undefined))
  if (diagnostics.length > 0) return failure(...diagnostics)
  append(block, returnOp.create({ values: returned }))
  const func = funcOp.create({
    sym_name: 'main',
    function_type: functionType(
      block.arguments.map((a) => a.type),
      returned.map((v) => v.type),
    ),
    body: region,
  })
  func.attributes.set(inputsAttribute, namesAttribute(inputs))
  func.attributes.set(outputsAttribute, namesAttribute(outputs))
  const top = singleBlockRegion()
  append(top.block, func)
  const module = moduleOp.create({ body: top.region })
  module.attributes.set(irVersionAttribute, integerAttribute(toBigInt(model.irVersion ?? 0)))
  module.attributes.set(
    opsetsAttribute,
    dictionaryAttribute((model.opsetImport ?? []).map((o) => [o.domain || defaultDomain, integerAttribute(toBigInt(o.version ?? 0))])),
  )
  const rest = whole ? modelRest(model) : functionsRest(model)
  if (rest !== undefined) module.attributes.set(restAttribute, rest)
  return success(module)
}

/** A program still needs the functions that its nodes call. */
function functionsRest(model: ModelProto): Attribute | undefined {
  return model.functions?.length ? restOf('model', { functions: model.functions }) : undefined
}

function namesAttribute(names: readonly string[]): Attribute {
  return { kind: 'array', elements: names.map(stringAttribute) }
}

import {
  anyType,
  arrayOf,
  defineDialect,
  defineOp,
  type Dialect,
  dialectType,
  dictionaryAttr,
  elementsAttr,
  one,
  type Operation,
  optionalAttr,
  stringAttr,
  type Type,
  variadic,
} from '@onnc/ir'

/** Name and domain of a node, beside the node's own attributes; the prefix keeps them apart. */
export const nodeNameAttribute = 'onnx.node_name'
export const domainAttribute = 'onnx.domain'
/** Which of several functions of one name a node calls. */
export const overloadAttribute = 'onnx.overload'
export const docAttribute = 'onnx.doc_string'
export const metadataAttribute = 'onnx.metadata'
/** For each region of a node, the name of the ONNX attribute whose subgraph it is; attributes with several subgraphs repeat theirs. */
export const graphsAttribute = 'onnx.graphs'
/** What ONNX knows of a model or node and no other attribute holds, as bytes of its message, so that a model comes back whole. */
export const restAttribute = 'onnx.rest'
/** On functions: the names of the model's inputs and outputs. */
export const inputsAttribute = 'onnx.inputs'
export const outputsAttribute = 'onnx.outputs'
/** On the module: a dictionary from operator-set domain to version. */
export const opsetsAttribute = 'onnx.opsets'
/** What ONNX also calls its own domain, the empty one: MLIR has no empty names. */
export const defaultDomain = 'ai.onnx'
export const irVersionAttribute = 'onnx.ir_version'

/** What a constant says beside its value; one with a node name was a Constant node. */
const constantWords = {
  [nodeNameAttribute]: optionalAttr(stringAttr),
  [docAttribute]: optionalAttr(stringAttr),
  [metadataAttribute]: optionalAttr(dictionaryAttr),
}
const constantParts = {
  results: { out: one(anyType) },
  traits: ['pure', 'constant'],
  labels: [nodeNameAttribute, docAttribute, metadataAttribute],
} as const

export const constantOp = defineOp('onnx.constant', {
  ...constantParts,
  summary: 'An initializer, or, where it has a node name, a Constant node.',
  attributes: { value: elementsAttr, ...constantWords },
})

export const textConstantOp = defineOp('onnx.text_constant', {
  ...constantParts,
  summary: 'A constant tensor of strings, row-major.',
  attributes: { value: arrayOf(stringAttr), ...constantWords },
})

/** The type of a value whose type nobody stated or could infer. */
export const unknownType: Type = dialectType('onnx', 'unknown')

export const noneOp = defineOp('onnx.none', {
  summary: 'Stands for an optional input that a node leaves out.',
  results: { out: one(anyType) },
  traits: ['pure', 'constant'],
  format: '`:` type($out)',
})

const nodeParts = {
  operands: { inputs: variadic(anyType) },
  attributes: {
    [nodeNameAttribute]: optionalAttr(stringAttr),
    [domainAttribute]: optionalAttr(stringAttr),
    [overloadAttribute]: optionalAttr(stringAttr),
    [docAttribute]: optionalAttr(stringAttr),
    [metadataAttribute]: optionalAttr(dictionaryAttr),
    [graphsAttribute]: optionalAttr(arrayOf(stringAttr)),
    [restAttribute]: optionalAttr(elementsAttr),
  },
  results: { outputs: variadic(anyType) },
  furtherRegions: 'the subgraphs of the node, each ending in onnx.yield',
  labels: [nodeNameAttribute, docAttribute, metadataAttribute],
} as const

export const onnxYieldOp = defineOp('onnx.yield', {
  summary: 'Ends a subgraph with its outputs.',
  operands: { values: variadic(anyType) },
  traits: ['terminator'],
  format: '( $values `:` type($values) )?',
})

/** Any ONNX node: `onnx.Conv`, `onnx.Relu`, ... with the node's attributes under their own names. */
export const nodeOp = defineOp('onnx.node', {
  ...nodeParts,
  summary: 'Any ONNX node, as `onnx.<op_type>`.',
  description:
    'The operands are the inputs of the node in order, `onnx.none` where one is left out; the results are its outputs. ONNX attributes keep their ' +
    'names; `onnx.node_name` and `onnx.domain` hold what else identifies the node. Subgraphs (If, Loop, Scan) are regions, which use values from ' +
    'outside as they are; `onnx.graphs` names the attribute of each. The operator-set versions stand on the module.',
  traits: ['pure'],
})

/** Nodes that draw random numbers, so that two equal ones have different results. */
const randomOps = ['RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike', 'Multinomial', 'Bernoulli', 'Dropout'].map(
  (name) =>
    defineOp(`onnx.${name}`, {
      ...nodeParts,
      summary: `The ONNX node ${name}, with other random numbers each time.`,
      traits: ['pure', 'distinct'],
    }),
)

/** The ONNX operator type of an onnx operation: `onnx.Conv` is `Conv`. */
export function opTypeOf(operation: Operation): string {
  return operation.name.slice('onnx.'.length)
}

export const onnxDialect: Dialect = defineDialect({
  name: 'onnx',
  summary: 'ONNX nodes as they are: one operation per node, nothing lost.',
  ops: [constantOp, textConstantOp, noneOp, onnxYieldOp, ...randomOps],
  carrier: nodeOp,
})

import {
  anyType,
  defineDialect,
  defineOp,
  type Dialect,
  elementsAttr,
  one,
  type Operation,
  optionalAttr,
  stringAttr,
  variadic,
} from '@onnc/ir'

/** Name and domain of a node, beside the node's own attributes; the prefix keeps them apart. */
export const nodeNameAttribute = 'onnx.node_name'
export const domainAttribute = 'onnx.domain'
/** On the module: a dictionary from operator-set domain to version. */
export const opsetsAttribute = 'onnx.opsets'
/** What ONNX also calls its own domain, the empty one: MLIR has no empty names. */
export const defaultDomain = 'ai.onnx'
export const irVersionAttribute = 'onnx.ir_version'

export const constantOp = defineOp('onnx.constant', {
  summary: 'An initializer, or the value of a Constant node.',
  attributes: { value: elementsAttr },
  results: { out: one(anyType) },
  traits: ['pure', 'constant'],
})

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
  },
  results: { outputs: variadic(anyType) },
  labels: [nodeNameAttribute],
} as const

/** Any ONNX node: `onnx.Conv`, `onnx.Relu`, ... with the node's attributes under their own names. */
export const nodeOp = defineOp('onnx.node', {
  ...nodeParts,
  summary: 'Any ONNX node, as `onnx.<op_type>`.',
  description:
    'The operands are the inputs of the node in order, `onnx.none` where one is left out; the results are its outputs. ONNX attributes keep their ' +
    'names; `onnx.node_name` and `onnx.domain` hold what else identifies the node. The operator-set versions stand on the module.',
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
  ops: [constantOp, noneOp, ...randomOps],
  carrier: nodeOp,
})

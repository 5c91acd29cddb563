import { anyType, defineOp, stringAttr, variadic } from '@onnc/ir'

const kernelParts = {
  operands: { inputs: variadic(anyType) },
  attributes: { name: stringAttr },
  results: { outputs: variadic(anyType) },
  regions: { body: { describe: 'onnx operations, ending in the yield of the dialect', blocks: 'single' } },
  traits: ['isolated'],
} as const

export const mvmElectronicOp = defineOp('mvm.electronic', {
  ...kernelParts,
  summary: 'Operations that the electronic control unit computes as one kernel.',
  description: 'The block arguments are the inputs; every value from outside comes in through them.',
})

export const mrrElectronicOp = defineOp('mrr.electronic', {
  ...kernelParts,
  summary: 'Runs one kernel on the electronic control unit.',
  description: 'The block arguments are the inputs; every value from outside comes in through them.',
})

const yieldParts = {
  operands: { values: variadic(anyType) },
  traits: ['terminator'],
  format: '( $values `:` type($values) )?',
  summary: 'Ends an electronic kernel with its results.',
} as const

export const mvmYieldOp = defineOp('mvm.yield', yieldParts)
export const mrrYieldOp = defineOp('mrr.yield', yieldParts)

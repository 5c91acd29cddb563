import { anyType, defineDialect, defineOp, type Dialect, functionTypeAttr, symbolNameAttr, typesEqual, variadic } from '@onnc/ir'

/** MLIR's module: what one compilation works on. */
export const moduleOp = defineOp('builtin.module', {
  summary: 'The top level: one block of functions.',
  regions: { body: { describe: 'functions', blocks: 'single' } },
  traits: ['isolated'],
  format: 'attr-dict $body',
})

/** MLIR's function, so that other tools see functions where we have them. */
export const funcOp = defineOp('func.func', {
  summary: 'A function: the network, from its inputs to its outputs.',
  attributes: { sym_name: symbolNameAttr, function_type: functionTypeAttr },
  regions: { body: { describe: 'the operations, ending in func.return; none of a declaration', blocks: 'any' } },
  traits: ['isolated', 'symbol'],
  format: 'symbol($sym_name) signature($body) attr-dict $body',
  verify({ function_type, body }, report) {
    const args = body.blocks[0]?.arguments
    if (args === undefined) return
    if (args.length !== function_type.inputs.length || args.some((a, i) => !typesEqual(a.type, function_type.inputs[i]!)))
      report('the arguments of the body do not have the types that function_type names')
  },
})

export const returnOp = defineOp('func.return', {
  summary: 'Ends a function with its results.',
  operands: { values: variadic(anyType) },
  traits: ['terminator'],
  format: '( $values `:` type($values) )?',
})

export const builtinDialect: Dialect = defineDialect({ name: 'builtin', summary: "MLIR's module.", ops: [moduleOp] })
export const funcDialect: Dialect = defineDialect({ name: 'func', summary: "MLIR's functions.", ops: [funcOp, returnOp] })

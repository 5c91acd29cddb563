import { anyType, defineDialect, defineOp, type Dialect, one, stringAttr, typesEqual } from '@onnc/ir'

/** Not pure, so that no pass throws a note away because its result is unused. */
export const textOp = defineOp('note.text', {
  summary: 'Says something about a value, and passes it on.',
  operands: { value: one(anyType) },
  attributes: { text: stringAttr },
  results: { same: one(anyType) },
  format: '$text `on` $value attr-dict `:` type($value) `->` type($same)',
  verify({ value, text, same }, report) {
    if (!typesEqual(value.type, same.type)) report('the result must have the type of the operand')
    if (text === '') report('a note must say something')
  },
})

export const noteDialect: Dialect = defineDialect({
  name: 'note',
  summary: 'Notes about values, for people.',
  ops: [textOp],
})

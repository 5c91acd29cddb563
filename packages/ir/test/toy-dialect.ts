import {
  anyType,
  arrayOf,
  boolAttr,
  choiceAttr,
  createRegistry,
  defineDialect,
  defineOp,
  dialectTypeOf,
  elementsAttr,
  f32,
  floatAttr,
  functionTypeAttr,
  intArrayAttr,
  intAttr,
  one,
  optional,
  optionalAttr,
  type Registry,
  stringAttr,
  symbolNameAttr,
  symbolRefAttr,
  tensorOf,
  unitAttr,
  variadic,
} from '../src/index.ts'

const body = { describe: 'anything', blocks: 'single' } as const

/** One op for each thing that a format can say. */
const ops = [
  defineOp('toy.mix', {
    summary: 'Groups of values.',
    operands: { first: one(tensorOf(f32)), extra: optional(anyType), rest: variadic(anyType) },
    attributes: { weights: intArrayAttr, loud: unitAttr },
    results: { out: one(tensorOf(f32)) },
    format:
      '$first ( `with` $extra )? `,` $rest `weights` $weights attr-dict `:` type($first) ( `with` type($extra) )? `,` type($rest) `->` type($out)',
  }),
  defineOp('toy.numbers', {
    summary: 'Attributes in short.',
    attributes: {
      count: intAttr(),
      step: floatAttr,
      flag: boolAttr,
      text: stringAttr,
      mode: choiceAttr('up', 'down'),
      names: arrayOf(stringAttr),
      target: symbolRefAttr,
      limit: optionalAttr(intAttr({ min: 0 })),
      loud: unitAttr,
    },
    format: '$count $step $flag $text $mode $names $target ( `limit` $limit )? ( `loud` $loud )? attr-dict',
  }),
  defineOp('toy.constant', {
    summary: 'A constant.',
    attributes: { value: elementsAttr },
    results: { out: one(anyType) },
    format: '$value attr-dict `->` type($out)',
  }),
  defineOp('toy.many', {
    summary: 'Any number of results.',
    operands: { values: variadic(anyType) },
    results: { out: variadic(anyType) },
    format: '$values `:` type($values) `->` type($out)',
  }),
  defineOp('toy.box', {
    summary: 'Holds operations.',
    attributes: { size: intAttr({ min: 1, max: 8 }) },
    regions: { body },
    traits: ['isolated'],
    format: '$size attr-dict $body',
  }),
  defineOp('toy.two', { summary: 'Two regions.', regions: { first: body, second: body }, format: '$first `else` $second attr-dict' }),
  defineOp('toy.func', {
    summary: 'A function.',
    attributes: { sym_name: symbolNameAttr, function_type: functionTypeAttr },
    regions: { body },
    traits: ['isolated', 'symbol'],
    format: 'symbol($sym_name) signature($body) attr-dict $body',
  }),
  defineOp('toy.tile', {
    summary: 'A type of its own.',
    operands: { tile: one(dialectTypeOf('toy', 'tile', '2x2')) },
    format: '`(` $tile `)`',
  }),
  defineOp('toy.plain', {
    summary: 'Has no short form.',
    operands: { a: variadic(anyType), b: variadic(anyType) },
    results: { out: one(anyType) },
  }),
]

const moduleOp = defineOp('builtin.module', {
  summary: 'The top level.',
  regions: { body },
  traits: ['isolated'],
  format: 'attr-dict $body',
})

export const registry: Registry = createRegistry([
  defineDialect({ name: 'builtin', summary: '', ops: [moduleOp] }),
  defineDialect({ name: 'toy', summary: '', ops }),
])

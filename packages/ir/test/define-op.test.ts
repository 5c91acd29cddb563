import { expect, test } from 'vitest'

import {
  anyType,
  append,
  bytesBlob,
  createOperation,
  createRegistry,
  defineDialect,
  defineOp,
  denseAttribute,
  elementsAttr,
  f32,
  i8,
  intArrayAttr,
  intAttr,
  nameLocation,
  one,
  opReference,
  operationText,
  optional,
  optionalAttr,
  singleBlockRegion,
  stringAttr,
  tensorOf,
  tensorType,
  unitAttr,
  variadic,
  verify,
} from '../src/index.ts'

const vector = tensorOf(f32, 1)

const mix = defineOp('toy.mix', {
  summary: 'Mixes vectors.',
  operands: { first: one(vector), extra: optional(vector), rest: variadic(vector) },
  attributes: { weights: intArrayAttr, label: optionalAttr(stringAttr), loud: unitAttr },
  results: { out: one(vector) },
  traits: ['pure'],
  format: '$first ( `with` $extra )? `,` $rest `weights` $weights attr-dict `:` type($first) `->` type($out)',
  verify({ weights, rest }, report) {
    if (weights.length !== rest.length) report(`needs ${rest.length} weights, has ${weights.length}`)
  },
})
const source = defineOp('toy.source', { summary: 'A vector.', results: { out: one(anyType) }, traits: ['pure', 'constant'] })
const held = defineOp('toy.held', {
  summary: 'A constant.',
  attributes: { value: elementsAttr },
  results: { out: one(anyType) },
  format: '$value `->` type($out)',
})
const box = defineOp('toy.box', {
  summary: 'Holds operations.',
  attributes: { size: intAttr({ min: 1, max: 8 }) },
  regions: { body: { describe: 'anything', blocks: 'single' } },
  traits: ['isolated'],
  format: '$size attr-dict $body',
})
const toy = defineDialect({ name: 'toy', summary: 'For tests.', ops: [mix, source, held, box] })
const registry = createRegistry([toy])
const type = tensorType([3], f32)

function example() {
  const { region, block } = singleBlockRegion()
  const a = append(block, source.create({ out: type })).results[0]!
  const b = append(block, source.create({ out: type })).results[0]!
  const mixed = append(
    block,
    mix.create({ first: a, rest: [b, a], weights: [1, 2], loud: true, out: type, location: nameLocation('Mix_1') }),
  )
  return { top: box.create({ size: 2, body: region }), block, a, b, mixed }
}

test('accessors give operands, attributes, results and regions by name', () => {
  const { mixed, a, b } = example()
  const view = mix.view(mixed)
  expect(view.first).toBe(a)
  expect(view.extra).toBeUndefined()
  expect(view.rest).toEqual([b, a])
  expect(view.weights).toEqual([1, 2])
  expect(view.loud).toBe(true)
  expect(view.label).toBeUndefined()
  expect(view.out).toBe(mixed.results[0])
})

test('the pretty form follows the format, the generic form is what MLIR reads', () => {
  const { top } = example()
  expect(operationText(top, registry)).toMatchInlineSnapshot(`
    "toy.box 2 {
      %0 = "toy.source"() : () -> tensor<3xf32>
      %1 = "toy.source"() : () -> tensor<3xf32>
      %2 = toy.mix %0, %1, %0 weights [1, 2] {loud} : tensor<3xf32> -> tensor<3xf32>
    }
    "
  `)
  expect(operationText(top, registry, { generic: true, locations: true })).toMatchInlineSnapshot(`
    ""toy.box"() ({
      %0 = "toy.source"() : () -> tensor<3xf32> loc(unknown)
      %1 = "toy.source"() : () -> tensor<3xf32> loc(unknown)
      %2 = "toy.mix"(%0, %1, %0) {operandSegmentSizes = array<i32: 1, 0, 2>, weights = array<i64: 1, 2>, loud} : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32> loc("Mix_1")
    }) {size = 2} : () -> () loc(unknown)
    "
  `)
})

test('big constants go to the resource section, under unique keys', () => {
  const { region, block } = singleBlockRegion()
  const big = (value: number) => denseAttribute(tensorType([3], i8), bytesBlob(i8, [3], Uint8Array.of(value, 255, 0)), 'w')
  append(block, held.create({ value: big(1), out: tensorType([3], i8) }))
  append(block, held.create({ value: big(2), out: tensorType([3], i8) }))
  append(block, held.create({ value: { ...big(3), resource: undefined! }, out: tensorType([3], i8) }))
  expect(operationText(box.create({ size: 1, body: region }), registry)).toMatchInlineSnapshot(`
    "toy.box 1 {
      %0 = toy.held dense_resource<w> : tensor<3xi8> -> tensor<3xi8>
      %1 = toy.held dense_resource<w_0> : tensor<3xi8> -> tensor<3xi8>
      %2 = toy.held dense<[3, -1, 0]> : tensor<3xi8> -> tensor<3xi8>
    }

    {-#
      dialect_resources: {
        builtin: {
          w: "0x0100000001FF00",
          w_0: "0x0100000002FF00"
        }
      }
    #-}
    "
  `)
})

test('the verifier reports every fault, each with its operation', () => {
  const { top, block, a } = example()
  append(block, createOperation({ name: 'toy.mix', operands: [a], resultTypes: [tensorType([3, 3], f32)] }))
  append(block, mix.create({ first: a, rest: [a], weights: [], out: type }))
  append(block, createOperation({ name: 'toy.source', resultTypes: [] }))
  top.attributes.set('size', { kind: 'string', value: 'big' })
  expect(verify(top, registry).map((d) => d.message)).toEqual([
    "'toy.box': attribute 'size' must be integer in 1..8",
    "'toy.mix': has 1 operands, which does not fit (first: one, extra: optional, rest: variadic)",
    "'toy.mix': result 'out' must be rank 1 tensor of f32, found tensor<3x3xf32>",
    "'toy.mix': attribute 'weights' is missing (array of integers)",
    "'toy.mix': needs 1 weights, has 0",
    "'toy.source': has 0 results, which does not fit (out: one)",
  ])
})

test('a value is used only after its definition, and not across an isolated region', () => {
  const { a } = example()
  const { region, block } = singleBlockRegion()
  append(block, mix.create({ first: a, rest: [], weights: [], out: type }))
  expect(verify(box.create({ size: 1, body: region }), registry).map((d) => d.message)).toEqual([
    "'toy.mix': operand 0 is used before it is defined, or outside the scope of its definition",
  ])
})

test('names of one op are unique, formats name what exists', () => {
  expect(() => defineOp('toy.twice', { summary: '', operands: { x: one(anyType) }, results: { x: one(anyType) } })).toThrow(
    "'x' is named twice",
  )
  expect(() => defineOp('toy.wrong', { summary: '', format: '$missing' })).toThrow("format names unknown 'missing'")
  expect(() => defineOp('toy.open', { summary: '', attributes: { a: stringAttr }, format: '( $a' })).toThrow('unclosed group')
})

test('the reference has every op with its parts', () => {
  const reference = opReference(toy)
  for (const op of toy.ops) expect(reference).toContain(`### \`${op.name}\``)
  expect(reference).toContain('| operand | `rest` | variadic rank 1 tensor of f32 |')
})

test('createLike keeps all that is not given anew, and leaves out what is given as undefined', () => {
  const [first, extra, more] = Array.from({ length: 3 }, () => source.create({ out: tensorType([2], f32) }).results[0]!)
  const made = mix.create({
    first: first!,
    extra: extra!,
    rest: [more!, more!],
    weights: [1, 2],
    label: 'x',
    loud: true,
    out: tensorType([2], f32),
    location: nameLocation('here'),
  })
  made.attributes.set('other.note', denseAttribute(tensorType([1], i8), bytesBlob(i8, [1], Uint8Array.of(7))))
  const like = mix.createLike(made, {})
  expect(operationText(like, registry)).toBe(operationText(made, registry))
  expect(like.location).toEqual(made.location)
  const changed = mix.view(mix.createLike(made, { extra: undefined, label: undefined, weights: [3, 4] }))
  expect(changed).toMatchObject({ extra: undefined, label: undefined, weights: [3, 4], loud: true })
  expect([changed.first, ...changed.rest]).toEqual([first, more, more])
})

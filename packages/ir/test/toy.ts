import {
  append,
  type Block,
  createRegistry,
  defineDialect,
  defineOp,
  definePattern,
  definingOperation,
  floatAttr,
  floatAttribute,
  f32,
  intAttr,
  one,
  type Operation,
  operationsOf,
  type Pattern,
  type Registry,
  setOperand,
  singleBlockRegion,
  tensorOf,
  tensorType,
  type Value,
  variadic,
  anyType,
  type Type,
} from '../src/index.ts'

/** Arithmetic on numbers held as tensors of rank 0, with folds and canonical forms, and operations with effects. */
export const number: Type = tensorType([], f32)
const scalar = tensorOf(f32, 0)
const binary = { operands: { left: one(scalar), right: one(scalar) }, results: { out: one(scalar) }, traits: ['pure'] } as const

const numberOf = (attribute: { kind: string; value?: unknown } | undefined): number | undefined =>
  attribute?.kind === 'float' ? (attribute.value as number) : undefined

export const constant = defineOp('toy.constant', {
  summary: 'A number.',
  attributes: { value: floatAttr },
  results: { out: one(scalar) },
  traits: ['pure', 'constant'],
})
export const add = defineOp('toy.add', {
  ...binary,
  summary: 'A sum.',
  fold({ left, right }, constantOf) {
    const [a, b] = [numberOf(constantOf(left)), numberOf(constantOf(right))]
    if (a !== undefined && b !== undefined) return floatAttribute(a + b)
    return a === 0 ? right : b === 0 ? left : undefined
  },
})
export const multiply = defineOp('toy.multiply', {
  ...binary,
  summary: 'A product.',
  fold({ left, right }, constantOf) {
    const [a, b] = [numberOf(constantOf(left)), numberOf(constantOf(right))]
    if (a !== undefined && b !== undefined) return floatAttribute(a * b)
    return a === 1 ? right : b === 1 ? left : undefined
  },
  canonicalize: {
    'twice is a sum': ({ operation, left, right, out }, rewriter) => {
      if (numberOf(rewriter.constantOf(right)) === 2)
        rewriter.replace(operation, rewriter.insert(add.create({ left, right: left, out: out.type })))
    },
    'constant last': ({ operation, left, right }, rewriter) => {
      if (rewriter.constantOf(left) === undefined || rewriter.constantOf(right) !== undefined) return
      rewriter.modify(operation, () => {
        setOperand(operation, 0, right)
        setOperand(operation, 1, left)
      })
    },
  },
})
export const negate = defineOp('toy.negate', {
  summary: 'The opposite number.',
  operands: { of: one(scalar) },
  results: { out: one(scalar) },
  traits: ['pure'],
  fold({ of }): Value | undefined {
    const inner = definingOperation(of)
    return inner !== undefined && negate.is(inner) ? negate.view(inner).of : undefined
  },
})
export const random = defineOp('toy.random', {
  summary: 'A number, another one each time.',
  results: { out: one(scalar) },
  traits: ['pure', 'distinct'],
})
export const print = defineOp('toy.print', {
  summary: 'Shows numbers.',
  operands: { values: variadic(scalar) },
})
export const leaf = defineOp('toy.leaf', { summary: 'Nothing.' })
const body = { describe: 'anything', blocks: 'single' } as const
export const box = defineOp('toy.box', {
  summary: 'Holds operations that use nothing from outside but its operands.',
  operands: { inputs: variadic(anyType) },
  attributes: { size: intAttr() },
  regions: { body },
  traits: ['isolated'],
})
export const open = defineOp('toy.open', { summary: 'Holds operations that may use what is outside.', regions: { body } })
export const top = defineOp('toy.top', { summary: 'The module.', regions: { body }, traits: ['isolated'] })

export const toy = defineDialect({
  name: 'toy',
  summary: 'For tests.',
  ops: [constant, add, multiply, negate, random, print, leaf, box, open, top],
  materializeConstant: (value, type, location) =>
    value.kind === 'float' ? constant.create({ value: value.value, out: type, location }) : undefined,
})
export const registry: Registry = createRegistry([toy])

/** Puts toy operations in a block; each gives its value. */
export function writer(block: Block) {
  const value = (operation: Operation): Value => append(block, operation).results[0]!
  return {
    constant: (n: number): Value => value(constant.create({ value: n, out: number })),
    add: (left: Value, right: Value): Value => value(add.create({ left, right, out: number })),
    multiply: (left: Value, right: Value): Value => value(multiply.create({ left, right, out: number })),
    negate: (of: Value): Value => value(negate.create({ of, out: number })),
    random: (): Value => value(random.create({ out: number })),
    print: (...values: Value[]): Operation => append(block, print.create({ values })),
  }
}
export type Writer = ReturnType<typeof writer>

export function module(write: (writer: Writer, block: Block) => void): Operation {
  const { region, block } = singleBlockRegion()
  write(writer(block), block)
  return top.create({ body: region })
}

/** What a module prints, in order. Sums and products are exact on the small integers that tests use. */
export function evaluate(root: Operation): number[][] {
  const values = new Map<Value, number>()
  const shown: number[][] = []
  const run = (operation: Operation): void => {
    const operands = operation.operands.map((v) => values.get(v)!)
    const [a, b] = operands as [number, number]
    if (constant.is(operation)) values.set(operation.results[0]!, constant.view(operation).value)
    if (add.is(operation)) values.set(operation.results[0]!, a + b)
    if (multiply.is(operation)) values.set(operation.results[0]!, a * b)
    if (negate.is(operation)) values.set(operation.results[0]!, -a)
    if (print.is(operation)) shown.push(operands.map((n) => n + 0))
    for (const region of operation.regions) for (const block of region.blocks) for (const inner of operationsOf(block)) run(inner)
  }
  run(root)
  return shown
}

/** A pattern for tests of patterns by trait and by name. */
export const countPure = (seen: string[]): Pattern =>
  definePattern({ name: 'count', root: { trait: 'pure' }, rewrite: ({ operation }) => void seen.push(operation.name) })

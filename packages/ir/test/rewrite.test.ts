import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  applyPatterns,
  append,
  canonicalize,
  createOperation,
  definePattern,
  definingOperation,
  f32,
  floatAttribute,
  nameLocation,
  onlyBlock,
  type Operation,
  operationText,
  pipelineStep,
  runPasses,
  setOperand,
  verify,
  walk,
} from '../src/index.ts'
import { randomModule } from './random-toy.ts'
import { add, constant, evaluate, leaf, module, multiply, negate, number, print, registry } from './toy.ts'

const located = (root: Operation): string => operationText(root, registry, { locations: true })
const simplified = (root: Operation, options = {}) =>
  runPasses([pipelineStep(canonicalize, options)], root, { environment: undefined, registry })

test('folds and canonical forms of definitions, to a fixed point; what is left unused goes', () => {
  const root = module((w) => {
    const x = w.random()
    const sum = w.add(w.constant(2), w.constant(3))
    const twice = w.multiply(w.constant(2), w.negate(w.negate(x)))
    w.print(w.add(twice, w.add(w.constant(-5), sum)), w.multiply(sum, x))
  })
  expect(simplified(root).diagnostics).toEqual([])
  expect(operationText(root, registry)).toMatchInlineSnapshot(`
    ""toy.top"() ({
      %0 = "toy.random"() : () -> tensor<f32>
      %1 = "toy.constant"() {value = 5.0 : f32} : () -> tensor<f32>
      %2 = "toy.add"(%0, %0) : (tensor<f32>, tensor<f32>) -> tensor<f32>
      %3 = "toy.multiply"(%0, %1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
      "toy.print"(%2, %3) : (tensor<f32>, tensor<f32>) -> ()
    }) : () -> ()
    "
  `)
})

test('what replaces an operation keeps its location, fused with those of all it replaces', () => {
  const root = module((w, block) => {
    const x = w.random()
    const inner = append(block, negate.create({ of: x, out: number, location: nameLocation('inner') }))
    const outer = append(block, negate.create({ of: inner.results[0]!, out: number, location: nameLocation('outer') }))
    w.print(outer.results[0]!)
  })
  const asProduct = definePattern({
    name: 'two signs are a product',
    root: negate,
    rewrite({ operation, of }, rewriter) {
      const inner = definingOperation(of)
      if (inner === undefined || !negate.is(inner)) return
      const one = rewriter.constant(floatAttribute(1), number)!
      const product = rewriter.insert(multiply.create({ left: negate.view(inner).of, right: one, out: number }))
      rewriter.replace(operation, product)
      rewriter.replace(inner, product)
    },
  })
  expect(applyPatterns(root, [asProduct], registry)).toEqual({ rewrites: 1, diagnostics: [] })
  expect(located(root)).toMatchInlineSnapshot(`
    ""toy.top"() ({
      %0 = "toy.random"() : () -> tensor<f32> loc(unknown)
      %1 = "toy.constant"() {value = 1.0 : f32} : () -> tensor<f32> loc("outer")
      %2 = "toy.multiply"(%0, %1) : (tensor<f32>, tensor<f32>) -> tensor<f32> loc(fused["outer", "inner"])
      "toy.print"(%2) : (tensor<f32>) -> () loc(unknown)
    }) : () -> () loc(unknown)
    "
  `)
})

test('patterns match by definition, by name and by trait, those of higher benefit first', () => {
  const seen: string[] = []
  const see = (name: string, root: Parameters<typeof definePattern>[0]['root'], benefit?: number) =>
    definePattern({
      name,
      root,
      ...(benefit === undefined ? {} : { benefit }),
      rewrite: ({ operation }: { operation: Operation }) => void seen.push(`${name} ${operation.name}`),
    })
  const root = module((w, block) => {
    w.print(w.constant(1))
    append(block, createOperation({ name: 'other.op' }))
  })
  applyPatterns(
    root,
    [see('trait', { trait: 'pure' }), see('definition', constant), see('name', 'other.op'), see('first', constant, 2)],
    registry,
  )
  expect(seen).toEqual(['first toy.constant', 'trait toy.constant', 'definition toy.constant', 'name other.op'])
})

test('a rewrite looks again at users and at what was used', () => {
  const root = module((w) => w.print(w.negate(w.add(w.random(), w.constant(0)))))
  applyPatterns(root, [], registry, { fold: true })
  expect([...walk(root)].map((op) => op.name)).toEqual(['toy.top', 'toy.random', 'toy.negate', 'toy.print'])
})

test('patterns without an end are stopped and named; the module stays valid', () => {
  const swap = definePattern({
    name: 'swap',
    root: add,
    rewrite({ operation, left, right }, rewriter) {
      rewriter.modify(operation, () => {
        setOperand(operation, 0, right)
        setOperand(operation, 1, left)
      })
    },
  })
  const grow = definePattern({ name: 'grow', root: leaf, rewrite: (_, rewriter) => void rewriter.insert(leaf.create({})) })
  const root = module((w, block) => {
    w.print(w.add(w.constant(1), w.constant(2)))
    append(block, leaf.create({}))
  })
  for (const pattern of [swap, grow]) {
    const { rewrites, diagnostics } = applyPatterns(root, [pattern], registry, { maxRewrites: 50 })
    expect(rewrites).toBe(50)
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'rewrites-endless', message: expect.stringContaining(`'${pattern.name}' was the last`) },
    ])
    expect(verify(root, registry)).toEqual([])
  }
  expect(
    applyPatterns(
      module((w) => w.print(w.add(w.constant(1), w.constant(2)))),
      [swap],
      registry,
    ).rewrites,
  ).toBe(1024 + 16 * 4)
})

test('the limit is an option of canonicalize', () => {
  const root = module((w) => w.print(w.add(w.constant(1), w.add(w.constant(1), w.constant(2)))))
  expect(simplified(root, { maxRewrites: 1 }).diagnostics).toMatchObject([{ code: 'rewrites-endless' }])
  expect(simplified(root).diagnostics).toEqual([])
  expect(evaluate(root)).toEqual([[4]])
})

test('a fold that does not fit its operation is a fault of ours', () => {
  const root = module((w, block) => {
    const wide = append(block, createOperation({ name: 'toy.random', resultTypes: [f32] })).results[0]!
    w.print(append(block, createOperation({ name: 'toy.add', operands: [wide, w.constant(0)], resultTypes: [number] })).results[0]!)
  })
  expect(() => applyPatterns(root, [], registry, { fold: true })).toThrow('toy.add folds to a f32, its result is a tensor<f32>')
})

test('rewriting outside the root does not happen', () => {
  const root = module((w) => w.print(w.add(w.constant(1), w.constant(2))))
  const print1 = [...walk(root)].find(print.is)!
  expect(applyPatterns(print1, [], registry, { fold: true }).rewrites).toBe(0)
  expect(onlyBlock(root).first!.name).toBe('toy.constant')
})

test('canonicalize keeps what random modules print, and leaves nothing to do', () => {
  fc.assert(
    fc.property(randomModule, (make) => {
      const root = make()
      const meaning = evaluate(root)
      const result = simplified(root)
      expect(result.ok && result.diagnostics).toEqual([])
      expect(evaluate(root)).toEqual(meaning)
      const text = operationText(root, registry)
      simplified(root)
      expect(operationText(root, registry)).toBe(text)
    }),
    { numRuns: 300 },
  )
})

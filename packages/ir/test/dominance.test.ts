import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  append,
  canMoveBefore,
  detach,
  dominates,
  insertBefore,
  isBeforeInBlock,
  onlyBlock,
  type Operation,
  operationsOf,
  singleBlockRegion,
  verify,
  walk,
} from '../src/index.ts'
import { randomModule } from './random-toy.ts'
import { box, evaluate, module, open, registry, writer } from './toy.ts'

test('order in a block', () => {
  const root = module((w) => w.print(w.add(w.constant(1), w.constant(2))))
  const all = [...operationsOf(onlyBlock(root))]
  for (const [i, a] of all.entries()) for (const [j, b] of all.entries()) expect(isBeforeInBlock(a, b)).toBe(i < j)
})

test('values dominate what comes after them, and what stands inside that', () => {
  let inside: Operation
  const root = module((w, block) => {
    const x = w.constant(1)
    const inner = singleBlockRegion()
    inside = writer(inner.block).print(x)
    append(block, open.create({ body: inner.region }))
    w.print(x)
  })
  const [x, holder, last] = [...operationsOf(onlyBlock(root))]
  const value = x!.results[0]!
  expect([x!, holder!, inside!, last!].map((op) => dominates(value, op))).toEqual([false, true, true, true])
})

test('moves stop at operands, users, effects, isolation and terminators', () => {
  let inner: Operation[] = []
  const root = module((w, block) => {
    const x = w.constant(1)
    const y = w.negate(x)
    w.print(y)
    w.print(x)
    const body = singleBlockRegion()
    const write = writer(body.block)
    write.print(write.constant(5))
    append(block, box.create({ inputs: [], size: 1, body: body.region }))
    const free = singleBlockRegion()
    const freely = writer(free.block)
    freely.print(freely.negate(x))
    inner = [...operationsOf(body.block), ...operationsOf(free.block)]
    append(block, open.create({ body: free.region }))
  })
  const [x, y, showY, showX, boxed, opened] = [...operationsOf(onlyBlock(root))] as [
    Operation,
    Operation,
    Operation,
    Operation,
    Operation,
    Operation,
  ]
  const can = (operation: Operation, anchor: Operation): boolean => canMoveBefore(operation, anchor, registry)
  expect({
    'before its operand': can(y, x),
    'to where it stands': can(y, showY),
    'behind its user': can(y, showX),
    'an effect over a pure operation': can(showX, showY),
    'an effect over an effect': can(showX, boxed),
    'a constant over everything': can(x, y),
    'out of an isolated region': can(inner[0]!, boxed),
    'out of an open region': can(inner[2]!, showY),
    'into itself': can(opened, inner[2]!),
    'a region before what it uses': can(opened, x),
  }).toMatchInlineSnapshot(`
    {
      "a constant over everything": true,
      "a region before what it uses": false,
      "an effect over a pure operation": false,
      "an effect over an effect": true,
      "before its operand": false,
      "behind its user": false,
      "into itself": false,
      "out of an isolated region": false,
      "out of an open region": true,
      "to where it stands": true,
    }
  `)
})

test('a permitted move of random operations keeps the module valid and what it prints', () => {
  fc.assert(
    fc.property(randomModule, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }), (make, moves) => {
      const root = make()
      const meaning = evaluate(root)
      const all = [...walk(root)].slice(1)
      for (const [from, to] of moves) {
        const [operation, anchor] = [all[from % all.length]!, all[to % all.length]!]
        if (canMoveBefore(operation, anchor, registry)) insertBefore(anchor, detach(operation))
      }
      expect(verify(root, registry)).toEqual([])
      expect(evaluate(root)).toEqual(meaning)
    }),
    { numRuns: 300 },
  )
})

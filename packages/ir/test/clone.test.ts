import { expect, test } from 'vitest'

import {
  append,
  appendBlock,
  cloneOperation,
  createOperation,
  createRegion,
  f32,
  operationText,
  singleBlockRegion,
  verify,
  walk,
} from '../src/index.ts'
import { box, module, negate, number, open, registry, writer } from './toy.ts'

test('a copy prints the same and shares no operation, value or use', () => {
  const root = module((w, block) => {
    const a = w.constant(3)
    a.name = 'a'
    const inner = singleBlockRegion()
    writer(inner.block).print(a)
    append(block, open.create({ body: inner.region }))
    w.print(w.add(a, a))
  })
  const text = operationText(root, registry)
  const copy = cloneOperation(root)
  expect(operationText(copy, registry)).toBe(text)
  const originals = new Set(walk(root))
  for (const operation of walk(copy)) {
    expect(originals.has(operation)).toBe(false)
    for (const value of [...operation.operands, ...operation.results])
      for (const user of value.users) expect(originals.has(user)).toBe(false)
  }
  copy.regions[0]!.blocks[0]!.first!.attributes.clear()
  expect(operationText(root, registry)).toBe(text)
  expect(verify(cloneOperation(root), registry)).toEqual([])
})

test('operands from outside stay, or become what the mapping says; the mapping learns the results', () => {
  module((w) => {
    const [a, b] = [w.constant(1), w.constant(2)]
    const original = negate.create({ of: a, out: number })
    expect(cloneOperation(original).operands).toEqual([a])
    const mapping = new Map([[a, b]])
    const copy = cloneOperation(original, mapping)
    expect(copy.operands).toEqual([b])
    expect(mapping.get(original.results[0]!)).toBe(copy.results[0])
    expect([a.users.size, b.users.size]).toEqual([2, 1])
  })
})

test('successors, block arguments and values used before they stand keep their places', () => {
  const region = createRegion()
  const [entry, loop] = [appendBlock(region), appendBlock(region, [f32])]
  const late = createOperation({ name: 't.late', resultTypes: [f32] })
  append(entry, createOperation({ name: 't.jump', operands: [late.results[0]!], successors: [loop] }))
  append(loop, late)
  append(loop, createOperation({ name: 't.back', operands: [loop.arguments[0]!], successors: [loop, entry] }))
  const root = box.create({ inputs: [], size: 1, body: region })
  expect(operationText(cloneOperation(root), registry)).toBe(operationText(root, registry))
})

import { expect, test } from 'vitest'

import {
  append,
  createOperation,
  detach,
  erase,
  f32,
  insertBefore,
  operationsOf,
  replaceAllUses,
  replaceOperation,
  setOperand,
  singleBlockRegion,
  type Value,
  walk,
} from '../src/index.ts'

const make = (name: string, ...operands: Value[]) => createOperation({ name, operands, resultTypes: [f32] })

test('operations keep their order through insertion and removal anywhere', () => {
  const { block } = singleBlockRegion()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => append(block, make(name)))
  insertBefore(a!, make('first'))
  detach(b!)
  append(block, b!)
  erase(c!)
  expect([...operationsOf(block)].map((op) => op.name)).toEqual(['first', 'a', 'b'])
  expect(block.last).toBe(b)
})

test('users follow every change of operands', () => {
  const { block } = singleBlockRegion()
  const [a, b] = ['a', 'b'].map((name) => append(block, make(name)).results[0]!)
  const user = append(block, make('user', a!, a!))
  setOperand(user, 0, b!)
  expect([a!.users.has(user), b!.users.has(user)]).toEqual([true, true])
  setOperand(user, 1, b!)
  expect(a!.users.size).toBe(0)
  replaceAllUses(b!, a!)
  expect(user.operands).toEqual([a, a])
  expect(b!.users.size).toBe(0)
})

test('a value in use cannot be erased, but replaced', () => {
  const { block } = singleBlockRegion()
  const a = append(block, make('a'))
  const user = append(block, make('user', a.results[0]!))
  expect(() => erase(a)).toThrow('result 0 of a is still used by user')
  const other = insertBefore(user, make('other'))
  replaceOperation(a, other.results)
  expect(user.operands).toEqual(other.results)
  expect([...operationsOf(block)].map((op) => op.name)).toEqual(['other', 'user'])
})

test('erasing an operation drops the uses inside its regions', () => {
  const { block } = singleBlockRegion()
  const a = append(block, make('a'))
  const inner = singleBlockRegion()
  append(inner.block, make('inside', a.results[0]!))
  const outer = append(block, createOperation({ name: 'outer', regions: [inner.region] }))
  expect([...walk(outer)].map((op) => op.name)).toEqual(['outer', 'inside'])
  erase(outer)
  expect(a.results[0]!.users.size).toBe(0)
})

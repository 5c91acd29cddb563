import fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  append,
  appendBlock,
  bytesBlob,
  createOperation,
  createRegion,
  cse,
  dce,
  denseAttribute,
  f32,
  fileBlob,
  floatAttribute,
  i8,
  mergeEqual,
  nameLocation,
  type Operation,
  operationsOf,
  operationText,
  parsePipeline,
  runPasses,
  singleBlockRegion,
  tensorType,
  verify,
  viewBlob,
} from '../src/index.ts'
import { randomModule } from './random-toy.ts'
import { add, box, constant, evaluate, module, number, open, registry, writer } from './toy.ts'

const passed = (root: Operation, text: string): Operation => {
  const pipeline = parsePipeline(text, [cse, dce])
  const result = pipeline.ok ? runPasses(pipeline.value, root, { environment: undefined, registry }) : pipeline
  if (!result.ok) throw new Error(result.diagnostics[0]!.message)
  return root
}

test('of equal operations the first stays, with the locations of all; what has an effect or is made anew stays', () => {
  const root = module((w, block) => {
    const [x, y] = [w.random(), w.random()]
    const [a, b, c] = ['a', 'b', 'a'].map(
      (name) => append(block, add.create({ left: x, right: y, out: number, location: nameLocation(name) })).results[0]!,
    )
    w.print(a!, w.add(w.negate(b!), w.negate(c!)), w.add(y, x))
    w.print(a!)
    w.print(a!)
  })
  expect(operationText(passed(root, 'cse'), registry, { locations: true })).toMatchInlineSnapshot(`
    ""toy.top"() ({
      %0 = "toy.random"() : () -> tensor<f32> loc(unknown)
      %1 = "toy.random"() : () -> tensor<f32> loc(unknown)
      %2 = "toy.add"(%0, %1) : (tensor<f32>, tensor<f32>) -> tensor<f32> loc(fused["a", "b"])
      %3 = "toy.negate"(%2) : (tensor<f32>) -> tensor<f32> loc(unknown)
      %4 = "toy.add"(%3, %3) : (tensor<f32>, tensor<f32>) -> tensor<f32> loc(unknown)
      %5 = "toy.add"(%1, %0) : (tensor<f32>, tensor<f32>) -> tensor<f32> loc(unknown)
      "toy.print"(%2, %4, %5) : (tensor<f32>, tensor<f32>, tensor<f32>) -> () loc(unknown)
      "toy.print"(%2) : (tensor<f32>) -> () loc(unknown)
      "toy.print"(%2) : (tensor<f32>) -> () loc(unknown)
    }) : () -> () loc(unknown)
    "
  `)
})

test('regions see what stands around them up to an isolated operation, not what stands in their neighbours', () => {
  const root = module((w, block) => {
    const inside = (outer: boolean) => {
      const inner = singleBlockRegion()
      const write = writer(inner.block)
      write.print(write.add(write.constant(outer ? 1 : 7), write.constant(outer ? 1 : 7)))
      return inner.region
    }
    w.print(w.add(w.constant(1), w.constant(1)))
    append(block, open.create({ body: inside(true) }))
    append(block, open.create({ body: inside(false) }))
    append(block, open.create({ body: inside(false) }))
    append(block, box.create({ inputs: [], size: 1, body: inside(true) }))
  })
  expect(operationText(passed(root, 'cse,dce'), registry)).toMatchInlineSnapshot(`
    ""toy.top"() ({
      %0 = "toy.constant"() {value = 1.0 : f32} : () -> tensor<f32>
      %1 = "toy.add"(%0, %0) : (tensor<f32>, tensor<f32>) -> tensor<f32>
      "toy.print"(%1) : (tensor<f32>) -> ()
      "toy.open"() ({
        "toy.print"(%1) : (tensor<f32>) -> ()
      }) : () -> ()
      "toy.open"() ({
        %2 = "toy.constant"() {value = 7.0 : f32} : () -> tensor<f32>
        %3 = "toy.add"(%2, %2) : (tensor<f32>, tensor<f32>) -> tensor<f32>
        "toy.print"(%3) : (tensor<f32>) -> ()
      }) : () -> ()
      "toy.open"() ({
        %4 = "toy.constant"() {value = 7.0 : f32} : () -> tensor<f32>
        %5 = "toy.add"(%4, %4) : (tensor<f32>, tensor<f32>) -> tensor<f32>
        "toy.print"(%5) : (tensor<f32>) -> ()
      }) : () -> ()
      "toy.box"() ({
        %6 = "toy.constant"() {value = 1.0 : f32} : () -> tensor<f32>
        %7 = "toy.add"(%6, %6) : (tensor<f32>, tensor<f32>) -> tensor<f32>
        "toy.print"(%7) : (tensor<f32>) -> ()
      }) {size = 1} : () -> ()
    }) : () -> ()
    "
  `)
})

test('of several blocks only the first is seen by the others', () => {
  const region = createRegion()
  const blocks = [appendBlock(region), appendBlock(region), appendBlock(region)]
  for (const block of blocks) writer(block).print(writer(block).constant(1))
  for (const block of blocks.slice(1)) writer(block).print(writer(block).constant(2))
  mergeEqual(createOperation({ name: 'toy.any', regions: [region] }), registry)
  expect(blocks.map((block) => [...operationsOf(block)].length)).toEqual([2, 3, 3])
})

test('attributes count whatever their order; zeros differ by sign, constants by where their bytes are', () => {
  const shared = bytesBlob(i8, [4], Uint8Array.of(1, 2, 3, 4))
  const view = (offset: number) => viewBlob(shared, { offset, shape: [2], strides: [1] })
  const file = (offset: number) => fileBlob(i8, [2], { descriptor: 9, offset, path: 'w' })
  const dense = (blob: typeof shared, resource?: string) => denseAttribute(tensorType([2], i8), blob, resource)
  const variants: [string, ReturnType<typeof dense> | ReturnType<typeof floatAttribute>][][] = [
    [['a', floatAttribute(0)]],
    [['a', floatAttribute(-0)]],
    [['a', dense(view(0), 'named')]],
    [['a', dense(view(0))]],
    [['a', dense(view(1))]],
    [['a', dense(file(0))]],
    [['a', dense(file(0), 'else')]],
    [['a', dense(file(2))]],
    [['a', dense(bytesBlob(i8, [2], Uint8Array.of(1, 2)))]],
    [
      ['a', floatAttribute(1)],
      ['b', floatAttribute(2)],
    ],
    [
      ['b', floatAttribute(2)],
      ['a', floatAttribute(1)],
    ],
  ]
  const root = module((_, block) => {
    for (const attributes of variants) append(block, createOperation({ name: 'toy.random2', attributes, resultTypes: [f32] }))
  })
  const pure = { ...registry, definitionOf: (name: string) => (name === 'toy.random2' ? constant : registry.definitionOf(name)) }
  expect(mergeEqual(root, pure)).toBe(3)
})

test('what nobody reads goes, with what only it read, also inside regions', () => {
  const root = module((w, block) => {
    const x = w.random()
    w.negate(w.add(x, w.constant(3)))
    const inner = singleBlockRegion()
    writer(inner.block).negate(w.constant(4))
    append(block, open.create({ body: inner.region }))
    w.print(x)
  })
  expect(operationText(passed(root, 'dce'), registry)).toMatchInlineSnapshot(`
    ""toy.top"() ({
      %0 = "toy.random"() : () -> tensor<f32>
      "toy.open"() ({
      ^bb0:
      }) : () -> ()
      "toy.print"(%0) : (tensor<f32>) -> ()
    }) : () -> ()
    "
  `)
})

test('cse and dce keep what random modules print, keep them valid, and leave nothing to do', () => {
  fc.assert(
    fc.property(randomModule, (make) => {
      const root = make()
      const meaning = evaluate(root)
      passed(root, 'cse,dce')
      expect(verify(root, registry)).toEqual([])
      expect(evaluate(root)).toEqual(meaning)
      const text = operationText(root, registry)
      expect(operationText(passed(root, 'dce,cse'), registry)).toBe(text)
    }),
    { numRuns: 300 },
  )
})

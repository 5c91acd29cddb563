import { defineDiagnostic } from '@onnc/support'
import { expect, test } from 'vitest'

import {
  append,
  createOperation,
  createRegistry,
  defineDialect,
  defineOp,
  definePass,
  onlyBlock,
  parsePipeline,
  runPasses,
  singleBlockRegion,
} from '../src/index.ts'

const top = defineOp('toy.top', { summary: 'Top.', regions: { body: { describe: 'all', blocks: 'single' } } })
const leaf = defineOp('toy.leaf', { summary: 'Leaf.' })
const registry = createRegistry([defineDialect({ name: 'toy', summary: '', ops: [top, leaf] })])
const complaint = defineDiagnostic('complaint', 'unsupported', () => 'no')

const grow = definePass<number>({
  name: 'grow',
  summary: 'Adds as many leaves as the environment says',
  run(module, { environment }) {
    for (let i = 0; i < environment; i++) append(onlyBlock(module), leaf.create({}))
  },
})
const spoil = definePass<number>({
  name: 'spoil',
  summary: 'Makes an invalid leaf',
  run: (module) =>
    void append(onlyBlock(module), createOperation({ name: 'toy.leaf', attributes: [], regions: [singleBlockRegion().region] })),
})
const crash = definePass<number>({
  name: 'crash',
  summary: 'Throws',
  run() {
    throw new Error('out of cheese')
  },
})
const refuse = definePass<number>({ name: 'refuse', summary: 'Reports', run: (_, { report }) => report(complaint()) })

const module = () => top.create({ body: singleBlockRegion().region })

test('passes run in the order of the pipeline text', () => {
  const passes = parsePipeline('grow, grow', [grow, spoil])
  expect(passes.ok && passes.value).toEqual([grow, grow])
  const seen: string[] = []
  const result = runPasses(passes.ok ? passes.value : [], module(), {
    environment: 2,
    registry,
    observer: { before: (name) => seen.push(`before ${name}`), after: (name) => seen.push(`after ${name}`) },
  })
  expect(result.ok && [...result.value.regions[0]!.blocks].length).toBe(1)
  expect(seen).toEqual(['before grow', 'after grow', 'before grow', 'after grow'])
})

test('an unknown pass is named, with the known ones', () => {
  const passes = parsePipeline('grow,groww', [grow, spoil])
  expect(passes.diagnostics.map((d) => d.message)).toEqual(["unknown pass 'groww'; passes are grow, spoil"])
})

test.each([
  [spoil, 'internal', "pass 'spoil' failed: 'toy.leaf': has 1 regions, expected 0"],
  [crash, 'internal', /^pass 'crash' failed: Error: out of cheese/],
  [refuse, 'unsupported', 'no'],
])('what goes wrong in a pass is reported with its name', (pass, kind, message) => {
  const result = runPasses([pass, grow], module(), { environment: 1, registry })
  expect(result.ok).toBe(false)
  expect(result.diagnostics[0]).toMatchObject({ class: kind, message: expect.stringMatching(message) })
})

import { defineDiagnostic } from '@onnc/support'
import { expect, test } from 'vitest'

import {
  append,
  createOperation,
  defineCheck,
  definePass,
  intOption,
  nameLocation,
  onlyBlock,
  type Operation,
  operationsOf,
  parseModule,
  parsePipeline,
  type Pass,
  type PassContext,
  pipelineStep,
  printReproducer,
  reproducerPipeline,
  runPasses,
  singleBlockRegion,
  walk,
} from '../src/index.ts'
import { box, leaf, module, registry } from './toy.ts'

const complaint = defineDiagnostic('complaint', 'unsupported', () => 'no')
const note = defineDiagnostic('note', 'unsupported', (n: number) => `has ${n} leaves`, { severity: 'remark' })

const leaves = (root: Operation): number => [...walk(root)].filter(leaf.is).length
const grow = definePass({
  name: 'grow',
  summary: 'Adds leaves, as many as the environment says for each asked for',
  options: { count: intOption({ summary: 'How many', default: 1 }) },
  run(root, { count }, { environment, report }: PassContext<number>) {
    for (let i = 0; i < count * environment; i++) append(onlyBlock(root), leaf.create({ location: nameLocation(`leaf_${i}`) }))
    report(note(leaves(root)), onlyBlock(root).last!)
  },
})
const spoil = definePass({
  name: 'spoil',
  summary: 'Makes an invalid leaf',
  run: (root) => void append(onlyBlock(root), createOperation({ name: 'toy.leaf', regions: [singleBlockRegion().region] })),
})
const crash = definePass({
  name: 'crash',
  summary: 'Throws',
  run() {
    throw new Error('out of cheese')
  },
})
const refuse = definePass({ name: 'refuse', summary: 'Reports', run: (root, _, { report }) => report(complaint(), root) })
const bare = defineCheck({
  name: 'bare',
  summary: 'There are no leaves',
  run: (root, report) => [...walk(root)].filter(leaf.is).forEach((op) => report(op, 'it is a leaf')),
})
const fell = definePass({ name: 'fell', summary: 'Says that it fells leaves', ensures: [bare], run: () => undefined })
const plant = definePass({ name: 'plant', summary: 'Needs bare ground', requires: [bare], run: () => undefined })
const passes: readonly Pass<number>[] = [grow, spoil, crash, refuse, fell, plant]

const boxed = (inputs: Operation['results'] = []): Operation => box.create({ inputs, size: 1, body: singleBlockRegion().region })
const empty = (): Operation => module(() => undefined)
const run = (text: string, root = empty(), options = {}) => {
  const pipeline = parsePipeline(text, passes)
  if (!pipeline.ok) throw new Error(pipeline.diagnostics[0]!.message)
  return runPasses(pipeline.value, root, { environment: 2, registry, ...options })
}

test('passes run in order, with their options; observers see the module, timings name each', () => {
  const seen: string[] = []
  const root = empty()
  const result = run('grow{count=3},grow', root, {
    observer: {
      before: (name: string, op: Operation) => seen.push(`before ${name}: ${leaves(op)}`),
      after: (name: string, op: Operation) => seen.push(`after ${name}: ${leaves(op)}`),
    },
  })
  expect(result.ok && result.value).toBe(root)
  expect(seen).toEqual(['before grow: 0', 'after grow: 6', 'before grow: 6', 'after grow: 8'])
  expect(result.timings).toMatchObject([
    { pass: 'grow', within: [], seconds: expect.any(Number), checkSeconds: expect.any(Number) },
    { pass: 'grow', within: [] },
  ])
})

test('remarks are values with the location of what they are about', () => {
  expect(run('grow').diagnostics).toMatchInlineSnapshot(`
    [
      {
        "class": "unsupported",
        "code": "note",
        "location": {
          "kind": "node",
          "node": "leaf_1",
          "opType": "leaf",
        },
        "message": "has 2 leaves",
        "severity": "remark",
      },
    ]
  `)
})

test('nested passes run on each operation of a name, and see only that', () => {
  const root = module((write, block) => {
    append(block, boxed())
    append(block, boxed([write.constant(1)]))
    append(onlyBlock(append(block, boxed())), boxed())
  })
  const result = run('toy.box(grow{count=2}),toy.top(toy.box(toy.box(grow)))', root)
  expect(result.diagnostics.map((d) => d.message)).toEqual(['has 4 leaves', 'has 4 leaves', 'has 4 leaves', 'has 2 leaves'])
  expect([...operationsOf(onlyBlock(root))].map(leaves)).toEqual([4, 0, 4, 6])
})

test('what has no such operation is warned of, what is not isolated is refused', () => {
  const root = module((_, block) => void append(block, leaf.create({})))
  expect(run('toy.bx(toy.top(grow))', root)).toMatchObject({
    ok: true,
    diagnostics: [{ severity: 'warning', message: "the module holds no 'toy.bx > toy.top' to run passes on" }],
  })
  expect(run('toy.leaf(grow)', root)).toMatchObject({
    ok: false,
    diagnostics: [{ class: 'usage', message: expect.stringContaining("on each 'toy.leaf'") }],
  })
})

test.each([
  ['grow,spoil,grow', 'internal', "pass 'spoil' failed: 'toy.leaf': has 1 regions, expected 0", 'spoil,grow', 2],
  ['grow,toy.top(crash,grow),plant', 'internal', "pass 'crash' failed: out of cheese", 'toy.top(crash,grow),plant', 2],
  ['grow,fell', 'internal', "pass 'fell' failed: it does not ensure 'bare': 'toy.leaf': it is a leaf", 'fell', 2],
])('%s: what breaks is named, and a reproducer starts before it', (text, kind, message, rest, count) => {
  const result = run(text)
  expect(result.ok).toBe(false)
  expect(result.diagnostics.find((d) => d.severity === 'error')).toMatchObject({ class: kind, message })
  expect(result.reproducer).toMatchObject({ pipeline: rest })
  expect(leaves(result.reproducer!.module)).toBe(count)
  expect(run(rest, result.reproducer!.module).diagnostics).toMatchObject(
    result.diagnostics.filter((d) => d.severity === 'error').map(({ message, code }) => ({ message, code })),
  )
})

test('the file of a reproducer names its pipeline', () => {
  const { reproducer } = run('grow,crash')
  const chunks: string[] = []
  printReproducer(reproducer!, registry, (text) => chunks.push(text))
  expect(chunks.join('')).toMatchInlineSnapshot(`
    "// onnc opt --pipeline 'crash'
    "toy.top"() ({
      "toy.leaf"() : () -> () loc("leaf_0")
      "toy.leaf"() : () -> () loc("leaf_1")
    }) : () -> () loc(unknown)
    "
  `)
  expect(reproducerPipeline(chunks.join(''))).toBe('crash')
  const replayed = parseModule(chunks.join(''), 'reproducer.mlir', registry)
  expect(replayed.ok && run('crash', replayed.value).diagnostics.map((d) => d.message)).toEqual(["pass 'crash' failed: out of cheese"])
  expect(reproducerPipeline('"builtin.module"() ({\n}) : () -> ()')).toBeUndefined()
})

test('without a copy there is no reproducer; without verification no fault of a pass is found', () => {
  expect(run('crash', empty(), { reproducer: false }).reproducer).toBeUndefined()
  expect(run('grow,spoil,fell', empty(), { verify: false }).ok).toBe(true)
})

test('a pass that does not repeat itself leaves the reproducer of the whole pipeline', () => {
  let times = 0
  const once = definePass({
    name: 'once',
    summary: 'Works once',
    run() {
      if (times++ > 0) throw new Error('again')
    },
  })
  const result = runPasses([pipelineStep(once), pipelineStep(crash)], empty(), { environment: undefined, registry })
  expect(result.reproducer).toMatchObject({ pass: 'crash', pipeline: 'once,crash' })
})

test('errors that a pass reports end the pipeline, and are no fault of its own', () => {
  const result = run('refuse,crash')
  expect(result).toMatchObject({
    ok: false,
    diagnostics: [{ class: 'unsupported', message: 'no', location: { kind: 'node', opType: 'top' } }],
  })
  expect(result.reproducer).toBeUndefined()
})

test('what a pass requires is checked before it runs', () => {
  expect(run('plant').ok).toBe(true)
  expect(run('grow,plant').diagnostics.filter((d) => d.severity === 'error')).toMatchInlineSnapshot(`
    [
      {
        "class": "usage",
        "code": "pass-requirement",
        "location": {
          "kind": "node",
          "node": "leaf_0",
          "opType": "leaf",
        },
        "message": "pass 'plant' requires 'bare', which does not hold: 'toy.leaf': it is a leaf",
        "severity": "error",
      },
      {
        "class": "usage",
        "code": "pass-requirement",
        "location": {
          "kind": "node",
          "node": "leaf_1",
          "opType": "leaf",
        },
        "message": "pass 'plant' requires 'bare', which does not hold: 'toy.leaf': it is a leaf",
        "severity": "error",
      },
    ]
  `)
})

test('names of passes are in kebab-case', () => {
  expect(() => definePass({ name: 'Grow,all', summary: '', run: () => undefined })).toThrow("pass name 'Grow,all' is not in kebab-case")
})

test('passes without an environment run in any', () => {
  const anywhere: Pass = crash
  const here: Pass<{ target: string }> = anywhere
  expect(here.name).toBe('crash')
})

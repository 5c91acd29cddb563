import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatLocation } from '@onnc/support'

import {
  boolOption,
  choiceOption,
  choicesOption,
  definePass,
  intOption,
  numbersOption,
  parsePipeline,
  type Pass,
  pipelineStep,
  type PipelineStep,
  printPipeline,
  stringOption,
  stringsOption,
} from '../src/index.ts'

const idle = (): void => undefined
const tile = definePass({
  name: 'tile',
  summary: 'Cuts',
  options: {
    rows: intOption({ summary: 'Rows', default: 64, min: 1, max: 4096 }),
    maxCount: intOption({ summary: 'How many at most' }),
    label: stringOption({ summary: 'A name' }),
    verbose: boolOption({ summary: 'Says more' }),
    objective: choiceOption(['latency', 'energy', 'edp'], { summary: 'What to save', default: 'latency' }),
    match: choicesOption(['transpose', 'permute', 'near'], { summary: 'What counts as equal', default: [] }),
  },
  run: (_, options) => {
    // Types follow from the specs: this line is the test.
    const typed: [
      number,
      number | undefined,
      string | undefined,
      boolean,
      'latency' | 'energy' | 'edp',
      readonly ('transpose' | 'permute' | 'near')[],
    ] = [options.rows, options.maxCount, options.label, options.verbose, options.objective, options.match]
    void typed
  },
})
const cse = definePass({ name: 'cse', summary: 'Merges', run: idle })
const pick = definePass({
  name: 'pick',
  summary: 'Picks',
  options: {
    names: stringsOption({ summary: 'Which', default: [] }),
    shares: numbersOption({ summary: 'How much of each', min: 0, max: 1 }),
    counts: numbersOption({ summary: 'How many of each', default: [64], min: 2, max: 4096, integer: true }),
  },
  run: (_, options) => {
    const typed: [readonly string[], readonly number[] | undefined, readonly number[]] = [options.names, options.shares, options.counts]
    void typed
  },
})
const lower = definePass({ name: 'lower-to-mvm', summary: 'Lowers', run: idle })
const passes: readonly Pass[] = [tile, cse, lower]

const describe = (text: string): string[] => {
  const parsed = parsePipeline(text, passes)
  if (!parsed.ok) return parsed.diagnostics.map((d) => `${formatLocation(d.location!)}: ${d.message}`)
  return parsed.value.map(({ pass, options, within }) => `${[...within, pass.name].join('/')} ${JSON.stringify(options)}`)
}

test('passes, options and nesting', () => {
  expect(describe('lower-to-mvm, tile{rows=32 label="a, \\"b\\"" match=permute,near verbose, max-count=7},\n func.func(cse,toy.box(cse))'))
    .toMatchInlineSnapshot(`
    [
      "lower-to-mvm {}",
      "tile {"rows":32,"maxCount":7,"label":"a, \\"b\\"","verbose":true,"objective":"latency","match":["permute","near"]}",
      "func.func/cse {}",
      "func.func/toy.box/cse {}",
    ]
  `)
})

test('what is wrong is said where it stands, all names at once', () => {
  const texts = [
    '',
    'tile,',
    'cse)',
    'func.func(cse',
    'func.func()',
    'cse{',
    'tile{rows=}',
    'tile{rows 32}',
    'tile{label="open}',
    'til,cs,\nwhatever',
    'tile{row=3 rows=0 objective=speed},tile{rows=x rows},cse{fast}',
    'tile{match=near,far verbose=maybe rows=1 rows=2}',
    `${'a('.repeat(10_000)}cse`,
    'cse;lower',
  ]
  expect(texts.map((text) => `${text.slice(0, 20)} => ${describe(text).join(' | ')}`)).toMatchInlineSnapshot(`
    [
      " => pipeline:1:1: expected the name of a pass or an operation, found the end",
      "tile, => pipeline:1:6: expected the name of a pass or an operation, found the end",
      "cse) => pipeline:1:4: expected ',' or the end, found ')'",
      "func.func(cse => pipeline:1:14: expected ',' or ')', found the end",
      "func.func() => pipeline:1:11: expected the name of a pass or an operation, found ')'",
      "cse{ => pipeline:1:5: expected '}', found the end",
      "tile{rows=} => pipeline:1:11: expected a value, found '}'",
      "tile{rows 32} => pipeline:1:6: option 'rows' of pass 'tile' must be an integer from 1 to 4096, found no value | pipeline:1:11: pass 'tile' has no option '32'; its options are rows, max-count, label, verbose, objective, match",
      "tile{label="open} => pipeline:1:12: expected a closing '"', found none",
      "til,cs,
    whatever => pipeline:1:1: unknown pass 'til' (did you mean 'tile'?); passes are tile, cse, lower-to-mvm | pipeline:1:5: unknown pass 'cs' (did you mean 'cse'?); passes are tile, cse, lower-to-mvm | pipeline:2:1: unknown pass 'whatever'; passes are tile, cse, lower-to-mvm",
      "tile{row=3 rows=0 ob => pipeline:1:6: pass 'tile' has no option 'row' (did you mean 'rows'?); its options are rows, max-count, label, verbose, objective, match | pipeline:1:17: option 'rows' of pass 'tile' must be an integer from 1 to 4096, found '0' | pipeline:1:29: option 'objective' of pass 'tile' must be one of latency, energy, edp, found 'speed' | pipeline:1:46: option 'rows' of pass 'tile' must be an integer from 1 to 4096, found 'x' | pipeline:1:48: option 'rows' of pass 'tile' must be an integer from 1 to 4096, found no value | pipeline:1:58: pass 'cse' has no option 'fast'; it takes none",
      "tile{match=near,far  => pipeline:1:12: option 'match' of pass 'tile' must be some of transpose, permute, near, found 'near,far' | pipeline:1:29: option 'verbose' of pass 'tile' must be true or false, found 'maybe' | pipeline:1:42: option 'rows' of pass 'tile' is given twice",
      "a(a(a(a(a(a(a(a(a(a( => pipeline:1:130: expected at most 64 nested operations, found more",
      "cse;lower => pipeline:1:1: unknown pass 'cse;lower'; passes are tile, cse, lower-to-mvm",
    ]
  `)
})

test('lists of texts and numbers', () => {
  const parsed = (text: string): unknown => {
    const read = parsePipeline(text, [pick])
    return read.ok ? read.value[0]!.options : read.diagnostics.map((d) => d.message)
  }
  expect(parsed('pick{names=a*,"b c" shares=0,.5,1e-3,1 counts=2,16}')).toEqual({
    names: ['a*', 'b c'],
    shares: [0, 0.5, 0.001, 1],
    counts: [2, 16],
  })
  for (const wrong of ['1.01', '-0.1', 'NaN', 'Infinity', '0x1', '1e', '0.5,2'])
    expect(parsed(`pick{shares=${wrong}}`)).toEqual([`option 'shares' of pass 'pick' must be numbers from 0 to 1, found '${wrong}'`])
  expect(parsed('pick{shares counts=2.5 names}')).toEqual([
    "option 'shares' of pass 'pick' must be numbers from 0 to 1, found no value",
    "option 'counts' of pass 'pick' must be integers from 2 to 4096, found '2.5'",
    "option 'names' of pass 'pick' must be texts, found no value",
  ])
  const values = fc.record(
    {
      names: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
      shares: fc.array(
        fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0),
        { minLength: 1 },
      ),
      counts: fc.array(fc.integer({ min: 2, max: 4096 }), { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(values, (options) => {
      const step = pipelineStep(pick, options)
      const read = parsePipeline(printPipeline([step]), [pick])
      expect(read.ok ? read.value : read.diagnostics).toEqual([step])
    }),
  )
})

test('steps made in code have their defaults', () => {
  expect(
    printPipeline([pipelineStep(tile, { rows: 8, verbose: true }), pipelineStep(cse, {}, ['f.f']), pipelineStep(cse, {}, ['f.f', 'g.g'])]),
  ).toBe('tile{rows=8 verbose=true},f.f(cse,g.g(cse))')
})

test('every pipeline prints to a text that parses to it', () => {
  const options = fc.record(
    {
      rows: fc.integer({ min: 1, max: 4096 }),
      maxCount: fc.integer(),
      label: fc.string({ unit: 'grapheme' }),
      verbose: fc.boolean(),
      objective: fc.constantFrom('latency', 'energy', 'edp'),
      match: fc.subarray(['transpose', 'permute', 'near'] as const, { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  const within = fc.array(fc.constantFrom('func.func', 'builtin.module', 'toy.box'), { maxLength: 3 })
  const step = fc.oneof(
    fc.tuple(options, within).map(([o, w]) => pipelineStep(tile, o as never, w)),
    fc.tuple(fc.constantFrom(cse, lower), within).map(([p, w]) => pipelineStep(p, {}, w) as PipelineStep),
  )
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (pipeline) => {
      const text = printPipeline(pipeline)
      const parsed = parsePipeline(text, passes)
      expect(parsed.ok ? parsed.value : parsed.diagnostics).toEqual(pipeline)
      expect(parsed.ok && printPipeline(parsed.value)).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test('no text crashes the parser', () => {
  const piece = fc.oneof(
    fc.constantFrom('cse', 'tile', 'rows', '=', '{', '}', '(', ')', ',', ' ', '"', '\\', '\n', '32', 'f.f'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const parsed = parsePipeline(pieces.join(''), passes)
      for (const { location } of parsed.diagnostics)
        expect(location).toMatchObject({ kind: 'position', line: expect.any(Number), column: expect.any(Number) })
    }),
    { numRuns: 1000 },
  )
})

import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { parsePipeline, runPasses } from '@onnc/ir'
import { type AddressPattern, type Claims, decodeProgram, encodeProgram, type Instruction, type Program } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import { passes } from '@onnc/passes'
import { beforeAll, expect, test } from 'vitest'

import { defaultPipeline } from '../src/index.ts'
import { attentionModel } from './attention-model.ts'
import { smallEitherTarget, unwrap } from './small-target.ts'

const target = smallEitherTarget(3, 4)

/** q and k come from rings, their product is written from one of them, and goes on. */
let good: Program
beforeAll(async () => {
  const module = unwrap(
    await importMessage(unwrap(decodeModel(attentionModel(), 'test.onnx')), { dims: new Map(), inputShapes: new Map() }),
  )
  unwrap(runPasses(unwrap(parsePipeline(defaultPipeline, passes)), module, { environment: { target }, registry }))
  good = unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: false }))), 'good.mrr'))
})

function found(program: Program): string[] {
  const checked = checkProgram(program, target)
  if (!checked.ok) return checked.diagnostics.map((d) => d.code)
  return [...timeProgram(checked.value).diagnostics, ...checkClaims(checked.value).diagnostics].map((d) => d.code)
}

const imprints = ({ instructions }: Program): number[] => [...instructions.keys()].filter((i) => instructions[i]!.op === 'imprint')

function changed(index: number, change: (instruction: Instruction) => Instruction | undefined): Program {
  const instructions = good.instructions.flatMap((old, i) => (i === index ? (change(old) ?? []) : old))
  return { ...good, sourceMap: [], instructions }
}

function withPattern(index: number, change: (pattern: AddressPattern) => AddressPattern): Program {
  return { ...good, patterns: good.patterns.map((pattern, i) => (i === index ? change(pattern) : pattern)) }
}

test('a good program is found good', () => {
  expect(imprints(good).length).toBeGreaterThan(4)
  expect(found(good)).toEqual([])
})

test('a write of other activations than planned is found', () => {
  const [first] = imprints(good)
  const { activations } = good.tiles[(good.instructions[first!] as { tile: number }).tile]!
  const moved = withPattern(activations!, (pattern) => ({
    ...pattern,
    offset: pattern.offset + 1,
    positions: pattern.positions.map((a) => ({ ...a, count: a.count })),
  }))
  expect(found(moved)).not.toEqual([])
  const elsewhere = good.patterns.findIndex(({ buffer }) => buffer !== good.patterns[activations!]!.buffer)
  expect(found(withPattern(activations!, (pattern) => ({ ...pattern, buffer: good.patterns[elsewhere]!.buffer })))).not.toEqual([])
})

test('every dropped write is found, and every wait before one', () => {
  for (const index of imprints(good)) {
    expect(found(changed(index, () => undefined))).not.toEqual([])
    const before = good.instructions[index - 1]!
    if (before.op === 'wait') expect(found(changed(index - 1, () => undefined))).not.toEqual([])
  }
})

test('a write of another tile of the same size is found', () => {
  const tiles = good.tiles.flatMap(({ activations }, i) => (activations === undefined ? [] : [i]))
  for (const index of imprints(good)) {
    const { tile } = good.instructions[index] as { tile: number }
    const { rows, columns } = good.tiles[tile]!
    const other = tiles.find((i) => i !== tile && good.tiles[i]!.rows === rows && good.tiles[i]!.columns === columns)
    if (other === undefined) continue
    expect(found(changed(index, (old) => ({ ...old, tile: other }) as Instruction))).not.toEqual([])
  }
})

test('claims that speak of no such write, or of another tensor, are found wrong', () => {
  const claims = good.claims!
  const withClaims = (change: Partial<Claims>): Program => ({ ...good, claims: { ...claims, ...change } })
  expect(found(withClaims({ imprints: [] }))).toContain('claim-unplanned')
  expect(found(withClaims({ imprints: claims.imprints.map((claim) => ({ ...claim, source: claims.inputs[0]! })) }))).toContain('claim-read')
  expect(found(withClaims({ imprints: claims.imprints.map((claim) => ({ ...claim, pattern: 0 })) }))).toContain('claim-pattern')
})

import { graphDot, graphSvg } from '@onnc/report'
import { type Details, resultSchemas } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

import { joinStages } from '../src/stages/join-stages.ts'
import { stageLines } from '../src/stages/stage-lines.ts'
import { runOnnc } from './run-onnc.ts'

const model = join(repositoryRoot, 'test-models/digits-cnn/model.onnx')

describe('lines of a stage', () => {
  test('locations become the nodes of lines, of the first line of a body too', () => {
    const printed = String.raw`func.func @main() {
  %0 = mvm.matmul %x : tensor<1xf32> loc(fused["conv1", "conv1.biased"])
  %1 = "mvm.electronic"(%0) ({
    %2 = "onnx.Relu"(%0) : (f32) -> f32 loc("a \22 loc(\22b\22)")
  }) {name = "Relu"} : (f32) -> f32 loc("r\C3\A9lu")
} loc(unknown)
{-#
  dialect_resources: {}
#-}`
    expect(stageLines(printed)).toEqual([
      { text: 'func.func @main() {', node: '' },
      { text: '  %0 = mvm.matmul %x : tensor<1xf32>', node: 'conv1 + conv1.biased' },
      { text: '  %1 = "mvm.electronic"(%0) ({', node: 'r\u00e9lu' },
      { text: '    %2 = "onnx.Relu"(%0) : (f32) -> f32', node: 'a " loc("b")' },
      { text: '  }) {name = "Relu"} : (f32) -> f32', node: 'r\u00e9lu' },
      { text: '}', node: '' },
    ])
  })

  test('what a pass changed puts the stage before together again', () => {
    const stage = (name: string, texts: readonly string[]) => ({ name, lines: texts.map((text) => ({ text, node: text[0]! })) })
    const { lines, stages } = joinStages([stage('imported', ['a', 'b', 'c']), stage('one', ['a', 'x', 'c', 'd']), stage('program', ['p'])])
    const [, one, program] = stages
    const fresh = new Set(one!.added)
    const before: string[] = []
    for (let i = 0; i <= one!.lines.length; i++) {
      before.push(...(one!.removed.find((group) => group.before === i)?.lines.map((line) => lines[line]!) ?? []))
      if (i < one!.lines.length && !fresh.has(i)) before.push(lines[one!.lines[i]!]!)
    }
    expect(before).toEqual(['a', 'b', 'c'])
    expect(program).toMatchObject({ added: [], removed: [], left: 0 })
  })

  test('of very long stages, the first lines are kept, and the rest is counted', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ text: `line ${i}`, node: '' }))
    const { stages } = joinStages([
      { name: 'imported', lines: many },
      { name: 'none', lines: many },
    ])
    expect(stages[1]).toMatchObject({ left: 2000, added: [], removed: [] })
  })
})

describe('of a compilation', () => {
  let details: Details
  beforeAll(async () => {
    const { out } = await runOnnc('run', model, '--random-inputs', '1', '--mode', 'timing', '--json', '--details')
    details = resultSchemas.run.parse(JSON.parse(out)).details!
  })

  test('the graph says where each node runs, and every node that runs is in the stages', () => {
    const { nodes, edges } = details.graph!
    const places = Object.fromEntries(nodes.filter(({ op }) => !['input', 'output'].includes(op)).map(({ name, place }) => [name, place]))
    expect(places).toMatchObject({
      conv1: 'rings',
      'conv1.biased': 'rings',
      relu1: 'ecu',
      pool1: 'ecu',
      conv2: 'rings',
      relu2: 'ecu',
      pool2: 'ecu',
      dense: 'rings',
      logits: 'rings',
    })
    expect(edges).toHaveLength(nodes.length - 1)
    const told = new Set(details.stages!.nodes.flatMap((node) => node.split(' + ')))
    for (const name of Object.keys(places)) expect(told).toContain(name)
  })

  test('stages are those of the pipeline, from the imported model to the program', () => {
    const names = details.stages!.stages.map(({ name }) => name)
    expect(names[0]).toBe('imported')
    expect(names.at(-1)).toBe('program')
    expect(names).toEqual(expect.arrayContaining(['lower-to-mvm', 'tile', 'assign-banks', 'plan-calibration']))
  })
})

describe('pictures of the graph', () => {
  const hostile = '"]; evil [label=<b>\\N</b>]<script>alert(1)</script>\n&\u0007'
  const graph: NonNullable<Details['graph']> = {
    nodes: [
      { name: hostile, op: 'Conv', place: 'rings' },
      { name: 'b', op: 'Relu', place: 'ecu' },
    ],
    edges: [[0, 1]],
  }

  test('names cannot leave their quotes in dot', () => {
    const line = graphDot(graph)
      .split('\n')
      .find((text) => text.includes('n0 ['))!
    expect(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')).toBe('  n0 [label="", tooltip="", fillcolor=""]')
  })

  test('nor their text in SVG', async () => {
    const svg = (await graphSvg(graph))!
    expect(svg).not.toContain('<script')
    expect(svg).not.toContain('<b>')
    expect(svg.match(/<path /g)).toHaveLength(1)
    expect(svg).not.toContain('\u0007')
  })

  test.each([
    ['dot', /^digraph model \{/],
    ['svg', /^<svg xmlns/],
    ['ir-html', /^<!doctype html>/],
  ])('--emit %s prints it', async (kind, expected) => {
    const { exitCode, out } = await runOnnc('compile', model, '--emit', kind)
    expect(exitCode).toBe(0)
    expect(out).toMatch(expected)
  })

  test('of too many nodes there is no picture', async () => {
    const nodes = Array.from({ length: 2000 }, (_, i) => ({ name: `n${i}`, op: 'Relu', place: 'ecu' as const }))
    expect(await graphSvg({ nodes, edges: [] })).toBeUndefined()
  })
})

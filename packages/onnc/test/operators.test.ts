import { readModelFile } from '@onnc/frontend'
import { encodeModel, type GraphProto, subgraphsOf, valueInfo } from '@onnc/onnx'
import { annotateTypes, operatorUnknown } from '@onnc/ort'
import { needsData, testDataFiles, testDataPath } from '@onnc/testing'
import { describe, expect, test } from 'vitest'

import { operatorRows } from '../src/operator-reference.ts'
import { runOnnc } from './run-onnc.ts'

const rows = operatorRows()

test('onnc ops prints every operator once', async () => {
  const { exitCode, out } = await runOnnc('ops')
  expect(exitCode).toBe(0)
  expect(new Set(rows.map((row) => row.operator)).size).toBe(rows.length)
  for (const { operator, runs } of rows) expect(out).toContain(`| \`${operator}\` | ${runs} |`)
})

test('ONNX Runtime knows exactly the operators that are said to be known', () => {
  const unknown = rows.filter(({ operator }) => {
    const at = operator.lastIndexOf('.')
    const [domain, opType] = [operator.slice(0, Math.max(0, at)), operator.slice(at + 1)]
    const bytes = encodeModel({
      irVersion: 10,
      opsetImport: [
        { domain: '', version: 27 },
        { domain: 'ai.onnx.ml', version: 5 },
        ...(['', 'ai.onnx.ml'].includes(domain) ? [] : [{ domain, version: 1 }]),
      ],
      graph: { name: 'one', node: [{ opType, domain, output: ['y'] }], output: [valueInfo('y', null)] },
    })
    const asked = annotateTypes(bytes)
    return !asked.ok && asked.diagnostics[0]!.code === operatorUnknown.code
  })
  const refused = rows.filter((row) => row.runs === 'refused' && row.conditions.includes('does not know'))
  expect(unknown.map((row) => row.operator)).toEqual(refused.map((row) => row.operator))
})

describe.skipIf(testDataPath('onnx-backend') === undefined)(needsData('onnx-backend', 'operators of foreign models'), () => {
  test('all are in the list', () => {
    const found = new Set<string>()
    const collect = (graph: GraphProto): void => {
      for (const node of graph.node ?? []) {
        found.add(node.domain && node.domain !== 'ai.onnx' ? `${node.domain}.${node.opType}` : (node.opType ?? ''))
        for (const inner of subgraphsOf(node)) collect(inner.graph)
      }
    }
    for (const file of testDataFiles('onnx-backend', /\.onnx$/)) {
      const model = readModelFile(testDataPath(file)!)
      if (model.ok) collect(model.value.graph!)
    }
    const listed = new Set(rows.map((row) => row.operator))
    // Dropped from ONNX with operator set 1; ONNX Runtime keeps it.
    listed.add('ImageScaler')
    expect([...found].filter((operator) => !listed.has(operator))).toEqual([])
  })
})

import { runProgram, type RunResult } from '@onnc/executor'
import { type Target, targetFromDefinition } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import type { ExplainProgramResult } from '@onnc/results'
import { failure, nearestName, type Result, success } from '@onnc/support'

import { layerDetails } from '../details/layer-details.ts'
import { tileDetails } from '../details/tile-details.ts'
import { nodeUnknown } from '../onnc-diagnostics.ts'
import { explainReuse } from './explain-reuse.ts'
import { remedies } from './remedies.ts'

type Explained = Pick<ExplainProgramResult, 'banks' | 'latencySeconds' | 'energyJoules' | 'layers' | 'reuse' | 'remedies'>

/** What each layer of a program costs, and what the program would cost on machines that differ in one thing. Errors: node-unknown. */
export function explainProgram(program: Program, node: string | undefined): Result<Explained> {
  const target = targetFromDefinition(program.target.definition)
  if (!target.ok) return target
  const timed = runProgram(program, { mode: 'timing', samples: [] })
  if (!timed.ok) return timed
  const all = layersOf(program, target.value, timed.value)
  const layers = node === undefined ? all : all.filter((layer) => isMeant(layer.node, node))
  if (layers.length === 0 && node !== undefined) return failure(unknown(node, all))
  const { latencySeconds, energyJoules } = timed.value
  const places = target.value.units.reduce((sum, { count, banks }) => sum + count * banks, 0)
  const wanted = new Set(layers.map((layer) => layer.node))
  return success({
    banks: places,
    latencySeconds,
    energyJoules,
    layers,
    ...(node === undefined ? { reuse: explainReuse(program, places) } : {}),
    remedies: remedies
      .flatMap(({ change, ...different }) => {
        const again = runProgram(different.program?.(program) ?? program, {
          mode: 'timing',
          samples: [],
          target: different.target?.(target.value) ?? target.value,
        })
        if (!again.ok) return []
        const same = again.value.latencySeconds === latencySeconds && again.value.energyJoules.total === energyJoules.total
        return same ? [] : [{ change, ...costOf(again.value, wanted) }]
      })
      .toSorted((a, b) => a.latencySeconds - b.latencySeconds || a.joules - b.joules),
  })
}

function costOf(
  { latencySeconds, energyJoules, analysis }: RunResult,
  wanted: ReadonlySet<string>,
): Omit<ExplainProgramResult['remedies'][number], 'change'> {
  return {
    latencySeconds,
    joules: energyJoules.total,
    layers: analysis.layers
      .filter(({ node }) => wanted.has(node))
      .map(({ node, busySeconds, energyJoules: { total } }) => ({ node, busySeconds, joules: total })),
  }
}

function layersOf(program: Program, target: Target, { analysis, steps }: RunResult): ExplainProgramResult['layers'] {
  const run = { program, target, steps: steps() }
  const details = new Map(layerDetails(run, tileDetails(run).tiles).map((layer) => [layer.node, layer]))
  const critical = new Map<string, number>()
  for (const { node, seconds } of analysis.criticalPath) critical.set(node, (critical.get(node) ?? 0) + seconds)
  return analysis.layers.flatMap(({ node, busySeconds, products, energyJoules: { total, ...joulesByComponent } }) => {
    const detail = details.get(node)
    if (detail === undefined) return []
    const { startSeconds: _start, endSeconds: _end, ...counts } = detail
    return [
      {
        ...counts,
        products,
        busySeconds,
        criticalSeconds: critical.get(node) ?? 0,
        joules: total,
        joulesByComponent: { ...joulesByComponent },
      },
    ]
  })
}

/** A layer may stand for several ONNX nodes; each of their names means it. */
function isMeant(layer: string, node: string): boolean {
  return layer === node || layer.split(' + ').includes(node)
}

function unknown(node: string, layers: ExplainProgramResult['layers']): ReturnType<typeof nodeUnknown> {
  const names = layers.flatMap((layer) => layer.node.split(' + ')).filter((name) => name !== '')
  return nodeUnknown(node, nearestName(node, names) ?? names[0] ?? '')
}

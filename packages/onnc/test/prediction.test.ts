import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkProgram, timeProgram } from '@onnc/executor'
import { importModel } from '@onnc/frontend'
import { compilationClass, energyComponents, loadTarget, shippedTargets, type Target } from '@onnc/hardware'
import { cloneOperation, locationNames, type Operation, parsePipeline, runPasses } from '@onnc/ir'
import { networkSeconds, objectives, passes, planNetwork, stages, stagesFor } from '@onnc/passes'
import { repositoryRoot, testDataFiles, testDataPath } from '@onnc/testing'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

const own = ['digits-cnn', 'digits-mlp', 'small-ops'].map((name) => join(repositoryRoot, 'test-models', name, 'model.onnx'))
const trained = testDataFiles('trained', /model\.onnx$/).map((file) => testDataPath(file)!)
const compilable = shippedTargets()
  .map((name) => unwrap(loadTarget(name)))
  .filter((target) => compilationClass(target).ok)

/** Those that take many seconds to import, or hold no product with a constant. */
const leftOut = /gpt2|bert|qonnx-sdp/

const cases: readonly [string, Target][] = [
  ...compilable.flatMap((target) => own.map((model) => [model, target] as [string, Target])),
  ...trained
    .filter((model) => !leftOut.test(model))
    .map((model) => [model, compilable.find((t) => t.name === 'rnb-64')!] as [string, Target]),
]

/** What was planned and what the program takes, a layer at a time: seconds of units, and joules but for what holds rings. */
interface Layer {
  seconds: number
  joules: number
}

test.each(cases.map(([model, target]) => [model.split('/').at(-2), target.name, model, target] as const))(
  'what the cost model predicts for the layers of %s is what a program takes on %s',
  async (_, __, model, target) => {
    const module = unwrap(await importModel(model, { dims: new Map(), inputShapes: new Map(), otherwise: 1 }))
    const run = (pipeline: string): void =>
      void unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
    run(stages.mvm)
    const plans = planNetwork(module, target, 'latency')
    const latency = networkSeconds(module, plans, target)
    const predicted = new Map<string, Layer>()
    let ringsPlanned = 0
    for (const [product, { plan }] of plans) {
      const layer = entry(predicted, nodeOf(product))
      layer.seconds += plan.cost.unitSeconds
      layer.joules += plan.cost.energyJoules - plan.cost.holdJoules
      ringsPlanned += plan.cost.ringsWritten
    }
    run(stages.mrr)
    const program = unwrap(generateProgram(module, { target, exact: true }))
    const timeline = unwrap(timeProgram(unwrap(checkProgram(program, target))))
    const nodes = new Map(
      program.sourceMap.flatMap(({ first, count, node }) => Array.from({ length: count }, (_x, i) => [first + i, node])),
    )
    const measured = new Map<string, Layer>()
    for (const { instruction, resource, startSeconds, endSeconds, energyJoules } of timeline.events()) {
      if (resource === 'ecu' || program.instructions[instruction]!.op === 'wait') continue
      const layer = entry(measured, nodes.get(instruction)!)
      layer.seconds += endSeconds - startSeconds
      layer.joules += energyComponents.reduce((sum, component) => sum + (energyJoules[component] ?? 0), 0)
    }
    // A tile that was still in place was not written again, which plans do not count on.
    const isReused = timeline.ringsWritten < ringsPlanned
    for (const [node, plan] of predicted) {
      const { seconds, joules } = measured.get(node)!
      expect(seconds / plan.seconds, node).toBeLessThan(1.02)
      expect(joules / plan.joules, node).toBeLessThan(1.02)
      if (!isReused) expect(seconds / plan.seconds, node).toBeGreaterThan(0.98)
      // Weights that are streamed and round to 0 are not sent, which is not planned for.
      const gates = target.units.some(({ stationary, moving }) => stationary.operand === 'activations' && moving.gating === 'zeros')
      if (!isReused) expect(joules / plan.joules, node).toBeGreaterThan(gates ? 0.95 : 0.98)
    }
    expect(timeline.ringsWritten).toBeLessThanOrEqual(ringsPlanned)
    // What kernels compute is not in the prediction, only what they move.
    expect(latency / timeline.latencySeconds).toBeLessThan(1.02)
    expect(latency / timeline.latencySeconds).toBeGreaterThan(0.9)
  },
)

function entry(layers: Map<string, Layer>, node: string): Layer {
  const layer = layers.get(node) ?? { seconds: 0, joules: 0 }
  layers.set(node, layer)
  return layer
}

function nodeOf(operation: Operation): string {
  return locationNames(operation.location).join(' + ')
}

test.each(own.map((model) => [model.split('/').at(-2), model] as const))('each objective is served on %s', async (_, model) => {
  const target = unwrap(loadTarget('rnb-64'))
  const imported = unwrap(await importModel(model, { dims: new Map(), inputShapes: new Map(), otherwise: 1 }))
  const [latency, energy, edp] = objectives.map((objective) => {
    const module = cloneOperation(imported)
    const { mvm, mrr } = stagesFor({ objective })
    unwrap(runPasses(unwrap(parsePipeline(`${mvm},${mrr}`, passes)), module, { environment: { target }, registry }))
    const program = unwrap(generateProgram(module, { target, exact: true }))
    const { latencySeconds, energyJoules } = unwrap(timeProgram(unwrap(checkProgram(program, target))))
    return { seconds: latencySeconds, joules: energyJoules.total }
  })
  expect(latency!.seconds).toBeLessThanOrEqual(energy!.seconds * 1.01)
  expect(energy!.joules).toBeLessThanOrEqual(latency!.joules * 1.01)
  for (const other of [latency!, energy!]) expect(edp!.seconds * edp!.joules).toBeLessThanOrEqual(other.seconds * other.joules * 1.01)
})

// What a second bank of rings in each unit is good for, by the executor's clock.
// node --conditions=@onnc/source bench/banks.mjs [network,...]
import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkProgram, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { loadTarget } from '@onnc/hardware'
import { cloneOperation, parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel } from '@onnc/onnx'
import { networkSeconds, passes, planNetwork, stagesFor } from '@onnc/passes'

import { networkModel } from '../papers/rnb/networks.ts'
import { resnet18 } from './resnet18.mjs'

const models = {
  'ResNet-18, 224 x 224': resnet18,
  'VGG-13, 32 x 32': () => networkModel('vgg-13', { sharing: 'none' }),
  'Mixer, 32 x 32': () => networkModel('mixer', { sharing: 'none' }),
  'mlp-8': () => networkModel('mlp-8', { sharing: 'none' }),
  'mlp-8, batch 64': () => networkModel('mlp-8', { sharing: 'none' }, 64),
  'mlp-8, layers share': () => networkModel('mlp-8', { sharing: 'layer-wise' }),
  'Mixer, layers share': () => networkModel('mixer', { sharing: 'layer-wise' }),
}

const [single, double] = ['rnb-64', 'rnb-64-double'].map((name) => loadTarget(name).value)
const withUnits = (target, count) => ({ ...target, units: target.units.map((unit) => ({ ...unit, count })) })
const machines = [
  ['16 units of 1', single],
  ['16 units of 2', double],
  ['32 units of 1', withUnits(single, 32)],
  ['8 units of 2', withUnits(double, 8)],
]

const only = process.argv[2]?.split(';')
console.log('| network | machine | latency, planned | measured | energy | ring hold | writes |')
console.log('|---|---|---|---|---|---|---|')
for (const [name, model] of Object.entries(models)) {
  if (only !== undefined && !only.includes(name)) continue
  const imported = (await importMessage(decodeModel(model(), name).value, { dims: new Map(), inputShapes: new Map() })).value
  for (const [machine, target] of machines) {
    const { mvm, mrr } = stagesFor({})
    const module = cloneOperation(imported)
    const run = (pipeline) => runPasses(parsePipeline(pipeline, passes).value, module, { environment: { target }, registry })
    run(mvm)
    const planned = networkSeconds(module, planNetwork(module, target, 'latency'), target)
    run(mrr)
    const program = generateProgram(module, { target, exact: false }).value
    const { latencySeconds, energyJoules } = timeProgram(checkProgram(program, target).value).value
    const writes = program.instructions.filter(({ op }) => op === 'program').length
    const cells = [name, machine, micro(planned), micro(latencySeconds), `${(energyJoules.total * 1e3).toPrecision(3)} mJ`]
    console.log(`| ${[...cells, `${(energyJoules.ringHold * 1e3).toPrecision(3)} mJ`, writes].join(' | ')} |`)
  }
}

function micro(seconds) {
  return `${(seconds * 1e6).toFixed(1)} us`
}

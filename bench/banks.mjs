// What a second bank of rings in each unit is good for, by the executor's clock: modelled numbers, the same on every machine. Writes
// docs/measured/banks.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkProgram, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { areaOf, loadTarget } from '@onnc/hardware'
import { cloneOperation, parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel } from '@onnc/onnx'
import { networkSeconds, passes, planNetwork, stages } from '@onnc/passes'

import { networkModel } from '../papers/rnb/networks.ts'
import { resnet18 } from './resnet18.mjs'

const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

const models = {
  'ResNet-18, 224 x 224': resnet18(),
  'VGG-13, 32 x 32': networkModel('vgg-13', { sharing: 'none' }),
  'VGG-13, batch 64': networkModel('vgg-13', { sharing: 'none' }, 64),
  'Mixer, 32 x 32': networkModel('mixer', { sharing: 'none' }),
  'mlp-8': networkModel('mlp-8', { sharing: 'none' }),
  'mlp-8, one matrix': networkModel('mlp-8', { sharing: 'layer-wise' }),
}

const [single, double] = ['rnb-64', 'rnb-64-double'].map((name) => unwrap(loadTarget(name)))
const withUnits = (target, change) => ({ ...target, units: target.units.map((unit) => ({ ...unit, ...change(unit) })) })
/** As many DACs as one bank has rings: it is written as fast, but alone. */
const sharedDacs = withUnits(double, ({ rows, columns, stationary }) => ({ stationary: { ...stationary, parallelism: rows * columns } }))
const machines = [
  ['16 x 1', single],
  ['16 x 2', double],
  ['16 x 2, shared DACs', sharedDacs],
  ['32 x 1', withUnits(single, () => ({ count: 32 }))],
  ['8 x 2', withUnits(double, () => ({ count: 8 }))],
]

function measure(imported, target) {
  const module = cloneOperation(imported)
  const run = (pipeline) => void unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
  run(stages.mvm)
  const planned = networkSeconds(module, planNetwork(module, target, 'latency'), target)
  run(stages.mrr)
  const program = unwrap(generateProgram(module, { target, exact: false }))
  const checked = unwrap(checkProgram(program, target))
  unwrap(checkClaims(checked))
  const { latencySeconds, energyJoules, utilisation } = unwrap(timeProgram(checked))
  const writes = checked.program.instructions.filter(({ op }) => op === 'program').length
  return { planned, latencySeconds, energyJoules, utilisation, writes }
}

const rows = []
for (const [name, model] of Object.entries(models)) {
  const imported = unwrap(await importMessage(unwrap(decodeModel(model, name)), { dims: new Map(), inputShapes: new Map() }))
  let first
  for (const [machine, target] of machines) {
    const found = measure(imported, target)
    first ??= found
    const { planned, latencySeconds, energyJoules, utilisation, writes } = found
    rows.push(
      [
        name,
        machine,
        micro(planned),
        micro(latencySeconds),
        (latencySeconds / first.latencySeconds).toFixed(3),
        milli(energyJoules.total),
        milli(energyJoules.ringHold),
        milli(energyJoules.laser),
        `${(utilisation.streaming * 100).toFixed(1)} %`,
        writes,
      ].join(' | '),
    )
    console.log(rows.at(-1))
  }
}

function micro(seconds) {
  return (seconds * 1e6).toFixed(1)
}

function milli(joules) {
  return (joules * 1e3).toPrecision(3)
}

const square = (target) => `${(areaOf(target).reduce((sum, { squareMetres }) => sum + squareMetres, 0) * 1e6).toFixed(0)} mm2`

writeFileSync(
  join(import.meta.dirname, '../docs/measured/banks.md'),
  `# A second bank of rings, measured

What it is worth that a unit has two banks of rings: one streams while the other is written, by [these rules](../reference/isa.md#queues-and-what-banks-share).
Written by \`node bench/banks.mjs\`; all numbers are modelled, the same on every machine. Weights are generated, batch 1 where nothing else is said, planned for
latency. Machines are units x banks: \`16 x 1\` is [rnb-64](../targets/rnb-64.md), \`16 x 2\` is [rnb-64-double](../targets/rnb-64-double.md), the others are these
with other counts. Areas: ${machines.map(([name, target]) => `\`${name}\` ${square(target)}`).join(', ')}.

* **planned**: what the planner expects, **latency**: what the executor measures, **of first**: of the latency of \`16 x 1\`.
* **hold**, **laser**: parts of the energy, mJ. **streaming**: share of the time that units stream. **writes**: of tiles, copies included.

**What it says.** On this machine a tile takes 44.6 us to be written and calibrated, and light passes it in one to some tens of us: units stream for a few percent of the
time. So what counts is how many banks are written at once. A second bank with DACs of its own is as good as a second unit (\`16 x 2\` beside \`32 x 1\`), without its
lasers, converters and detectors; \`8 x 2\` is as fast as \`16 x 1\` with half of them. Energy stays nearly what it was: twice as many rings are held for half as long,
and the switch to a bank costs 1 dB of laser. Where the banks of a unit share DACs, only writing behind streaming is gained, which is at most the share of time that
units stream: little here, most for the batch of 64, and twice as many rings, held as long, cost more than it saves. As many writes are needed as before, but
where layers share a matrix that now fits.

| network | machine | planned, us | latency, us | of first | energy, mJ | hold | laser | streaming | writes |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
${rows.map((row) => `| ${row} |`).join('\n')}
`,
)

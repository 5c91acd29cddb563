// What of a network runs on rings, how full they are, and how far a program is from the bounds that its target sets: a table of counts and
// modelled numbers, the same on every machine. Writes docs/measured/mapping.md.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import { registry } from '@onnc/dialects'
import { importMessage, readModelFile } from '@onnc/frontend'
import { compilationClass, loadTarget } from '@onnc/hardware'
import { parsePipeline, runPasses } from '@onnc/ir'
import { amend } from '@onnc/onnx'
import { boundNetwork, countMacs, networkSeconds, passes, planNetwork, stages, tileGroups } from '@onnc/passes'

const data = process.env.ONNC_TEST_DATA ?? '../shared/data'
const wanted = process.argv[2] ?? ''

const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

const target = unwrap(loadTarget('rnb-64'))
const { unitClass } = unwrap(compilationClass(target))

/** What kind of network a model is, by name: the goals differ. */
const kinds = [
  ['transformer', /bert|gpt2|-vit-|sdp/],
  ['RNN', /lstm|dtln/i],
  ['MLP', /autoencoder|mnistfc|TFC|keras-tf2/],
]
const kindOf = (name) => kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'CNN'

const models = [
  ...readdirSync(join(data, 'trained')).map((name) => join(data, 'trained', name, 'model.onnx')),
  ...readdirSync(join(data, 'light'))
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => join(data, 'light', name)),
].filter((file) => existsSync(file) && file.includes(wanted))

/** The model in the mvm dialect, with a batch of `batch` where its first input has one; undefined where it cannot have. */
async function mvmModule(file, batch, machine = target) {
  const model = unwrap(readModelFile(file))
  const [input] = model.graph.input.filter((v) => !(model.graph.initializer ?? []).some((t) => t.name === v.name))
  const dims = input?.type?.tensorType?.shape?.dim ?? []
  const free = new Map()
  for (const value of model.graph.input)
    for (const [axis, dim] of (value.type?.tensorType?.shape?.dim ?? []).entries())
      if (!Number(dim.dimValue ?? 0)) free.set(dim.dimParam || `${value.name}[${axis}]`, 1)
  if (batch > 1) {
    if (dims.length === 0) return undefined
    const first = dims[0]
    if (!Number(first.dimValue ?? 0)) free.set(first.dimParam || `${input.name}[0]`, batch)
    else if (Number(first.dimValue) === 1) first.dimValue = batch
    else return undefined
  }
  const module = await importMessage(amend(model, {}), { dims: free, inputShapes: new Map(), otherwise: 1 })
  if (!module.ok) return batch > 1 ? undefined : unwrap(module)
  const remarks = runPasses(unwrap(parsePipeline(stages.mvm, passes)), module.value, { environment: { target: machine }, registry })
  unwrap(remarks)
  return { module: module.value, remarks: remarks.diagnostics }
}

function measure({ module }) {
  const plans = planNetwork(module, target, 'latency')
  const rings = { used: 0, slots: 0 }
  let joules = 0
  for (const { shape, plan } of plans.values()) {
    joules += plan.cost.energyJoules - plan.cost.holdJoules
    for (const { count, job } of tileGroups(shape, unitClass, plan))
      rings.slots += count * job.streams.reduce((sum, { positions }) => sum + positions, 0) * unitClass.rows * unitClass.columns
    rings.used += shape.rows * shape.columns * shape.positions.reduce((a, b) => a * b, 1)
  }
  return {
    fill: rings.slots === 0 ? undefined : rings.used / rings.slots,
    tiles: [...plans.values()].reduce((sum, { plan }) => sum + plan.cost.tiles, 0),
    seconds: networkSeconds(module, plans, target),
    joules,
    bounds: boundNetwork(module, target),
  }
}

const percent = (fraction) => (fraction === undefined ? '-' : `${(100 * fraction).toFixed(1)} %`)
const micro = (seconds) => (1e6 * seconds).toPrecision(4)
const ratio = (m) => (m === undefined || m.bounds.latencySeconds === 0 ? '-' : (m.seconds / m.bounds.latencySeconds).toFixed(3))
const rows = []
const exceptions = []
const ratios = []
/** Of products of two activations, too: shares on the target whose rings take either. */
const shares = []
const activationTarget = unwrap(loadTarget('lt-mrr-bank'))
for (const file of models) {
  const name = basename(file) === 'model.onnx' ? basename(dirname(file)) : basename(file, '.onnx')
  const kind = kindOf(name)
  const start = performance.now()
  const single = await mvmModule(file, 1).catch((error) => String(error.message))
  if (typeof single === 'string') {
    console.error(`${name}: ${single}`)
    continue
  }
  const { photonic, electronic, byOperator } = countMacs(single.module)
  const share = photonic + electronic === 0 ? undefined : photonic / (photonic + electronic)
  const goal = { CNN: 0.99, MLP: 0.99, transformer: 0.85, RNN: 0.6 }[kind]
  if (share !== undefined && share < 1) {
    const reasons = [...new Set(single.remarks.filter((d) => d.code === 'stays-electronic').map((d) => d.message))]
    const operators = [...byOperator].map(([operator, macs]) => `${operator} ${macs}`).join(', ')
    exceptions.push(
      `* **${name}** (${percent(share)}${share < goal ? ', below the goal' : ''}): ${operators} MACs on the ECU. ${reasons.join('; ')}.`,
    )
  }
  if (kind === 'transformer') {
    const macs = countMacs((await mvmModule(file, 1, activationTarget)).module)
    shares.push(`| ${name} | ${percent(share)} | ${percent(macs.photonic / (macs.photonic + macs.electronic))} |`)
  }
  const one = measure(single)
  const batched = kind === 'CNN' ? await mvmModule(file, 16).catch(() => undefined) : undefined
  const sixteen = batched === undefined ? undefined : measure(batched)
  if (sixteen !== undefined) ratios.push(sixteen.seconds / sixteen.bounds.latencySeconds)
  const { bounds } = sixteen ?? one
  rows.push([
    name,
    kind,
    String(photonic + electronic),
    percent(share),
    String(one.tiles),
    percent(one.fill),
    micro(one.seconds),
    ratio(one),
    sixteen === undefined ? '-' : micro(sixteen.seconds),
    micro(bounds.streamingSeconds),
    micro(bounds.writingSeconds),
    micro(bounds.unitSeconds),
    micro(bounds.criticalPathSeconds),
    micro(bounds.copiesSeconds),
    sixteen === undefined ? '-' : ratio(sixteen),
    bounds.energyJoules === 0 ? '-' : ((sixteen ?? one).joules / bounds.energyJoules).toFixed(3),
  ])
  console.error(`${name} ${kind} ${percent(share)} ${ratio(one)} ${ratio(sixteen)} ${((performance.now() - start) / 1e3).toFixed(1)} s`)
}
const mean = Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length)
const head = [
  'model',
  'kind',
  'MACs',
  'on rings',
  'tiles',
  'fill',
  'latency, us',
  '/ bound',
  'batch 16, us',
  'streaming',
  'writing',
  'units',
  'path',
  'copies',
  '/ bound',
  'energy / bound',
]
const page = `# Mapping, measured

What of each network runs on rings of \`rnb-64\`, how full they are, and how far its predicted latency is from what the target allows. Written by
\`node bench/mapping.mjs\` from the models of \`ONNC_TEST_DATA\`; all numbers are counts or modelled, the same on every machine.

* **on rings**: share of all multiply-accumulates. Those of bodies that loop count once.
* **tiles**: written in one inference, copies included. **fill**: weights over ring slots, weighted by the vectors that are streamed.
* **latency**: predicted for batch 1; the executor's is within 2 % where kernels compute little (\`packages/onnc/test/prediction.test.ts\`).
* **batch 16**: for CNNs whose input can have one. The bounds beside it, in us, are for that batch (else for batch 1): *streaming* has all units
  stream all the time on rings that all hold weights, *writing* all units write full banks, *units* all units write or stream without a
  pause, with the tiles that matrices leave, *path* is the longest chain of kernels and of streams that all units share, *copies* a
  chain whose streams are shared by as many units as the writes of that many copies allow. Both take a product to wait for all of what it
  reads; a unit of \`rnb-64\` has one set of rings, so it writes or streams. The bound is the largest.
* **energy / bound**: joules of the products over those of each cut for least energy, without what holds rings.
* Bounds count every product and every write. Where matrices repeat (those of \`light\` models are filled by a generator) and are written once, or zeros
  are left out (TFC_2W2A), a program may come below, and the fill counts what it skips.

Geometric mean of latency over bound, CNNs at batch 16: **${mean.toFixed(3)}** (${ratios.length} networks).

| ${head.join(' | ')} |
|${head.map((_, i) => (i < 2 ? '---' : '---:')).join('|')}|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## Products of two activations

The rings of \`rnb-64\` hold weights, those of \`lt-mrr-bank\` either: shares of all multiply-accumulates on rings.

| model | rnb-64 | lt-mrr-bank |
|---|---:|---:|
${shares.join('\n')}

## What stays on the ECU

${exceptions.join('\n')}
`
if (wanted === '') {
  mkdirSync('docs/measured', { recursive: true })
  writeFileSync('docs/measured/mapping.md', page)
} else console.log(page)

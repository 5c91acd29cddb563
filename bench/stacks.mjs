// What tiers of blocks below each other are good for: networks with depthwise and grouped products, blocks side by side only and as `tile` chooses, by
// the executor's clock. Writes docs/measured/stacked-blocks.md.
// node --conditions=@onnc/source bench/stacks.mjs
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkProgram, timeProgram } from '@onnc/executor'
import { importMessage, readModelFile } from '@onnc/frontend'
import { loadTarget } from '@onnc/hardware'
import { cloneOperation, parsePipeline, runPasses } from '@onnc/ir'
import { passes, stages } from '@onnc/passes'

const data = process.env.ONNC_TEST_DATA ?? '../shared/data'
const models = {
  'DS-CNN': 'trained/mlperf-kws-dscnn-f32/model.onnx',
  FastestDet: 'trained/fastestdet/model.onnx',
  'face-slim-320': 'trained/face-slim-320/model.onnx',
  ShuffleNet: 'light/light_shufflenet.onnx',
}
const cuts = [
  ['side by side', stages.mrr.replace('tile,', 'tile{flat},')],
  ['stacked', stages.mrr],
]

const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

const rows = []
for (const [name, file] of Object.entries(models)) {
  const model = unwrap(readModelFile(join(data, file)))
  const imported = unwrap(await importMessage(model, { dims: new Map(), inputShapes: new Map(), otherwise: 1 }))
  for (const target of ['rnb-64', 'rnb-64-double', 'rnb-16'].map((machine) => unwrap(loadTarget(machine))))
    for (const [cut, mrr] of cuts) {
      const module = cloneOperation(imported)
      for (const pipeline of [stages.mvm, mrr])
        unwrap(runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry }))
      const program = unwrap(generateProgram(module, { target, exact: false }))
      const { latencySeconds, energyJoules, ringsWritten } = unwrap(timeProgram(unwrap(checkProgram(program, target))))
      const writes = program.instructions.filter(({ op }) => op === 'program').length
      const parts = program.uses.filter(({ firstOutput }) => firstOutput !== undefined).length
      const figures = [program.tiles.length, writes, ringsWritten, parts, micro(latencySeconds), micro(energyJoules.total)]
      rows.push(`| ${[name, target.name, cut, ...figures].join(' | ')} |`)
      console.log(rows.at(-1))
    }
}

const text = `# Stacked blocks

A depthwise or grouped convolution is a block-diagonal matrix. Its blocks share tiles side by side, in columns of their own, and in tiers below each other,
in the same columns: each tier is streamed by itself, and only its rows are read. Rings are slow to write, so few tiles with several streams beat many
tiles with one. The table has each network twice, with blocks side by side only (\`tile{flat}\`), and as \`tile\` chooses. Crossbars of one row
(\`sonic\`, \`crosslight\`) have no tiers: nothing changes there. Written by \`node --conditions=@onnc/source bench/stacks.mjs\` from the models of
\`ONNC_TEST_DATA\`; all numbers are counts or modelled, of one cold inference.

| network | target | blocks | tiles | writes of banks | rings written | streams of a tier | latency, us | energy, uJ |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`
const file = join(import.meta.dirname, '../docs/measured/stacked-blocks.md')
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, text)

function micro(value) {
  return Number((value * 1e6).toPrecision(4))
}

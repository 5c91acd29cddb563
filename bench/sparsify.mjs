/*
 * Sparsify and cluster a generated model of 25 million weights, ONNX file to ONNX file, on one core:
 *
 *   node --conditions=@onnc/source bench/sparsify.mjs [--weights 25e6] [--external]
 *
 * Three quarters of the weights are in one fully connected layer, the rest in 3x3 convolutions.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { decodeModel, encodeModel, valueInfo } from '@onnc/onnx'
import { createRandom } from '@onnc/support'
import { runCommandLine } from 'onnc'

const { values } = parseArgs({ options: { weights: { type: 'string', default: '25e6' }, external: { type: 'boolean', default: false } } })
const folder = mkdtempSync(join(tmpdir(), 'onnc-bench-sparsify-'))
try {
  const model = join(folder, 'model.onnx')
  const count = writeModel(model, Number(values.weights), values.external)
  for (const pipeline of [
    'sparsify{sparsity=0.5},cluster-weights{levels=64}',
    'sparsify{sparsity=0.5 spread=sensitivity},cluster-weights{levels=64 scope=model}',
    'sparsify{structure=2:4},cluster-weights{levels=16}',
  ])
    await time(model, pipeline, count)
} finally {
  rmSync(folder, { recursive: true })
}

async function time(model, pipeline, count) {
  const output = join(folder, 'sparse.onnx')
  const before = performance.now()
  const terminal = { out: () => undefined, err: (text) => process.stderr.write(text), isTerminal: false }
  const cpu = process.cpuUsage()
  const exitCode = await runCommandLine(['transform', model, '-o', output, '--pipeline', pipeline, '--pass-timing'], terminal)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - before) / 1000
  const decoded = values.external ? undefined : decodeModel(readFileSync(output), output)
  const layer = decoded?.ok ? decoded.value.graph.initializer[0].rawData : undefined
  const distinct = layer && new Set(new Float32Array(layer.slice().buffer)).size
  console.log(
    `${(count / 1e6).toFixed(1)} million weights, ${pipeline}: exit ${exitCode}, ${seconds.toFixed(1)} s, ` +
      `${((user + system) / 1e6).toFixed(1)} s of processor (bound 10 s)${distinct ? `, ${distinct} levels in the first layer` : ''}`,
  )
}

function writeModel(file, weights, external) {
  const random = createRandom(1)
  const gauss = () => random.uniform() + random.uniform() + random.uniform() - 1.5
  const channels = 512
  const layers = Math.max(1, Math.round(weights / 4 / (9 * channels * channels)))
  const width = Math.round((weights - layers * 9 * channels * channels) / channels)
  const data = []
  const initializer = []
  const node = []
  let offset = 0
  const tensor = (name, dims) => {
    const floats = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, gauss)
    const bytes = new Uint8Array(floats.buffer)
    const head = { name, dataType: 1, dims }
    if (external) {
      const entries = { location: 'model.data', offset: String(offset), length: String(bytes.length) }
      initializer.push({ ...head, dataLocation: 1, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) })
      data.push(bytes)
      offset += bytes.length
    } else initializer.push({ ...head, rawData: bytes })
    return floats.length
  }
  let count = 0
  for (let i = 0; i < layers; i++) {
    count += tensor(`k${i}`, [channels, channels, 3, 3])
    const pads = { name: 'pads', type: 7, ints: [1, 1, 1, 1] }
    node.push({ opType: 'Conv', name: `conv${i}`, input: [i === 0 ? 'x' : `h${i - 1}`, `k${i}`], output: [`h${i}`], attribute: [pads] })
  }
  count += tensor('w', [channels, width])
  node.push({ opType: 'GlobalAveragePool', input: [`h${layers - 1}`], output: ['p'] })
  node.push({ opType: 'Flatten', input: ['p'], output: ['f'] })
  node.push({ opType: 'MatMul', name: 'fc', input: ['f', 'w'], output: ['y'] })
  const input = [valueInfo('x', { kind: 'tensor', elementType: 1, shape: [1, channels, 4, 4] })]
  const output = [valueInfo('y', { kind: 'tensor', elementType: 1, shape: [1, width] })]
  const graph = { name: 'bench', node, initializer, input, output }
  writeFileSync(file, encodeModel({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph }))
  if (external) writeFileSync(join(folder, 'model.data'), Buffer.concat(data))
  return count
}

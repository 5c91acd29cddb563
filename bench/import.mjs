/*
 * What importing and compiling large models takes. Models are generated into a temporary folder:
 *
 *   node --conditions=@onnc/source bench/import.mjs [--megabytes 100] [--external-megabytes 1024] [--layer-megabytes 64]
 *
 * The first has its weights inside: importing it (typed, folded, checked) is timed against ONNX Runtime creating a session on it. The
 * second keeps its weights in a file of its own: peak memory of compiling it, in a process of its own, against 1.5 times its largest layer
 * plus 400 MB.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { importModel } from '@onnc/frontend'
import { encodeModel, valueInfo } from '@onnc/onnx'
import { createSession } from '@onnc/ort'
import { createRandom } from '@onnc/support'

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '100' },
    'external-megabytes': { type: 'string', default: '1024' },
    'layer-megabytes': { type: 'string', default: '64' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'onnc-bench-import-'))
try {
  const inside = join(folder, 'inside.onnx')
  writeFileSync(inside, mlp(Number(values.megabytes), 4, undefined))
  await timeImport(inside)
  const outside = join(folder, 'outside.onnx')
  writeFileSync(outside, mlp(Number(values['external-megabytes']), Number(values['layer-megabytes']), join(folder, 'outside.data')))
  measureCompile(outside, Number(values['layer-megabytes']))
} finally {
  rmSync(folder, { recursive: true })
}

async function timeImport(file) {
  const ratios = []
  for (let round = 0; round < 3; round++) {
    const beforeSession = performance.now()
    const session = createSession({ file }, { optimization: 'all' })
    const sessionSeconds = (performance.now() - beforeSession) / 1000
    if (!session.ok) throw new Error(session.diagnostics[0].message)
    session.value.dispose()
    const beforeImport = performance.now()
    const module = await importModel(file, { dims: new Map() })
    const importSeconds = (performance.now() - beforeImport) / 1000
    if (!module.ok) throw new Error(module.diagnostics[0].message)
    ratios.push({ sessionSeconds, importSeconds })
  }
  const { sessionSeconds, importSeconds } = ratios.toSorted((a, b) => a.importSeconds - b.importSeconds)[0]
  const more = importSeconds - sessionSeconds
  console.log(
    `${megabytes(file)} MB inside: import ${importSeconds.toFixed(2)} s, ONNX Runtime's session ${sessionSeconds.toFixed(2)} s: ` +
      `${more.toFixed(2)} s more (bound 1.5 s)`,
  )
}

function measureCompile(file, layerMegabytes) {
  const onnc = new URL('../packages/onnc/bin/onnc.js', import.meta.url).pathname
  const watched = `
    import { spawn } from 'node:child_process'
    import { readFileSync } from 'node:fs'
    const child = spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })
    let peak = 0
    const timer = setInterval(() => {
      try { peak = Math.max(peak, Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/' + child.pid + '/status', 'utf8'))?.[1] ?? 0)) } catch {}
    }, 20)
    child.on('exit', (code) => { clearInterval(timer); console.log(JSON.stringify({ code, peak })) })
  `
  const before = performance.now()
  const args = ['--input-type=module', '-e', watched, onnc, 'compile', file, '-o', join(folder, 'out.mrr')]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const seconds = (performance.now() - before) / 1000
  const { code, peak } = JSON.parse(stdout.trim().split('\n').at(-1))
  const bound = 1.5 * layerMegabytes + 400
  console.log(
    `${megabytes(file.replace('.onnx', '.data'))} MB outside: compile exits with ${code} in ${seconds.toFixed(1)} s, ` +
      `peak ${Math.round(peak / 1024)} MB (bound ${bound} MB)${code === 0 ? '' : `: ${stderr.slice(0, 500)}`}`,
  )
}

/** Square layers with ReLU between them; weights inside, or in `dataFile`, written layer by layer. */
function mlp(totalMegabytes, layerMegabytes, dataFile) {
  const width = Math.round(Math.sqrt((layerMegabytes * 2 ** 20) / 4))
  const layers = Math.max(1, Math.round(totalMegabytes / layerMegabytes))
  const random = createRandom(1)
  const noise = Float32Array.from({ length: width * width }, () => (random.uniform() - 0.5) / width)
  const initializer = []
  const node = []
  const descriptor = dataFile === undefined ? undefined : openSync(dataFile, 'w')
  let offset = 0
  for (let layer = 0; layer < layers; layer++) {
    noise[layer] = layer
    const head = { name: `w${layer}`, dataType: 1, dims: [width, width] }
    const bytes = new Uint8Array(noise.slice().buffer)
    if (descriptor === undefined) initializer.push({ ...head, rawData: bytes })
    else {
      writeSync(descriptor, bytes)
      const entries = { location: 'outside.data', offset: String(offset), length: String(bytes.length) }
      initializer.push({ ...head, dataLocation: 1, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) })
      offset += bytes.length
    }
    node.push({ opType: 'MatMul', name: `m${layer}`, input: [layer === 0 ? 'x' : `r${layer - 1}`, `w${layer}`], output: [`m${layer}`] })
    node.push({ opType: 'Relu', name: `r${layer}`, input: [`m${layer}`], output: [`r${layer}`] })
  }
  if (descriptor !== undefined) closeSync(descriptor)
  const edge = (name) => valueInfo(name, { kind: 'tensor', elementType: 1, shape: [1, width] })
  const graph = { name: 'mlp', node, initializer, input: [edge('x')], output: [edge(`r${layers - 1}`)] }
  return encodeModel({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph })
}

function megabytes(file) {
  return Math.round(statSync(file).size / 1e6)
}

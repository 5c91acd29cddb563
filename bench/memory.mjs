// The most memory that compiling and running ResNet-18 at 224x224 takes, each in a process of its own; and what the modes of the executor may take: three times the
// weights, the activations, and 300 MB. node bench/memory.mjs [rnb-64]
import { layOutMemory } from '@onnc/executor'
import { targetFromDefinition } from '@onnc/hardware'
import { decodeProgram } from '@onnc/isa'
import { alignColumns } from '@onnc/report'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resnet18 } from './resnet18.mjs'

const target = process.argv[2] ?? 'rnb-64'
const main = fileURLToPath(import.meta.resolve('onnc')).replace(/index\.js$/, 'main.js')
const tell = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxrss '+process.resourceUsage().maxRSS+'\\n'))`

/** Megabytes that a command takes at most. */
function peak(...args) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', tell, main, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return (Number(/maxrss (\d+)/.exec(stderr)[1]) * 1024) / 1e6
}

const folder = mkdtempSync(join(tmpdir(), 'onnc-bench-'))
try {
  const [model, file] = [join(folder, 'resnet18.onnx'), join(folder, 'resnet18.mrr')]
  writeFileSync(model, resnet18())
  const weights = statSync(model).size / 1e6
  const compiled = peak('compile', model, '--target', target, '-o', file)
  const { buffers, target: held } = decodeProgram(readFileSync(file), file).value
  const activations = (layOutMemory(buffers, targetFromDefinition(held.definition).value).words * 4) / 1e6
  const allowed = 3 * weights + activations + 300
  const rows = [['', 'MB', `of ${allowed.toFixed(0)} MB`]]
  const row = (name, megabytes) => rows.push([name, megabytes.toFixed(0), `${((100 * megabytes) / allowed).toFixed(0)} %`])
  row('compile', compiled)
  for (const mode of ['timing', 'ideal', 'quantized', 'noisy'])
    row(`run, ${mode}`, peak('run', file, '--random-inputs', '1', '--mode', mode))
  row('run the model, noisy', peak('run', model, '--target', target, '--random-inputs', '1', '--mode', 'noisy'))
  console.log(`ResNet-18 on ${target}: weights ${weights.toFixed(0)} MB, activations ${activations.toFixed(0)} MB\n${alignColumns(rows)}`)
} finally {
  rmSync(folder, { recursive: true })
}

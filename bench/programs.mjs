// How large programs are and what compiling them takes, from file to file, each in a process of its own, on rnb-64.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { checkClaims, checkProgram } from '@onnc/executor'
import { targetFromDefinition } from '@onnc/hardware'
import { decodeProgram } from '@onnc/isa'
import { alignColumns } from '@onnc/report'

import { withWeights } from './light-weights.mjs'
import { resnet18 } from './resnet18.mjs'

const data = process.env.ONNC_TEST_DATA ?? '../shared/data'
const folder = mkdtempSync(join(tmpdir(), 'onnc-programs-'))
const cli = new URL('../packages/onnc/dist/main.js', import.meta.url).pathname

/** Compiles in a child and reads from the kernel what it took. */
function compile(model, program, ...flags) {
  const code = `process.argv.splice(1, 0, 'onnc')
    const { runCommandLine } = await import(${JSON.stringify(new URL('../packages/onnc/dist/index.js', import.meta.url).href)})
    const start = performance.now()
    const code = await runCommandLine(process.argv.slice(2), { out: () => {}, err: (text) => process.stderr.write(text), isTerminal: false })
    console.log(JSON.stringify({ code, seconds: (performance.now() - start) / 1e3, megabytes: process.resourceUsage().maxRSS / 1024 }))`
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code, 'compile', model, '-o', program, ...flags], {
    encoding: 'utf8',
  })
  const line = child.stdout.trim().split('\n').at(-1)
  if (child.status !== 0 || line === '') throw new Error(`${cli}: ${child.stderr}`)
  return JSON.parse(line)
}

/** Bytes of the ring codes at their bit width. */
const packedBytes = (tiles) =>
  tiles.reduce((sum, { levels, rows, columns }) => sum + Math.ceil((Math.ceil(Math.log2(levels)) * rows * columns) / 8), 0)

const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

try {
  const generated = join(folder, 'resnet18.onnx')
  writeFileSync(generated, resnet18())
  const models = [['resnet18, generated', generated]]
  for (const name of ['squeezenet', 'resnet50', 'densenet121', 'vgg19']) {
    const file = join(data, `light/light_${name}.onnx`)
    if (!existsSync(file)) continue
    const filled = join(folder, `${name}.onnx`)
    writeFileSync(filled, withWeights(readFileSync(file)))
    models.push([`${name}, generated`, filled])
  }
  const rows = [['', 'instructions', 'tiles', 'file', 'codes only', 'of packed codes', 'compile', 'us a tile', 'checker', 'memory']]
  for (const [name, model] of models) {
    const [full, bare] = [join(folder, 'full.mrr'), join(folder, 'bare.mrr')]
    const took = compile(model, full)
    compile(model, bare, '--no-exact')
    const program = unwrap(decodeProgram(readFileSync(bare), bare))
    const checked = unwrap(checkProgram(program, unwrap(targetFromDefinition(program.target.definition))))
    const start = performance.now()
    unwrap(checkClaims(checked, { tileChecksums: 'skip' }))
    const checker = performance.now() - start
    const bareBytes = statSync(bare).size
    rows.push([
      name,
      String(program.instructions.length),
      String(program.tiles.length),
      `${(statSync(full).size / 1e6).toFixed(1)} MB`,
      `${(bareBytes / 1e6).toFixed(1)} MB`,
      `${(bareBytes / packedBytes(program.tiles)).toFixed(3)}x`,
      `${took.seconds.toFixed(2)} s`,
      ((took.seconds * 1e6) / program.tiles.length).toFixed(0),
      `${checker.toFixed(0)} ms`,
      `${took.megabytes.toFixed(0)} MB`,
    ])
  }
  console.log(`programs for rnb-64, Node ${process.versions.node}\n${alignColumns(rows)}`)
} finally {
  rmSync(folder, { recursive: true })
}

/*
 * Compiles mutated models until the time or the count is up, and keeps each one that does not end as it should.
 *
 *   npm run fuzz -- [--seconds S] [--count N] [--seed K] [--models FOLDER] [--out FOLDER]
 *
 * Case number i of seed K is the same mutant on every machine; `--seed` of a fault's name and `--count 1` shows it again. With --models
 * every .onnx file below that folder of at most 1 MB is a seed too.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { loadTarget } from '@onnc/hardware'
import { openIsolated } from '@onnc/ort'

import { fuzzCase, mutant } from '../packages/onnc/test/fuzz/fuzz-case.ts'
import { seedModels } from '../packages/onnc/test/fuzz/seeds.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
    models: { type: 'string' },
    out: { type: 'string', default: 'fuzz-faults' },
  },
})
const count = values.count === undefined ? (values.seconds === undefined ? 200 : Infinity) : Number(values.count)
const seconds = values.seconds === undefined ? Infinity : Number(values.seconds)
const firstSeed = Number(values.seed)
if (![count, seconds, firstSeed].every((n) => n >= 0)) {
  console.error('expected numbers from 0 for --seconds, --count and --seed')
  process.exit(2)
}

/** What a bad model may take (DESIGN: bounded time and memory). */
const slowSeconds = 10
const largeBytes = 1e9

const models = [...seedModels(), ...(values.models === undefined ? [] : modelsBelow(values.models))]
const target = loadTarget('rnb-64').value
const folder = mkdtempSync(join(tmpdir(), 'onnc-fuzz-'))
writeFileSync(join(folder, 'w.bin'), new Uint8Array(4096))
symlinkSync('/etc/passwd', join(folder, 'link'))
const isolated = openIsolated()
const endings = new Map()
const started = performance.now()
let done = 0
let faults = 0
let slowest = 0
while (done < count && performance.now() - started < seconds * 1000) {
  const seed = firstSeed + done
  const bytes = mutant(models, seed)
  const before = performance.now()
  const { exitCode, diagnostics, fault } = await fuzzCase(bytes, folder, target, isolated)
  const took = (performance.now() - before) / 1000
  slowest = Math.max(slowest, took)
  const memory = process.memoryUsage().rss
  const slow =
    took > slowSeconds
      ? `it takes ${took.toFixed(1)} s`
      : memory > largeBytes
        ? `the process holds ${Math.round(memory / 1e6)} MB`
        : undefined
  const wrong = fault ?? slow
  const ending = `${exitCode} ${diagnostics.find((d) => d.severity === 'error')?.code ?? ''}`
  endings.set(ending, (endings.get(ending) ?? 0) + 1)
  if (wrong !== undefined) {
    faults++
    mkdirSync(values.out, { recursive: true })
    writeFileSync(join(values.out, `fault-${seed}.onnx`), bytes)
    console.log(`seed ${seed}: ${wrong}`)
  }
  done++
}
await isolated.close()
rmSync(folder, { recursive: true })
for (const [ending, times] of [...endings].toSorted((a, b) => b[1] - a[1])) console.log(`${String(times).padStart(8)}  exit ${ending}`)
const rate = done / ((performance.now() - started) / 1000)
console.log(
  `${done} mutants of ${models.length} models from seed ${firstSeed} (${rate.toFixed(0)} a second, slowest ${slowest.toFixed(1)} s): ${faults} faults`,
)
process.exitCode = faults === 0 ? 0 : 1

function modelsBelow(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.onnx'))
    .toSorted()
    .map((file) => join(root, file))
    .filter((file) => statSync(file).size <= 2 ** 20)
    .map((file) => new Uint8Array(readFileSync(file)))
}

// Compile and run times beside ONNX Runtime on the same model, in the same process. Medians; the ratios are what to look at.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { openMachine, randomInputs, timeProgram, checkProgram } from '@onnc/executor'
import { loadTarget } from '@onnc/hardware'
import { decodeProgram, encodeProgram } from '@onnc/isa'
import { createSession } from '@onnc/ort'
import { alignColumns } from '@onnc/report'
import { compileModel } from 'onnc'

const data = process.env.ONNC_TEST_DATA ?? '../shared/data'
const mnist8 = join(data, 'trained/mnist-8/model.onnx')
const model = existsSync(mnist8) ? mnist8 : 'test-models/digits-cnn/model.onnx'

const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

/** Median milliseconds of `work`, after two runs that do not count. */
async function median(work, runs) {
  const times = []
  for (let i = -2; i < runs; i++) {
    const start = performance.now()
    await work()
    if (i >= 0) times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
}

const target = unwrap(loadTarget('rnb-64'))
const options = { target, dimensions: { dims: new Map() }, exact: true }
const bytes = readFileSync(model)

const load = await median(() => unwrap(createSession(bytes, { optimization: 'all' })).dispose(), 15)
const compile = await median(async () => encodeProgram(unwrap(await compileModel(model, options))), 9)

const program = unwrap(await compileModel(model, options))
const file = encodeProgram(program)
const read = await median(() => unwrap(decodeProgram(file, 'bench.mrr')), 15)
const time = await median(() => unwrap(timeProgram(unwrap(checkProgram(program, target)))), 15)

const sample = randomInputs(program, 1)
const session = unwrap(createSession(bytes, { optimization: 'all' }))
const batch = 100
const runRuntime = await median(() => {
  for (let i = 0; i < batch; i++) unwrap(session.run(sample))
}, 9)
const rows = [['', 'median', 'ratio']]
const row = (name, milliseconds, base) => rows.push([name, `${milliseconds.toFixed(2)} ms`, `${(milliseconds / base).toFixed(1)}x`])
row('ONNX Runtime: create a session', load, load)
row('onnc: compile, file to program bytes', compile, load)
row('onnc: read and check the program', read, load)
row('onnc: time the program', time, load)
row(`ONNX Runtime: ${batch} inferences`, runRuntime, runRuntime)
for (const mode of ['ideal', 'quantized']) {
  const machine = unwrap(openMachine(program, { mode }))
  const samples = Array.from({ length: batch }, () => sample)
  row(`onnc: ${batch} inferences, ${mode}, batched`, await median(() => unwrap(machine.run(samples)), 9), runRuntime)
  row(
    `onnc: ${batch} inferences, ${mode}, one by one`,
    await median(() => {
      for (const one of samples) unwrap(machine.run([one]))
    }, 5),
    runRuntime,
  )
  machine.close()
}
session.dispose()
console.log(`${model} on ${target.name}, Node ${process.versions.node}\n${alignColumns(rows)}`)

// The executor on ResNet-18 at 224x224 beside ONNX Runtime on the same float model and one thread, and one worker beside two; and how fast programs are timed.
// node bench/executor.mjs [rnb-64,rnb-16] [ideal,quantized,noisy] [threads]
import { checkProgram, openMachine, randomInputs, timeProgram } from '@onnc/executor'
import { loadTarget } from '@onnc/hardware'
import { decodeProgram, encodeProgram } from '@onnc/isa'
import { createSession } from '@onnc/ort'
import { alignColumns } from '@onnc/report'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileModel } from 'onnc'
import { resnet18 } from './resnet18.mjs'

const unwrap = (result) => {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const targets = (process.argv[2] ?? 'rnb-64,rnb-16').split(',')
const modes = (process.argv[3] ?? 'ideal,quantized').split(',')
const threads = (process.argv[4] ?? '1,2').split(',').map(Number)
const rounds = Number(process.env.ROUNDS ?? 9)

const folder = process.env.KEEP ?? mkdtempSync(join(tmpdir(), 'onnc-bench-'))
const model = join(folder, 'resnet18.onnx')
if (!existsSync(model)) writeFileSync(model, resnet18())
const session = unwrap(createSession({ file: model }, { optimization: 'all' }))
const rows = [['', 'best', 'median', 'x ONNX Runtime, median of rounds', 'processor time, mean']]
try {
  for (const name of targets) {
    const target = unwrap(loadTarget(name))
    const file = join(folder, `resnet18-${name}.mrr`)
    if (!existsSync(file))
      writeFileSync(file, encodeProgram(unwrap(await compileModel(model, { target, dimensions: { dims: new Map() }, exact: true }))))
    const program = unwrap(decodeProgram(readFileSync(file), 'bench.mrr'))
    const checked = unwrap(checkProgram(program, target))
    const timed = []
    for (let round = -3; round < 3 * rounds; round++) {
      const start = performance.now()
      unwrap(timeProgram(checked))
      if (round >= 0) timed.push(performance.now() - start)
    }
    const count = checked.program.instructions.length
    const speed = (milliseconds) => `${(count / milliseconds / 1e3).toFixed(1)} M instructions/s`
    rows.push([
      `${name}: timing, ${count} instructions`,
      `${Math.min(...timed).toFixed(1)} ms`,
      `${median(timed).toFixed(1)} ms`,
      `${speed(median(timed))} (best ${speed(Math.min(...timed))})`,
    ])
    const sample = randomInputs(program, 1)
    const machines = modes.flatMap((mode) =>
      threads.map((count) => ({
        mode,
        count,
        machine: unwrap(openMachine(program, { mode, threads: count })),
        times: [],
        ratios: [],
        processor: 0,
        main: 0,
      })),
    )
    const reference = []
    for (let round = -2; round < rounds; round++) {
      // The machine does other things beside: everything is measured in every round, between two runs of ONNX Runtime.
      for (const entry of machines) {
        let start = performance.now()
        unwrap(session.run(sample))
        const one = performance.now() - start
        start = performance.now()
        const [all, main] = [process.cpuUsage(), process.threadCpuUsage()]
        unwrap(entry.machine.run([sample]))
        const ours = performance.now() - start
        const [spent, ofMain] = [process.cpuUsage(all), process.threadCpuUsage(main)].map(({ user, system }) => (user + system) / 1e3)
        if (round < 0) continue
        entry.processor += spent / rounds
        entry.main += ofMain / rounds
        reference.push(one)
        entry.times.push(ours)
        entry.ratios.push(ours / one)
      }
    }
    const base = median(reference)
    rows.push([`${name}: ONNX Runtime, 1 thread`, `${Math.min(...reference).toFixed(1)} ms`, `${base.toFixed(1)} ms`, ''])
    for (const { mode, count, machine, times, ratios, processor, main } of machines) {
      // Where threads have a core each, a run takes at least what the busiest of them does.
      const busiest = Math.max(main, (processor - main) / Math.max(1, count - 1))
      rows.push([
        `${name}: ${mode}, ${count} ${count === 1 ? 'thread' : 'threads'}`,
        `${Math.min(...times).toFixed(1)} ms`,
        `${median(times).toFixed(1)} ms`,
        `${median(ratios).toFixed(2)} (best/best ${(Math.min(...times) / Math.min(...reference)).toFixed(2)})`,
        `${processor.toFixed(0)} ms, busiest thread ${busiest.toFixed(0)} ms`,
      ])
      machine.close()
    }
  }
} finally {
  session.dispose()
  if (process.env.KEEP === undefined) rmSync(folder, { recursive: true })
}
console.log(`ResNet-18, 224x224, Node ${process.versions.node}\n${alignColumns(rows)}`)
process.exit(0)

// Reading and printing MLIR text: MB/s and bytes held per operation; where mlir-opt-22 is installed, its time on the same file in the same run.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createRegistry, parseModule, printOperation } from '@onnc/ir'

const registry = createRegistry([])

/** `count` operations in one function, without big constants. */
function operations(count) {
  const lines = ['"builtin.module"() ({', '^bb0:', '  %0 = "test.source"() : () -> tensor<1x64x56x56xf32>']
  for (let i = 1; i < count; i++)
    lines.push(
      i % 4 === 0
        ? `  %${i} = "mrr.add"(%${i - 1}, %${Math.max(0, i - 3)}) : (tensor<1x64x56x56xf32>, tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32>`
        : `  %${i} = "mrr.${['mvm', 'adc', 'dac'][i % 3]}"(%${i - 1}) {bits = ${i % 9} : i32, name = "layer${i >> 4}.conv${i}", pads = array<i64: 1, 1>} : (tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32> loc("model.onnx":${i}:4)`,
    )
  return `${[...lines, '}) : () -> ()'].join('\n')}\n`
}

/** Short lines without types of tensors: the most tokens per byte. */
function shortOperations(count) {
  const lines = ['"builtin.module"() ({', '^bb0:', '  %0 = "a.b"() : () -> i32']
  for (let i = 1; i < count; i++) lines.push(`  %${i} = "a.b"(%${i - 1}) {x = ${i % 9} : i32} : (i32) -> i32`)
  return `${[...lines, '}) : () -> ()'].join('\n')}\n`
}

function resources(megabytes) {
  const hex = '0123456789ABCDEF'.repeat(4096)
  const blobs = Array.from({ length: megabytes * 16 }, (_, i) => `w${i}`)
  const ops = blobs.map(
    (key) => `  %${key} = "onnx.constant"() {value = dense_resource<${key}> : tensor<32768xi8>} : () -> tensor<32768xi8>\n`,
  )
  return `"builtin.module"() ({\n${ops.join('')}}) : () -> ()\n{-# dialect_resources: { builtin: {\n${blobs.map((key) => `${key}: "0x01000000${hex}"`).join(',\n')}\n} } #-}\n`
}

/** The best of several runs: what the machine does beside is no property of ours. */
const milliseconds = (work, runs = 7) => {
  const times = []
  for (let i = 0; i < runs; i++) {
    globalThis.gc?.()
    const start = performance.now()
    work()
    times.push(performance.now() - start)
  }
  return Math.min(...times)
}

const rate = (size, time) => `${(size / time / 1e3).toFixed(0)} MB/s`

const parse = (text) => {
  const parsed = parseModule(text, 'bench.mlir', registry)
  if (!parsed.ok) throw new Error(parsed.diagnostics[0].message)
  return parsed.value
}

const folder = mkdtempSync(join(tmpdir(), 'onnc-bench-'))
const hasMlirOpt = spawnSync('mlir-opt-22', ['--version']).status === 0
try {
  for (const [name, text] of [
    ['100,000 operations', operations(100_000)],
    ['100,000 short operations', shortOperations(100_000)],
    ['blobs, 64 MB', resources(64)],
  ]) {
    const megabytes = text.length / 1e6
    const module = parse(text)
    const reading = milliseconds(() => parse(text))
    let written = 0
    const printing = milliseconds(() => {
      written = 0
      printOperation(module, registry, (chunk) => void (written += chunk.length), { generic: true, locations: true })
    })
    console.log(
      `${name} (${megabytes.toFixed(1)} MB): parse ${rate(text.length, reading)} (${reading.toFixed(0)} ms), print ${rate(written, printing)} (${printing.toFixed(0)} ms)`,
    )
    if (hasMlirOpt) {
      const file = join(folder, 'in.mlir')
      writeFileSync(file, text)
      const theirs = milliseconds(() => {
        const run = spawnSync('mlir-opt-22', [
          '--allow-unregistered-dialect',
          '--mlir-print-op-generic',
          '--mlir-print-debuginfo',
          file,
          '-o',
          join(folder, 'out.mlir'),
        ])
        if (run.status !== 0) throw new Error(String(run.stderr).slice(0, 500))
      }, 3)
      console.log(
        `  mlir-opt-22, parse and print: ${theirs.toFixed(0)} ms; ours ${(reading + printing).toFixed(0)} ms, ${((reading + printing) / theirs).toFixed(2)}x`,
      )
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** Bytes on the heap that a module holds, in a function of its own so that nothing else keeps it alive. */
function held(text) {
  globalThis.gc()
  globalThis.gc()
  const before = process.memoryUsage()
  const module = parse(text)
  globalThis.gc()
  globalThis.gc()
  const after = process.memoryUsage()
  const bytes = after.heapUsed + after.external - before.heapUsed - before.external
  return module.regions.length > 0 ? bytes : NaN
}

if (globalThis.gc === undefined) console.log('memory: run with --expose-gc')
else
  for (const [name, make] of [
    ['operation', operations],
    ['short operation', shortOperations],
  ]) {
    const bytes = held(make(100_000))
    console.log(`held per ${name}: ${(bytes / 100_000).toFixed(0)} bytes`)
  }

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { resultSchemas } from '@onnc/results'
import { createRandom } from '@onnc/support'

import { encodeNpy } from '../src/data/write-npy.ts'
import { runOnnc } from './run-onnc.ts'

const digits = 'test-models/digits-cnn'
const folder = mkdtempSync(join(tmpdir(), 'onnc-run-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Banks that share DACs wait for each other. */
const crowded = join(folder, 'crowded.yaml')
writeFileSync(
  crowded,
  `extends: rnb-64-double
name: crowded
description: Two units of rnb-64-double that write row by row.
units:
  - name: crossbar
    count: {value: 2, source: "assumption: few"}
    stationary: {parallelism: {value: row, source: "assumption: a DAC for each column"}}
`,
)

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

describe('onnc run explains itself', () => {
  test.each(['rnb-64', crowded])(
    'layers and resources add up to the energy and the latency on %s; the critical path is the latency',
    async (target) => {
      const { out, exitCode } = await runOnnc('run', `${digits}/model.onnx`, '--target', target, '--mode', 'timing', '--json')
      expect(exitCode).toBe(0)
      const run = resultSchemas.run.parse(JSON.parse(out))
      const near = (value: number, expected: number): void => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-9)
      near(sum(run.layers!.map((layer) => layer.energyJoules['total']!)), run.energyJoules.total)
      near(sum(run.resources!.map(({ energyJoules }) => energyJoules)), run.energyJoules.total)
      near(sum(run.criticalPath!.map(({ seconds }) => seconds)), run.latencySeconds)
      for (const { waiting, resource: _, energyJoules: __, ...parts } of run.resources!)
        near(sum([...Object.values(parts), ...Object.values(waiting)]), run.latencySeconds)
      const banks = run.resources!.filter(({ resource }) => resource.includes('bank'))
      expect(banks.length > 0).toBe(target === crowded)
      if (banks.length > 0) expect(sum(banks.map(({ waiting }) => waiting.unit))).toBeGreaterThan(0)
      const { framesPerSecond, framesPerSecondPerWatt, staticJoules, dynamicJoules, joulesPerMac, products } = run.figures!
      near(framesPerSecond * run.latencySeconds, 1)
      near(framesPerSecondPerWatt * run.energyJoules.total, 1)
      near(staticJoules + dynamicJoules, run.energyJoules.total)
      near(joulesPerMac * products, run.energyJoules.total)
    },
  )

  test('a trace is JSON whose slices carry instruction and ONNX node, and whose power adds up to the energy', async () => {
    const file = join(folder, 'trace.json')
    const { out } = await runOnnc('run', `${digits}/model.onnx`, '--mode', 'timing', '--trace', file, '--json')
    const run = resultSchemas.run.parse(JSON.parse(out))
    const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as {
      traceEvents: { ph: string; cat?: string; ts: number; name: string; args?: Record<string, unknown> }[]
    }
    const slices = traceEvents.filter(({ ph, cat }) => ph === 'X' && cat !== 'memory')
    expect(slices.length).toBeGreaterThan(20)
    for (const { args } of slices) expect(typeof args!['instruction'] === 'number' && typeof args!['node'] === 'string').toBe(true)
    expect(new Set(slices.map(({ name }) => name)).has('conv2')).toBe(true)
    const power = traceEvents.filter(({ ph, name }) => ph === 'C' && name === 'power (W)')
    const watts = power.map(({ args }) => sum(Object.values(args as Record<string, number>)))
    const joules = sum(power.slice(1).map(({ ts }, i) => (watts[i]! * (ts - power[i]!.ts)) / 1e6))
    expect(Math.abs(joules / run.energyJoules.total - 1)).toBeLessThan(1e-3)
  })

  test('the log is the same every time, one line a step', async () => {
    const [one, two] = [
      await runOnnc('run', `${digits}/model.onnx`, '--mode', 'timing', '--log'),
      await runOnnc('run', `${digits}/model.onnx`, '--mode', 'timing', '--log'),
    ]
    expect(one.out).toBe(two.out)
    const lines = one.out.split('\n').filter((line) => line.includes('\t'))
    expect(lines[0]).toMatch(/^0\.000\t4000\.000\tunit 0\t0\tprogram\tbank 0 tile 0\t[0-9.]+\tconv1 \+ conv1\.biased$/)
    for (const line of lines) expect(line.split('\t')).toHaveLength(8)
  })
})

/** An event of a trace, as the Trace Event Format has them. */
interface TraceEvent {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid?: number
  readonly ts?: number
  readonly dur?: number
  readonly s?: string
  readonly args?: Readonly<Record<string, unknown>>
}

describe('traces', () => {
  const rules =
    'the rules of the Trace Event Format that Perfetto reads: phases with their fields, named tracks, slices that do not overlap'
  test.each([
    ['rnb-64', 'unit 0'],
    ['rnb-64-double', 'unit 0 bank 1'],
  ])(`on %s keep ${rules}`, async (target, name) => {
    const file = join(folder, 'rules.json')
    const run = ['run', `${digits}/model.onnx`, '--target', target, '--mode', 'timing', '--trace', file]
    expect((await runOnnc(...run)).exitCode).toBe(0)
    const trace = JSON.parse(readFileSync(file, 'utf8')) as { displayTimeUnit: string; traceEvents: TraceEvent[] }
    expect(trace.displayTimeUnit).toBe('ns')
    const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
    const tracks = new Map<string, TraceEvent[]>()
    const named = new Set<string>()
    const processes = new Set<number>()
    /** When each counter was last told. */
    const counted = new Map<string, number>()
    for (const event of trace.traceEvents) {
      expect(Number.isInteger(event.pid)).toBe(true)
      if (event.ph === 'M') {
        expect(['process_name', 'thread_name']).toContain(event.name)
        expect(typeof event.args!['name']).toBe('string')
        if (event.name === 'process_name') processes.add(event.pid)
        else named.add(`${event.pid} ${event.tid}`)
        continue
      }
      expect(isTime(event.ts)).toBe(true)
      expect(event.name.length).toBeGreaterThan(0)
      if (event.ph === 'X') {
        expect(isTime(event.dur)).toBe(true)
        expect(Number.isInteger(event.tid)).toBe(true)
        const track = `${event.pid} ${event.tid}`
        tracks.set(track, [...(tracks.get(track) ?? []), event])
      } else if (event.ph === 'C') {
        expect(Object.values(event.args!).every((value) => isTime(value))).toBe(true)
        expect(event.ts!).toBeGreaterThanOrEqual(counted.get(event.name) ?? 0)
        counted.set(event.name, event.ts!)
      } else expect([event.ph, event.s]).toEqual(['i', 'g'])
    }
    for (const [track, slices] of tracks) {
      expect(processes).toContain(Number(track.split(' ')[0]))
      // The ECU is one track, named by its process.
      if (!track.startsWith('3 ')) expect(named).toContain(track)
      const inOrder = slices.toSorted((a, b) => a.ts! - b.ts!)
      // In nanoseconds, which is what viewers keep: whole ones, so that however they round, what touches does not overlap.
      const nanoseconds = (microseconds: number): number => Math.round(microseconds * 1e3)
      for (const [i, { ts, dur }] of inOrder.entries()) {
        for (const time of [ts!, dur!]) expect(Math.abs(time * 1e3 - nanoseconds(time))).toBeLessThan(1e-6)
        if (i > 0) expect(nanoseconds(ts!)).toBeGreaterThanOrEqual(nanoseconds(inOrder[i - 1]!.ts!) + nanoseconds(inOrder[i - 1]!.dur!))
      }
    }
    const names = trace.traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args!['name'])
    expect(names).toEqual(expect.arrayContaining([name, 'unit 0 bank 0', 'ECU', 'activation memory', 'weight memory']))
    expect(tracks.get('5 0')!.map(({ name }) => name)).toContain('conv2')
  })
})

describe('threads', () => {
  test('any number gives the same outputs; what is no number of threads is refused', async () => {
    const run = (threads: string): ReturnType<typeof runOnnc> =>
      runOnnc('run', `${digits}/model.onnx`, '--random-inputs', '1', '--mode', 'noisy', '--threads', threads, '--json')
    const outputs = async (threads: string): Promise<unknown> => resultSchemas.run.parse(JSON.parse((await run(threads)).out)).outputs
    expect(await outputs('3')).toEqual(await outputs('1'))
    const refused = await run('0')
    expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining('--threads')])
  })
})

describe('signal to noise', () => {
  test('--compare tells how far the values of each node are from exact ones', async () => {
    const run = async (mode: string): Promise<ReturnType<typeof resultSchemas.run.parse>> => {
      const { out } = await runOnnc('run', `${digits}/model.onnx`, '--random-inputs', '1', '--mode', mode, '--compare', '--json')
      return resultSchemas.run.parse(JSON.parse(out))
    }
    const [ideal, quantized, noisy] = [await run('ideal'), await run('quantized'), await run('noisy')]
    expect(ideal.signals).toBeUndefined()
    expect(noisy.signals!.map(({ node }) => node)).toEqual(quantized.signals!.map(({ node }) => node))
    for (const [i, { node, signalToNoiseDecibel }] of quantized.signals!.entries()) {
      expect(node).toBe(['conv1 + conv1.biased', 'conv2', 'dense + logits'][i])
      expect(signalToNoiseDecibel).toBeGreaterThan(20)
      expect(signalToNoiseDecibel).toBeLessThan(90)
    }
    expect(noisy.signals![0]!.signalToNoiseDecibel).toBeLessThan(quantized.signals![0]!.signalToNoiseDecibel!)
  })
})

describe('ranges from data', () => {
  test('converters set from samples; clipping is told by node; data of another shape is refused', async () => {
    const random = createRandom(1)
    const data = Float32Array.from({ length: 4 * 784 }, () => random.uniform())
    const file = join(folder, 'samples.npy')
    writeFileSync(file, encodeNpy({ type: 'float32', shape: [4, 1, 28, 28], data }))
    const run = (samples: string): ReturnType<typeof runOnnc> =>
      runOnnc('run', `${digits}/model.onnx`, '--random-inputs', '1', '--mode', 'quantized', '--range-data', samples, '--json')
    const { out, exitCode, err } = await run(file)
    expect([exitCode, err.includes('error')]).toEqual([0, false])
    const { clipping } = resultSchemas.run.parse(JSON.parse(out))
    expect(clipping!.map(({ node }) => node)).toContain('conv2')
    expect(sum(clipping!.map(({ clipped }) => clipped))).toBeGreaterThan(0)
    const other = join(folder, 'other.npy')
    writeFileSync(other, encodeNpy({ type: 'float32', shape: [5], data: new Float32Array(5) }))
    const refused = await run(other)
    expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining('expected samples of float32')])
  })

  test('a program keeps them: it runs as with the data, and every chip has them', async () => {
    const random = createRandom(1)
    // Dim samples, so that the images of the evaluation are clipped.
    const data = Float32Array.from({ length: 4 * 784 }, () => random.uniform() * 0.1)
    const file = join(folder, 'dim.npy')
    writeFileSync(file, encodeNpy({ type: 'float32', shape: [4, 1, 28, 28], data }))
    const program = join(folder, 'ranged.mrr')
    expect((await runOnnc('compile', `${digits}/model.onnx`, '-o', program, '--range-data', file)).exitCode).toBe(0)
    expect((await runOnnc('check', program)).exitCode).toBe(0)
    const run = async (...more: string[]): Promise<ReturnType<typeof resultSchemas.run.parse>> => {
      const { out } = await runOnnc('run', ...more, '--random-inputs', '1', '--mode', 'quantized', '--json')
      return resultSchemas.run.parse(JSON.parse(out))
    }
    const [kept, given] = [await run(program), await run(`${digits}/model.onnx`, '--range-data', file)]
    expect(kept.outputs).toEqual(given.outputs)
    expect(kept.clipping).toEqual(given.clipping)
    expect(sum(kept.clipping!.map(({ clipped }) => clipped))).toBeGreaterThan(0)

    const images = ['--images', `${digits}/images-idx3-ubyte.gz`, '--labels', `${digits}/labels-idx1-ubyte.gz`, '--limit', '40']
    const chips = ['--mode', 'noisy', '--chips', '2', '--json']
    const correctOf = async (...model: string[]): Promise<number[]> =>
      resultSchemas.eval.parse(JSON.parse((await runOnnc('eval', ...model, ...images, ...chips)).out)).chips!.correct
    const withData = await correctOf(`${digits}/model.onnx`, '--range-data', file)
    expect(await correctOf(program, '--reference', `${digits}/model.onnx`)).toEqual(withData)
    expect(withData).not.toEqual(await correctOf(`${digits}/model.onnx`))
  })
})

describe('virtual chips', () => {
  const evaluate = async (...more: string[]): Promise<ReturnType<typeof resultSchemas.eval.parse>> => {
    const images = ['--images', `${digits}/images-idx3-ubyte.gz`, '--labels', `${digits}/labels-idx1-ubyte.gz`, '--limit', '60']
    const { out, err } = await runOnnc('eval', `${digits}/model.onnx`, ...images, '--mode', 'noisy', '--json', ...more)
    expect(err).not.toContain('error')
    return resultSchemas.eval.parse(JSON.parse(out))
  }

  test('any number of workers gives the same numbers, and results are taken up again', async () => {
    const kept = join(folder, 'chips.json')
    const one = await evaluate('--chips', '3', '--workers', '1', '--resume', kept)
    const two = await evaluate('--chips', '3', '--workers', '2')
    expect(two.chips).toEqual(one.chips)
    const more = await evaluate('--chips', '4', '--resume', kept)
    expect(more.chips!.correct.slice(0, 3)).toEqual(one.chips!.correct)
    const alone = await evaluate('--seed', '3')
    expect(alone.correct).toBe(more.chips!.correct[3])
  })

  test('what does not go together is refused', async () => {
    const run = (...more: string[]): ReturnType<typeof runOnnc> => runOnnc('run', `${digits}/model.onnx`, '--random-inputs', '1', ...more)
    expect((await run('--seed', '3')).err).toContain("--seed is about noise and rings, mode 'ideal' has none")
    expect((await run('--mode', 'noisy', '--fault', 'ring=99.0.0.0')).exitCode).toBe(2)
    expect((await run('--mode', 'noisy', '--fault', 'ring=1.2')).err).toContain('expected ring=UNIT.BANK.ROW.COLUMN')
    expect((await run('--mode', 'noisy', '--fault-rate', '2')).exitCode).toBe(2)
  })

  test('dead rings make a difference', async () => {
    const run = async (...more: string[]): Promise<number> => {
      const { out } = await runOnnc(
        'run',
        `${digits}/model.onnx`,
        '--inputs',
        `${digits}/test_data_set_0`,
        '--mode',
        'noisy',
        '--compare',
        '--json',
        ...more,
      )
      return resultSchemas.run.parse(JSON.parse(out)).comparison!.maxRelError!
    }
    expect(await run('--fault-rate', '0.05')).toBeGreaterThan(3 * (await run()))
  })
})

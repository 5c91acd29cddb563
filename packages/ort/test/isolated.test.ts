import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { annotateTypes, annotateTypesIsolated, openIsolated, runOnceIsolated } from '@onnc/ort'
import type { Result, Tensor } from '@onnc/support'
import { afterAll, expect, test, vi } from 'vitest'
import { endless, identity, model, spacious } from './tiny-model.ts'

const x: Tensor = { type: 'float32', shape: [2], data: Float32Array.of(1, -2) }
const feeds = new Map([['x', x]])

function message(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.diagnostics.map((d) => `${d.class} ${d.code}: ${d.message}`).join('; ')
}

// A place of this file's own: other test files start isolated processes at the same time.
const temporary = mkdtempSync(path.join(os.tmpdir(), 'onnc-isolated-test-'))
process.env['TMPDIR'] = temporary
afterAll(() => rmSync(temporary, { recursive: true }))

/** x -> Relu -> a -> Relu -> y, with `a` an output of no declared type. */
const untyped = model({
  nodes: [
    { op: 'Relu', inputs: ['x'], outputs: ['a'] },
    { op: 'Relu', inputs: ['a'], outputs: ['y'] },
  ],
  inputs: [{ name: 'x', type: 1, shape: ['n', 3] }],
  outputs: [{ name: 'y', type: 1 }],
})

test('the annotated model is a model, and leaves no file behind', async () => {
  const here = annotateTypes(untyped)
  const there = await annotateTypesIsolated(untyped)
  expect(here.ok && Buffer.from(here.value).includes('Relu')).toBe(true)
  expect(there).toEqual(here)
  expect(message(annotateTypes(Uint8Array.of(1, 2, 3)))).toMatch(/^invalid onnxruntime-refuses/)
})

test('one process serves many requests, in order, and is replaced when it dies', async () => {
  const isolated = openIsolated({ seconds: 1 })
  const results = await Promise.all([
    isolated.runOnce(identity(1), feeds),
    isolated.runOnce(endless, new Map()),
    isolated.annotateTypes(untyped),
    isolated.runOnce(identity(1), feeds, ['nope']),
    isolated.runOnce(identity(1), feeds, ['y']),
  ])
  expect(results.map(message)).toEqual([
    'ok',
    'unsupported onnxruntime-time: ONNX Runtime ran out of its 1 s while it was running a part of the model',
    'ok',
    "usage output-unknown: the model has no output 'nope', expected 'y'",
    'ok',
  ])
  expect(results[4].ok && results[4].value).toEqual(new Map([['y', x]]))
  await isolated.close()
  await isolated.close()
  expect(readdirSync(temporary)).toEqual([])
})

test('time and memory limits hold', async () => {
  expect(message(await runOnceIsolated(endless, new Map(), undefined, { seconds: 0.2 }))).toBe(
    'unsupported onnxruntime-time: ONNX Runtime ran out of its 0.2 s while it was running a part of the model',
  )
  if (process.platform !== 'linux') return
  expect(message(await runOnceIsolated(spacious, new Map(), undefined, { bytes: 2 ** 28 }))).toBe(
    'unsupported onnxruntime-memory: ONNX Runtime ran out of its 256 MiB of memory while it was running a part of the model',
  )
})

test('models too large for the channel go through a file', async () => {
  const padded = new Uint8Array([...identity(1), 0x32, 0x80, 0x80, 0x80, 1, ...new Uint8Array(2 ** 21).fill(97)])
  expect(await runOnceIsolated(padded, feeds)).toEqual({ ok: true, value: new Map([['y', x]]), diagnostics: [] })
})

test.skipIf(process.platform !== 'linux')('no process outlives a killed parent', async () => {
  const script = `
    import { openIsolated } from '@onnc/ort'
    import { endless } from './tiny-model.ts'
    await openIsolated({ seconds: 100 }).runOnce(endless, new Map())
  `
  const flags = ['--conditions=@onnc/source', '--input-type=module', '--eval', script]
  const parent = spawn(process.execPath, flags, { cwd: import.meta.dirname, stdio: 'ignore' })
  const child = await vi.waitFor(
    () => {
      const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim()
      expect(children).toMatch(/^\d+$/)
      // Busy, so deaf to the end of its parent.
      expect(Number(readFileSync(`/proc/${children}/stat`, 'utf8').split(' ')[13])).toBeGreaterThan(40)
      return children
    },
    { timeout: 20_000, interval: 50 },
  )
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(existsSync(`/proc/${child}`)).toBe(false), { timeout: 10_000, interval: 50 })
})

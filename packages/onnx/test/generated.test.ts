import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const packageFolder = path.resolve(import.meta.dirname, '..')

test('the generated module is what proto/onnx.proto gives', () => {
  const pbjs = createRequire(import.meta.url).resolve('protobufjs-cli/bin/pbjs')
  const folder = mkdtempSync(path.join(os.tmpdir(), 'onnc-generated-'))
  try {
    const leaveOut = ['--no-delimited', '--no-typeurl', '--no-verify', '--no-convert']
    const flags = ['-t', 'static-module', '-w', 'esm', '-d', ...leaveOut, '-r', 'onnc-onnx', '-o', path.join(folder, 'onnx.js')]
    execFileSync(process.execPath, [pbjs, ...flags, path.join(packageFolder, 'proto/onnx.proto')])
    for (const file of ['onnx.js', 'onnx.d.ts']) {
      const committed = readFileSync(path.join(packageFolder, 'src/generated', file), 'utf8')
      expect(readFileSync(path.join(folder, file), 'utf8') === committed, `${file}: run npm run generate`).toBe(true)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

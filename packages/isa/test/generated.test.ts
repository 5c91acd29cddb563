import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the generated module is that of the schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnc-isa-'))
  try {
    execFileSync(process.execPath, [join(root, 'scripts/generate.mjs'), folder])
    for (const file of ['program.js', 'program.d.ts']) {
      expect(readFileSync(join(root, 'src/generated', file), 'utf8') === readFileSync(join(folder, file), 'utf8'), file).toBe(true)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

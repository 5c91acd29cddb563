import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '@onnc/testing'
import { expect, test } from 'vitest'

/** Node runs TypeScript by itself from 22.18 and 23.6 on; the repository's own Node does. */
const runsTypeScript = 'typescript' in process.features && process.features.typescript !== false

test.skipIf(!runsTypeScript)('test-models are what their script makes (trained weights as they stand)', () => {
  const script = join(repositoryRoot, 'test-models/make.ts')
  const report = execFileSync(process.execPath, [script, '--check', '--fast'], { encoding: 'utf8' })
  expect(report.trim().split('\n')).toEqual(['digits-cnn: 978 of 1000', 'digits-mlp: 959 of 1000'])
})

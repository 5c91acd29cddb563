// Bundles the page of a report, with Preact inside, to one script; `htmlReport` puts it into every file.
import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

for (const name of ['rolldown', 'preact']) {
  try {
    import.meta.resolve(name)
  } catch {
    throw new Error(`${name} is not installed: dependencies have changed, run npm ci`)
  }
}
const { build } = await import('rolldown')
mkdirSync(here('dist/browser'), { recursive: true })
await build({
  input: here('browser/main.tsx'),
  platform: 'browser',
  transform: { jsx: { runtime: 'automatic', importSource: 'preact' }, target: 'es2022' },
  tsconfig: false,
  output: { file: here('dist/browser/report.js'), format: 'iife', minify: true },
})
copyFileSync(here('browser/report.css'), here('dist/browser/report.css'))

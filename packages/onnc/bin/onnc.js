#!/usr/bin/env node
// Committed, so that npm links `onnc` at install time, before anything is built.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`onnc: Node ${process.versions.node} is too old, 22.12 or newer is needed`)
  process.exitCode = 2
} else {
  const cli = new URL('../dist/main.js', import.meta.url)
  const { existsSync } = await import('node:fs')
  // Reading and compiling the modules takes longer than many a command.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  if (existsSync(cli)) await import(cli.href)
  else {
    console.error('onnc: not built yet; run: npm run build')
    process.exitCode = 2
  }
}

// Fails when package-lock.json lacks an optional platform package or names a registry host: npm 11 `npm ci` refuses the
// first, and the second would tie every user to one mirror.
import { readFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const problems = []

const resolvable = (from, name) => {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${base ? `${base}/` : ''}node_modules/${name}`]) return true
    if (!base) return false
    if (!base.includes('/node_modules/')) base = ''
    if (!base && lock.packages[`node_modules/${name}`]) return true
    if (!base) return false
  }
}

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {}))
    if (!resolvable(path, name)) problems.push(`${path || '.'} lacks optional package ${name}`)
  if (/^https?:/.test(entry.resolved ?? '')) problems.push(`${path} names a registry: ${entry.resolved}`)
}

if (problems.length > 0) {
  console.error(`package-lock.json:\n${problems.join('\n')}`)
  process.exit(1)
}

/** Writes docs/papers/sonic.md: the published results of SONIC (arXiv 2109.04459) beside what our model of it gives. No constant is fitted. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { loadTarget } from '@onnc/hardware'

import { machines } from './explore.ts'
import type { NetworkFigures } from './measure-network.ts'
import { unwrap } from './measure.ts'
import { networks } from './networks.ts'
import { page } from './page.ts'

const root = join(import.meta.dirname, '../..')
/** What is known of networks, so that a run that was cut off goes on; `--fresh` measures anew. */
const folder = join(root, 'out/papers-sonic')

/** Figures of each network, a process for each. */
async function measured(name: string): Promise<NetworkFigures> {
  const file = join(folder, `${name}.json`)
  if (process.argv.includes('--fresh') || !existsSync(file)) {
    const script = join(import.meta.dirname, 'measure-network.ts')
    const options = ['--conditions=@onnc/source', '--max-old-space-size=12000']
    const child = spawn(process.execPath, [...options, script, name, file], { stdio: ['ignore', 'ignore', 'inherit'] })
    const code = await new Promise((resolve) => child.on('exit', resolve))
    if (code !== 0) throw new Error(`${name} could not be measured`)
  }
  process.stderr.write(`${name}\n`)
  return JSON.parse(readFileSync(file, 'utf8')) as NetworkFigures
}

mkdirSync(folder, { recursive: true })
const figures = await Promise.all(networks.map(async (network) => ({ network, figures: await measured(network.name) })))
const parts = figures.flatMap((one) => (one.figures.parts === undefined ? [] : [one.figures.parts]))
const sonic = unwrap(loadTarget('sonic'))
const text = page(figures, sonic, { slice: machines(parts, sonic, 'slice'), packed: machines(parts, sonic, 'packed') })
mkdirSync(join(root, 'docs/papers'), { recursive: true })
writeFileSync(join(root, 'docs/papers/sonic.md'), text)

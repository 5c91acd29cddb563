// Makes the pictures of docs/pictures anew: reports of models of this repository, opened in Chromium, and a graph.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

import { chromiumPath } from '@onnc/testing'
import { chromium } from 'playwright-core'

const executablePath = chromiumPath()
if (executablePath === undefined) {
  console.error('no Chromium: set ONNC_CHROMIUM')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'onnc-pictures-'))
const out = (name) => join('docs/pictures', name)
const page = (name) => join(folder, `${name}.html`)
mkdirSync('docs/pictures', { recursive: true })
mkdirSync('out', { recursive: true })

const cnn = ['test-models/mnist-cnn/model.onnx', '--inputs', 'test-models/mnist-cnn/test_data_set_0', '--mode', 'quantized', '--compare']
onnc('run', ...cnn, '--report', page('cnn'))
const saved = ['rnb-64', 'rnb-16'].map((target) => {
  const file = join('out', `${target}.json`)
  const { stdout } = spawnSync(process.execPath, onncArguments('run', ...cnn, '--target', target, '--json', '--details'), {
    maxBuffer: 2 ** 28,
  })
  return { file, stdout }
})
for (const { file, stdout } of saved) writeFileSync(file, stdout)
onnc('report', ...saved.map(({ file }) => file), '-o', page('comparison'))
onnc('compile', 'test-models/digits-cnn/model.onnx', '--emit', 'svg', '-o', out('graph.svg'))
onnc('compile', 'test-models/digits-cnn/model.onnx', '--emit', 'ir-html', '-o', page('stages'))

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
await shoot('cnn', 'report.png', { clip: { x: 0, y: 0, width: 1280, height: 900 } })
await shoot('cnn', 'layers.png', { part: '#layers', click: '.layers tbody tr >> nth=2' })
await shoot('cnn', 'timeline.png', { part: '#timeline', select: ['#timeline select', 'cause'] })
await shoot('cnn', 'tiles.png', { part: '#tiles' })
await shoot('cnn', 'accuracy.png', { part: '#accuracy' })
await shoot('stages', 'stages.png', { part: '#stages', click: '.line[data-node="conv2"]' })
await shoot('comparison', 'comparison.png', { part: '#comparison' })
await shoot('cnn', 'dark.png', { clip: { x: 0, y: 0, width: 1280, height: 620 }, dark: true })
await browser.close()
rmSync(folder, { recursive: true })

function onncArguments(...args) {
  return ['--conditions=@onnc/source', 'packages/onnc/src/main.ts', ...args]
}

function onnc(...args) {
  const { status } = spawnSync(process.execPath, onncArguments(...args), { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

async function shoot(name, file, { part, clip, click, select, dark = false }) {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: dark ? 'dark' : 'light' })
  await tab.goto(pathToFileURL(page(name)).href)
  await tab.waitForSelector('.timeline canvas[data-frames]')
  if (click !== undefined) await tab.click(click)
  if (select !== undefined) await tab.selectOption(...select)
  await tab.waitForTimeout(300)
  // What floats would lie over the picture.
  await tab.addStyleTag({ content: '.selected { display: none !important }' }).catch(() => undefined)
  await (part === undefined ? tab : tab.locator(part)).screenshot({ path: out(file), ...(clip === undefined ? {} : { clip }) })
  await tab.close()
}

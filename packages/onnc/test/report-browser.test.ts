import { chromiumPath, needsChromium, repositoryRoot } from '@onnc/testing'
import { formatSi, htmlReport, type ReportDocument } from '@onnc/report'
import { resultSchemas, type RunResult } from '@onnc/results'
import axe from 'axe-core'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-browser-'))
const digits = join(repositoryRoot, 'test-models/digits-cnn')
const executablePath = chromiumPath()

describe.skipIf(executablePath === undefined)(needsChromium('a report in Chromium'), () => {
  let browser: Browser
  let result: RunResult
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
    const ran = await runOnnc(
      'run',
      join(digits, 'model.onnx'),
      '--inputs',
      join(digits, 'test_data_set_0'),
      '--compare',
      '--json',
      '--details',
    )
    result = resultSchemas.run.parse(JSON.parse(ran.out))
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  /** Opens results as a page, without network; what goes wrong on it is collected. */
  async function open(
    documents: readonly ReportDocument[],
    options: { colorScheme?: 'light' | 'dark' } = {},
  ): Promise<{ page: Page; problems: string[]; asked: string[] }> {
    const file = join(folder, `${Math.random()}.html`)
    writeFileSync(file, await htmlReport(documents))
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
    const problems: string[] = []
    const asked: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(pathToFileURL(file).href)
    if (documents[0]!.result.schema !== 'onnc.explore/1')
      await eventually(() => page.locator('.timeline canvas').getAttribute('data-frames')).not.toBeNull()
    return { page, problems, asked }
  }

  test('draws its tables, timeline and tiles without errors and without the network', async () => {
    const { page, problems, asked } = await open([{ name: 'digits', result }])
    expect(problems).toEqual([])
    expect(asked).toHaveLength(1)
    expect(await page.locator('.layers tbody tr').count()).toBe(result.layers!.length)
    expect(await page.locator('section').count()).toBe(10)
    expect(await page.locator('.quantities tbody tr').count()).toBe(result.details!.machine.quantities.length)
    expect(await coloursOf(page, '.timeline canvas')).toBeGreaterThan(5)
    expect(await coloursOf(page, '.tiles canvas')).toBeGreaterThan(5)
    const widths = await page.locator('.layers svg.bar rect').evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('width'))))
    expect(Math.max(...widths)).toBeGreaterThan(10)
    await page.close()
  })

  test('sorts by any column, with the keyboard too', async () => {
    const { page } = await open([{ name: 'digits', result }])
    const nodes = (): Promise<(string | null)[]> =>
      page.locator('.layers tbody tr').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-node')))
    const byEnergy = result.layers!.toSorted((a, b) => b.energyJoules['total']! - a.energyJoules['total']!).map(({ node }) => node)
    const button = page.locator('.layers thead').getByRole('button', { name: 'Energy', exact: true })
    await button.click()
    await eventually(nodes).toEqual(byEnergy)
    await button.press('Enter')
    await eventually(nodes).toEqual(byEnergy.toReversed())
    await eventually(() => page.locator('th[aria-sort="ascending"]').count()).toBe(1)
    await page.close()
  })

  test('a layer that is clicked opens, and is the one that timeline and tiles show', async () => {
    const { page } = await open([{ name: 'digits', result }])
    const before = await picture(page, '.timeline canvas')
    await page.locator('tr[data-node="conv2"]').click()
    await page.locator('tr.panel').waitFor()
    await eventually(() => page.locator('tr.panel canvas').count()).toBe(4)
    await eventually(() => page.locator('.tiles button').count()).toBe(4)
    await eventually(() => page.locator('.selected').innerText()).toContain('conv2')
    await eventually(() => picture(page, '.timeline canvas')).not.toBe(before)
    await page.getByRole('button', { name: 'Show the selected layer' }).click()
    await page.getByRole('button', { name: 'Clear selection' }).click()
    await eventually(() => page.locator('tr.panel').count()).toBe(0)
    await page.close()
  })

  test('a line of a stage that is clicked shows its node in every stage, the graph, the layers and the timeline', async () => {
    const { page, problems } = await open([{ name: 'digits', result }])
    const before = await picture(page, '.timeline canvas')
    const stage = (name: string): ReturnType<Page['locator']> =>
      page.locator('.stage').filter({ has: page.locator('h3', { hasText: name }) })
    await eventually(() => page.locator('.stage').count()).toBe(result.details!.stages!.stages.length)
    await stage('lower-to-mvm').locator('.line[data-node="conv2"]').first().click()
    await eventually(() => stage('imported').locator('.hit').innerText()).toContain('onnx.Conv')
    await eventually(() => stage('plan-calibration').locator('.hit', { hasText: 'mrr.stream' }).count()).toBeGreaterThan(0)
    await eventually(() => stage('program').locator('.hit', { hasText: 'stream unit=' }).count()).toBeGreaterThan(0)
    await eventually(() => page.locator('g.chosen').count()).toBe(1)
    await eventually(() => page.locator('tr.open').getAttribute('data-node')).toBe('conv2')
    await eventually(() => picture(page, '.timeline canvas')).not.toBe(before)
    await page.locator('g[data-node="conv1.biased"]').click()
    await eventually(() => page.locator('tr.open').getAttribute('data-node')).toBe('conv1 + conv1.biased')
    await eventually(() => page.locator('.tiles button').count()).toBe(1)
    await eventually(() => stage('lower-to-mvm').locator('.removed').count()).toBeGreaterThan(0)
    await page.getByLabel('show what each pass changed').uncheck()
    await eventually(() => page.locator('.line.removed').count()).toBe(0)
    expect(problems).toEqual([])
    await page.close()
  })

  test('the timeline zooms, pans and tells what is under the pointer', async () => {
    const { page } = await open([{ name: 'digits', result }])
    const canvas = page.locator('.timeline canvas')
    await canvas.scrollIntoViewIfNeeded()
    await canvas.focus()
    const span = await shownTime(page)
    for (let i = 0; i < 3; i++) await canvas.press('+')
    await eventually(async () => widthOf(await shownTime(page))).toBeLessThan(0.4 * widthOf(span))
    const near = await shownTime(page)
    await canvas.press('ArrowRight')
    await eventually(async () => (await shownTime(page)).from).toBeGreaterThan(near.from)
    await canvas.press('Home')
    await eventually(() => shownTime(page)).toEqual(span)
    const box = (await canvas.boundingBox())!
    await page.mouse.move(box.x + 300, box.y + 130)
    await page.locator('.tip').waitFor()
    await eventually(() => page.locator('.tip').innerText()).toMatch(/instruction \d+ on unit/)
    await page.mouse.down()
    await page.mouse.up()
    await eventually(() => page.locator('.selected').innerText()).not.toBe('')
    await page.close()
  })

  test('names full of markup are text', async () => {
    const evil = '<img src=x onerror="document.title=\'run\'"></script><script>document.title="run"</script>'
    const hostile = JSON.parse(JSON.stringify(result).replaceAll('"conv2"', JSON.stringify(evil))) as RunResult
    const { page, problems } = await open([{ name: evil, result: { ...hostile, model: evil } }])
    expect(problems).toEqual([])
    await page.locator('.layers tbody tr').filter({ hasText: '<img' }).click()
    await page.locator('tr.panel').waitFor()
    await eventually(() => page.locator('img').count()).toBe(0)
    await eventually(() => page.locator('h1').innerText()).toBe(evil)
    await eventually(() => page.title()).toContain('<img')
    await page.close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility fault in %s', async (colorScheme) => {
    const { page } = await open([{ name: 'digits', result }], { colorScheme })
    await page.locator('tr[data-node="conv2"]').click()
    expect(await seriousFaults(page)).toEqual([])
    await page.close()
  })

  test('two results stand side by side', async () => {
    const faster: RunResult = { ...result, target: 'other', latencySeconds: result.latencySeconds / 2 }
    const { page, problems } = await open([
      { name: 'before', result },
      { name: 'after', result: faster },
    ])
    expect(problems).toEqual([])
    await eventually(() => page.locator('#comparison').innerText()).toContain('The machines differ: rnb-64 and other')
    await eventually(() => page.locator('#comparison tbody tr').first().innerText()).toMatch(/Latency.*0\.500/s)
    await page.getByRole('button', { name: 'Baseline: before' }).click()
    await page.close()
  })

  test('of a hundred thousand slices, a frame draws as many boxes as it has pixels, not slices', async () => {
    const { page, problems } = await open([{ name: 'large', result: { ...result, details: largeDetails(result, 100_000) } }])
    expect(problems).toEqual([])
    const canvas = page.locator('.timeline canvas')
    const boxes = Number(await canvas.getAttribute('data-boxes'))
    expect(boxes).toBeGreaterThan(1000)
    expect(boxes).toBeLessThan(2 * 32 * 1280)
    await canvas.focus()
    await canvas.press('+')
    const before = Number(await canvas.getAttribute('data-frames'))
    for (let i = 0; i < 10; i++) await canvas.press('ArrowRight')
    await eventually(async () => Number(await canvas.getAttribute('data-frames'))).toBeGreaterThan(before)
    await page.close()
  })

  test('a sweep is a picture and a table of its points', async () => {
    const { out } = await runOnnc(
      'explore',
      join(digits, 'model.onnx'),
      '--sweep',
      'units.crossbar.count=4,8,16',
      '--workers',
      '1',
      '--json',
    )
    const sweep = resultSchemas.explore.parse(JSON.parse(out))
    const evil = '<img src=x onerror=alert(1)>'
    const { page, problems } = await open([{ name: 'sweep', result: { ...sweep, models: [evil] } }])
    await eventually(() => page.locator('circle').count()).toBe(3)
    await eventually(() => page.locator('circle.front').count()).toBe(sweep.points.filter(({ isPareto }) => isPareto).length)
    await page.getByLabel('only points').uncheck()
    await eventually(() => page.locator('.points tbody tr').count()).toBe(3)
    await page.getByRole('button', { name: 'Mean power' }).click()
    const watts = sweep.points.map(({ mean }) => mean!.meanWatts)
    await eventually(() => page.locator('.points tbody tr').first().innerText()).toContain(formatSi(Math.max(...watts), 'W'))
    await page.getByLabel('Across').selectOption({ label: 'Energy a bit' })
    await eventually(() => seriousFaults(page)).toEqual([])
    expect(problems).toEqual([])
    await page.close()
  })

  test('prints', async () => {
    const { page } = await open([{ name: 'digits', result }])
    expect((await page.pdf()).length).toBeGreaterThan(20_000)
    await page.close()
  })
})

/** What axe has against a page that keeps people out. */
async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

interface Shown {
  readonly from: number
  readonly to: number
}

/** Machines that run tests may be busy. */
function eventually<T>(look: () => Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: 60_000 })
}

async function shownTime(page: Page): Promise<Shown> {
  const canvas = page.locator('.timeline canvas')
  return { from: Number(await canvas.getAttribute('data-from')), to: Number(await canvas.getAttribute('data-to')) }
}

function widthOf({ from, to }: Shown): number {
  return to - from
}

/** What of a canvas we look at: these tests know no DOM types. */
interface Canvas {
  readonly width: number
  readonly height: number
  toDataURL(): string
  getContext(kind: '2d'): { getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray } }
}

/** How many different colours a canvas shows. */
function coloursOf(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = element as unknown as Canvas
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return new Set(new Uint32Array(data.buffer)).size
    })
}

function picture(page: Page, selector: string): Promise<string> {
  return page.locator(selector).evaluate((canvas) => (canvas as unknown as Canvas).toDataURL())
}

/** The same machine with many short slices on 16 units. */
function largeDetails({ details }: RunResult, count: number): NonNullable<RunResult['details']> {
  const units = 16
  const column = (of: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => of(i))
  const slices = {
    resource: column((i) => 1 + (i % units)),
    cause: column((i) => i % details!.timeline.causes.length),
    node: column((i) => (i >> 8) % details!.timeline.nodes.length),
    instruction: column((i) => i),
    bank: column(() => 0),
    tile: column(() => -1),
    startPicoseconds: column((i) => Math.floor(i / units) * 1000),
    picoseconds: column((i) => 400 + (i % 7) * 80),
    femtojoules: column((i) => i % 1000),
    bytes: column((i) => i % 64),
  }
  return { ...details!, timeline: { ...details!.timeline, slices } }
}

test('the page is small', () => {
  const script = readFileSync(join(repositoryRoot, 'packages/report/dist/browser/report.js'))
  expect(script.length).toBeLessThan(200_000)
})

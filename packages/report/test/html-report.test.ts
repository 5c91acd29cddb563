import type { RunResult } from '@onnc/results'
import { energyKeys } from '@onnc/results'
import { expect, test } from 'vitest'

import { embeddedJson, htmlReport } from '../src/html-report.ts'

const energyJoules = Object.fromEntries([['total', 0], ...energyKeys.map((key) => [key, 0])]) as RunResult['energyJoules']

function runNamed(program: string): RunResult {
  return {
    schema: 'onnc.run/1',
    program,
    target: 'rnb-64',
    mode: 'ideal',
    samples: 1,
    latencySeconds: 1e-6,
    energyJoules,
    utilisation: { units: 0.5, ecu: 0 },
    outputs: [],
    seconds: 0,
    warnings: [],
  }
}

test('names in results cannot end the element that holds them', () => {
  const hostile = '</script><script>alert(1)</script><!--\u2028'
  const text = embeddedJson({ name: hostile })
  expect(text).not.toMatch(/[<\u2028]/)
  expect(JSON.parse(text)).toEqual({ name: hostile })
})

test('nothing of a name becomes markup', async () => {
  const hostile = '"><img src=x onerror=alert(1)></title><script>alert(2)</script>'
  const html = await htmlReport([{ name: hostile, result: runNamed(hostile) }])
  expect(html).not.toContain('<img')
  expect(html.match(/<script/g)).toHaveLength(2)
})

test('the page lets no script run but its own, and asks nothing of the network', async () => {
  const html = await htmlReport([{ name: 'a.mrr', result: runNamed('a.mrr') }])
  expect(html).toMatch(
    /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[A-Za-z0-9+/=]{44}'; style-src 'unsafe-inline'; img-src data:"/,
  )
  expect(html).not.toMatch(/(?:src|href)="https?:/)
})

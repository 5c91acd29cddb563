import { calibrateOp, registry } from '@onnc/dialects'
import { loadTarget, type Target, toleratedSeconds } from '@onnc/hardware'
import { parseModule, parsePipeline, runPasses, verify, walk } from '@onnc/ir'
import type { Result } from '@onnc/support'
import { expect, test } from 'vitest'

import { passes } from '../src/index.ts'

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

const rnb = unwrap(loadTarget('rnb-64'))

/** rnb-64 on a chip whose temperature moves by its tolerance in `seconds`. */
function drifting(seconds: number): Target {
  const { drift } = rnb.device
  const { driftTolerance } = rnb.units[0]!.stationary.calibration
  const walked = { ...drift!.walk, value: driftTolerance.value }
  return { ...rnb, device: { ...rnb.device, drift: { walk: walked, interval: { ...drift!.interval, value: seconds } } } }
}

/** A program and three streams of 1000 vectors, 16 us each at 1 GS/s. */
const pattern = (elements: number): string =>
  `{offset = 0, positions = array<i64: 4000, ${elements}>, elements = array<i64: ${elements}, 1>, range = array<i64: 0, ${elements}>}`
const stream = (out: string, into: string): string =>
  `${out} = mrr.stream %b, %x into ${into} {input = ${pattern(2)}, output = ${pattern(1)}, scale = dense<1.0> : tensor<1xf32>, ` +
  `store = "${into === '%0' ? 'overwrite' : 'accumulate'}"} : !mrr.bank<1x2>, tensor<4000x2xf32> -> tensor<4000x1xf32>`
const text = `func.func @main(%x: tensor<4000x2xf32>) -> tensor<4000x1xf32> {
  %0 = mrr.allocate : tensor<4000x1xf32>
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %b = mrr.program %t unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  ${stream('%1', '%0')}
  ${stream('%2', '%1')}
  ${stream('%3', '%2')}
  func.return %3 : tensor<4000x1xf32>
}
`

function calibrations(target: Target): number {
  const module = unwrap(parseModule(text, 'test.mlir', registry))
  unwrap(runPasses(unwrap(parsePipeline('plan-calibration', passes)), module, { environment: { target }, registry }))
  expect(verify(module, registry)).toEqual([])
  return [...walk(module)].filter(calibrateOp.is).length
}

test('a bank is calibrated again when it has probably drifted', () => {
  expect(calibrations(rnb)).toBe(1)
  expect(calibrations(drifting(1))).toBe(1)
  expect(calibrations(drifting(40e-6))).toBe(2)
  expect(calibrations(drifting(1e-9))).toBe(4)
})

test('the time that is tolerated grows with the square of the tolerance', () => {
  const [unit] = rnb.units
  const { walk: walked, interval } = rnb.device.drift!
  const { driftTolerance } = unit!.stationary.calibration
  expect(toleratedSeconds(rnb, unit!)).toBeCloseTo(interval.value * (driftTolerance.value / walked.value) ** 2, 9)
  const { drift: _, ...still } = rnb.device
  expect(toleratedSeconds({ ...rnb, device: still }, unit!)).toBe(Infinity)
})

import { describe, expect, test } from 'vitest'
import {
  type CheckResult,
  type CompileResult,
  type ConformanceResult,
  energyKeys,
  type ErrorResult,
  type EvalResult,
  type ExplainProgramResult,
  type ExplainResult,
  jsonSchemas,
  type ResultName,
  resultSchemas,
  type RunResult,
  type AblateResult,
  type ExploreResult,
  type SensitivityResult,
  type TargetsCheckResult,
} from '../src/index.ts'

const warning = {
  severity: 'warning' as const,
  class: 'usage' as const,
  code: 'free-dimension',
  message: "dimension 'N' bound to 1",
  location: { kind: 'node' as const, node: 'Conv_0', opType: 'Conv' },
}

const compile: CompileResult = {
  schema: 'onnc.compile/1',
  model: 'lenet.onnx',
  target: 'rnb-64',
  instructions: 412,
  tiles: 23,
  distinctTiles: 20,
  programs: 23,
  ringsWritten: 61_470,
  activationMemory: { peakBytes: 2000, lowerBoundBytes: 1800, spilledBytes: 0 },
  fileBytes: 102_400,
  seconds: 0.8,
  remarks: [{ code: 'stays-electronic', message: 'Conv_7 stays electronic: 3-D kernel', node: 'Conv_7' }],
  warnings: [warning],
}

const energyJoules = {
  total: 5.5e-6,
  laser: 1e-7,
  dac: 2e-7,
  modulator: 3e-7,
  ringProgram: 4e-7,
  ringHold: 5e-7,
  calibration: 6e-7,
  detector: 7e-7,
  adc: 8e-7,
  memory: 9e-7,
  ecu: 1e-6,
}

const run: RunResult = {
  schema: 'onnc.run/1',
  program: 'lenet.mrr',
  target: 'rnb-64',
  mode: 'ideal',
  samples: 1,
  latencySeconds: 1.2e-4,
  energyJoules,
  utilisation: { units: 0.4, ecu: 0.01 },
  outputs: [{ name: 'y', type: 'float32', shape: [1, 10], preview: [0.5, 'NaN'], file: 'out/y.npy' }],
  comparison: {
    reference: 'ONNX Runtime',
    maxAbsError: 2e-6,
    maxRelError: null,
    pass: true,
    outputs: [{ name: 'y', type: 'float32', shape: [1, 10], maxAbsError: 2e-6, maxRelError: null, pass: true }],
  },
  seconds: 1.5,
  warnings: [],
}

const evaluation: EvalResult = {
  schema: 'onnc.eval/1',
  model: 'lenet.onnx',
  target: 'rnb-64',
  mode: 'quantized',
  count: 1000,
  correct: 981,
  referenceCorrect: 990,
  accuracy: 0.981,
  referenceAccuracy: 0.99,
  agreement: 0.985,
  latencySeconds: 1.2e-4,
  energyJoules,
  seconds: 20,
  warnings: [],
}

const error: ErrorResult = {
  schema: 'onnc.error/1',
  exitCode: 3,
  diagnostics: [
    {
      severity: 'error',
      class: 'invalid',
      code: 'target-field',
      message: "units[0].readout.rate: expected a frequency, found '5 mW'",
      location: { kind: 'position', file: 'chip.yaml', line: 3, column: 9 },
      notes: ['a note'],
      fix: 'write a frequency',
    },
  ],
}

const targetsCheck: TargetsCheckResult = {
  schema: 'onnc.targets-check/1',
  target: 'chip',
  units: [
    {
      name: 'crossbar',
      count: 16,
      rows: 64,
      columns: 64,
      wavelengthsPerBus: 16,
      spacingMetres: 1.06e-9,
      widthMetres: 1.9e-10,
      losses: [{ cause: 'coupling', decibel: 1.6 }],
      laserDbm: 13,
      receivedDbm: -14.6,
      neededLaserDbm: 9.6,
      product: [{ term: 'receiver', bits: 5.1, asked: 4 }],
      productLimit: 'receiver',
      fullScale: [{ term: 'ADC', bits: 8 }],
      fullScaleLimit: 'ADC',
    },
  ],
  area: [{ part: 'rings', count: 4096, squareMetres: 1e-6 }],
  program: {
    file: 'p.mrr',
    inputs: 'an assumption',
    layers: [{ node: 'conv1', streams: 1, signalToNoiseDecibel: 30, bits: 4.7, limit: 'ADC', share: 0.5 }],
  },
  warnings: [],
}

const conformance: ConformanceResult = {
  schema: 'onnc.conformance/1',
  folder: 'cases',
  target: 'rnb-64',
  mode: 'ideal',
  totals: { cases: 2, pass: 1, differs: 1, unsupported: 0, 'reference-fails': 0 },
  cases: [
    { name: 'node/test_add', status: 'pass', detail: '1 set' },
    { name: 'node/test_sub', status: 'differs', detail: "output 'y': largest error 1.00e+0 (relative 5.00e-1)" },
  ],
  seconds: 0.5,
}

const check: CheckResult = {
  schema: 'onnc.check/1',
  program: 'p.mrr',
  target: 'rnb-64',
  instructions: 48,
  claims: true,
  streams: 9,
  kernels: 4,
  waits: 11,
  seconds: 0.1,
  warnings: [],
}

const explain: ExplainResult = {
  schema: 'onnc.explain/1',
  model: 'lenet.onnx',
  target: 'rnb-64',
  objective: 'latency',
  latencySeconds: 9e-5,
  photonic: [
    {
      node: 'Conv_0',
      rows: 8,
      columns: 25,
      blocks: 1,
      vectors: 784,
      macs: 156_800,
      chosen: { packed: 1, tiers: 1, copies: 2, tiles: 2, fill: 0.05, seconds: 4.5e-5, unitSeconds: 9e-5, energyJoules: 1e-6 },
      runnerUp: { packed: 1, tiers: 1, copies: 1, tiles: 1, fill: 0.05, seconds: 4.6e-5, unitSeconds: 4.6e-5, energyJoules: 9e-7 },
      electronic: { seconds: 1e-6, energyJoules: 1e-9 },
    },
  ],
  electronic: [{ node: 'MatMul_1', reason: 'MatMul stays electronic: it multiplies two activations' }],
  seconds: 0.4,
  warnings: [],
}

const explainProgram: ExplainProgramResult = {
  schema: 'onnc.explain-program/1',
  program: 'lenet.mrr',
  target: 'rnb-64',
  banks: 16,
  latencySeconds: 9e-5,
  energyJoules,
  layers: [
    {
      node: 'Conv_0',
      place: 'rings',
      products: 156_800,
      tiles: 1,
      programs: 2,
      streams: 2,
      units: 2,
      fill: 0.05,
      zeros: 0.01,
      busySeconds: 9e-5,
      criticalSeconds: 4.5e-5,
      secondsByCause: { stream: 1e-6, program: 8e-6, calibrate: 8.1e-5 },
      joules: 5.5e-6,
      joulesByComponent: { laser: 5.5e-6 },
    },
  ],
  remedies: [
    {
      change: 'an ECU twice as fast',
      latencySeconds: 8.9e-5,
      joules: 5.4e-6,
      layers: [{ node: 'Conv_0', busySeconds: 9e-5, joules: 5.5e-6 }],
    },
  ],
  seconds: 0.1,
  warnings: [],
}

const sensitivity: SensitivityResult = {
  schema: 'onnc.sensitivity/1',
  model: 'lenet.onnx',
  count: 100,
  correct: 98,
  accuracy: 0.98,
  budget: 0.01,
  layers: [
    {
      name: 'conv1',
      weights: 200,
      zeros: 3,
      sparsity: [{ sparsity: 0.5, correct: 97, accuracy: 0.97 }],
      levels: [{ levels: 16, correct: 98, accuracy: 0.98 }],
    },
  ],
  proposal: {
    pipeline: 'sparsify{layers=conv1 sparsity=0.5}',
    correct: 97,
    accuracy: 0.97,
    zeroShare: 0.5,
    layers: [{ name: 'conv1', sparsity: 0.5 }, { name: 'fc' }],
  },
  seconds: 2,
  warnings: [],
}

const ablate: AblateResult = {
  schema: 'onnc.ablate/1',
  model: 'lenet.onnx',
  target: 'sonic',
  pipeline: 'sparsify{sparsity=0.5}',
  compress: 'packed',
  inputs: 'random',
  rows: [
    {
      idea: 'dense',
      latencySeconds: 1,
      energyJoules: 1,
      meanWatts: 1,
      framesPerSecond: 1,
      framesPerSecondPerWatt: 1,
      joulesPerBit: 1,
      joulesPerDenseBit: 1,
      tiles: 3,
      ringsWritten: 5,
      inputDensity: 0.5,
    },
  ],
  seconds: 2,
  warnings: [],
}

const explore: ExploreResult = {
  schema: 'onnc.explore/1',
  target: 'sonic',
  models: ['lenet.onnx'],
  pipeline: '',
  compress: 'packed',
  density: 1,
  points: [
    {
      settings: [{ path: 'units.conv.columns', value: 5 }],
      squareMetres: 1e-4,
      mean: { framesPerSecond: 1, framesPerSecondPerWatt: 1, joulesPerBit: 1, meanWatts: 1 },
      models: [{ model: 'lenet.onnx', framesPerSecond: 1, framesPerSecondPerWatt: 1, joulesPerBit: 1, meanWatts: 1 }],
      isPareto: true,
    },
    { settings: [{ path: 'units.conv.columns', value: 6 }], models: [], problem: 'does not fit', isPareto: false },
  ],
  best: [{ goal: 'meanWatts', settings: [{ path: 'units.conv.columns', value: 5 }], value: 1 }],
  located: {
    settings: [{ path: 'units.conv.columns', value: 5 }],
    ranks: [{ goal: 'meanWatts', rank: 1, of: 1 }],
    isPareto: true,
  },
  seconds: 2,
  warnings: [],
}

const samples: Record<ResultName, object> = {
  ablate,
  explore,
  sensitivity,
  explain,
  'explain-program': explainProgram,
  check,
  'targets-check': targetsCheck,
  compile,
  run,
  eval: evaluation,
  conformance,
  error,
}
const names = Object.keys(samples) as ResultName[]

describe.each(names)('%s', (name) => {
  test('accepts its document, after a trip through JSON', () => {
    expect(resultSchemas[name].parse(JSON.parse(JSON.stringify(samples[name])))).toEqual(samples[name])
  })

  test('refuses a key it does not know, a missing one and another version', () => {
    const schema = resultSchemas[name]
    expect(schema.safeParse({ ...samples[name], surprise: 1 }).success).toBe(false)
    expect(schema.safeParse({ ...samples[name], schema: `onnc.${name}/2` }).success).toBe(false)
    for (const key of Object.keys(samples[name])) {
      const { [key]: _left, ...rest } = samples[name] as Record<string, unknown>
      const optional = ['comparison', 'agreement', 'located', ...(name === 'targets-check' ? ['area', 'program'] : [])].includes(key)
      expect(schema.safeParse(rest).success, key).toBe(optional)
    }
  })

  test('its JSON Schema is strict and lists the same keys', () => {
    const schema = jsonSchemas()[name] as { title: string; properties: Record<string, unknown>; additionalProperties: boolean }
    expect(schema).toMatchObject({ title: `onnc.${name}/1`, additionalProperties: false })
    expect(Object.keys(schema.properties)).toEqual(Object.keys(resultSchemas[name].shape))
  })
})

test('numbers must be finite and in range', () => {
  const refused: [ResultName, object][] = [
    ['run', { ...run, latencySeconds: Number.POSITIVE_INFINITY }],
    ['run', { ...run, latencySeconds: Number.NaN }],
    ['run', { ...run, utilisation: { units: 1.1, ecu: 0 } }],
    ['run', { ...run, samples: 0 }],
    ['run', { ...run, mode: 'exact' }],
    ['compile', { ...compile, tiles: 1.5 }],
    ['compile', { ...compile, programs: -1 }],
    ['error', { ...error, exitCode: 0 }],
    ['error', { ...error, diagnostics: [] }],
  ]
  for (const [name, document] of refused) expect(resultSchemas[name].safeParse(document).success, JSON.stringify(document)).toBe(false)
})

test('what contradicts itself is refused', () => {
  const messages = (name: ResultName, document: object): (string | undefined)[] =>
    resultSchemas[name].safeParse(document).error?.issues.map((issue) => issue.message) ?? []
  expect(messages('run', { ...run, energyJoules: { ...energyJoules, total: 1 } })).toEqual(['the components do not add up to the total'])
  expect(messages('run', { ...run, model: 'lenet.onnx' })).toEqual(['expected either program or model'])
  expect(messages('run', { ...run, comparison: { ...run.comparison, pass: false } })).toEqual(['passes unless an output fails'])
  expect(messages('compile', { ...compile, distinctTiles: 24 })).toEqual(['more distinct tiles than tiles'])
  expect(messages('eval', { ...evaluation, accuracy: 0.9 })).toEqual(['expected correct / count'])
  expect(messages('eval', { ...evaluation, correct: 1001, accuracy: 1 })).toContain('more correct than counted')
})

test('energy keys are those of the document', () => {
  expect(['total', ...energyKeys]).toEqual(Object.keys(energyJoules))
})

// Regenerates docs/papers/sonic.md: the published results of SONIC (arXiv 2109.04459) beside what our model of it gives. No constant is fitted.
import { mkdirSync, writeFileSync } from 'node:fs'

import { areaOf, loadTarget } from '@onnc/hardware'
import { writeQuantity } from '@onnc/support'

import {
  compileConvolutions,
  compileDense,
  denseBothWays,
  denseDensity,
  densitiesOf,
  figuresOf,
  planConvolutions,
  unwrap,
  withDense,
} from './measure-networks.mjs'
import { networks } from './networks.mjs'
import { assumedChoices, assumedQuantities, combinations, readings } from './readings.mjs'
import { explanation, explorationNote } from './explanation.mjs'

const note = (text) => process.stderr.write(`${text}\n`)
const load = (name) => unwrap(loadTarget(name))
const sonic = load('sonic')
const baselines = ['crosslight', 'deap', 'lt-mrr-bank'].map(load)
const names = process.argv.slice(2)
const judged = names.length === 0 ? networks : networks.filter(({ name }) => names.includes(name))

// Programs, once each; machines that differ in numbers only run the same one.
const works = new Map()
for (const network of judged) {
  const work = {}
  for (const compress of ['slice', 'packed']) {
    note(`${network.name}: sonic, ${compress}`)
    work[compress] = { ...(await compileConvolutions(network, sonic, { sparse: true, compress })), sparse: true }
  }
  // Images of 96 x 96 take long by one-row units: the network is CIFAR10's, and so are its shares of zeros.
  const found = network.name === 'STL10' ? undefined : densitiesOf(network, work.slice.program)
  const like = works.get('CIFAR10')?.found
  work.found = found ?? { mean: like?.mean ?? 0.5, flat: like?.flat ?? 0.5, streams: like?.mean ?? 0.5 }
  // 77 million weights are costed, not compiled.
  if (network.name !== 'STL10') work.dense = await compileDense(network, sonic, work.found.flat)
  for (const target of baselines) {
    note(`${network.name}: ${target.name}`)
    work[target.name] = { ...(await compileConvolutions(network, target, { sparse: false, compress: 'none' })), sparse: false }
  }
  for (const key of ['slice', 'packed', ...baselines.map(({ name }) => name)]) delete work[key].program
  works.set(network.name, work)
}

/** SONIC under a reading. Streams of packed programs are others than those measured: they take the mean. */
function sonicFigures(network, reading, target = reading.change(sonic)) {
  const work = works.get(network.name)
  const { compress = 'slice', idlePowered = false, broadband = false } = reading
  const measured = compress === 'slice' ? work.found.streams : work.found.mean
  return figuresOf(network, target, {
    ...work[compress],
    dense: work.dense,
    density: reading.density ?? measured,
    inputDensity: work.found.flat,
    idlePowered,
    broadband,
  })
}
const baselineFigures = (network, target) =>
  figuresOf(network, target, { ...works.get(network.name)[target.name], density: 1, inputDensity: 1 })

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length
const short = (value) =>
  value === 0 ? '0' : Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(3)))
const table = (heads, rows) =>
  [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')

const figureRow = ({ seconds, watts, framesPerSecond, framesPerJoule, joulesPerBit, joulesPerDenseBit }) => [
  `${short(seconds * 1e6)} us`,
  `${short(watts)} W`,
  short(framesPerSecond),
  short(framesPerJoule),
  `${short(joulesPerBit * 1e12)} pJ`,
  `${short(joulesPerDenseBit * 1e12)} pJ`,
]
const [byDefault, packing] = [readings[0], readings.at(-1)]
const results = judged.flatMap((network) => [
  [network.name, 'sonic, sparse, packing of the paper', ...figureRow(sonicFigures(network, byDefault))],
  [network.name, 'sonic, sparse, our packing', ...figureRow(sonicFigures(network, packing))],
  ...baselines.map((target) => [network.name, `${target.name}, dense`, ...figureRow(baselineFigures(network, target))]),
])

/** SONIC's mean factors over a baseline: frames for each joule, energy a bit, energy a dense bit. */
function factors(reading, target) {
  const pairs = judged.map((network) => [sonicFigures(network, reading), baselineFigures(network, target)])
  return {
    frames: mean(pairs.map(([own, other]) => own.framesPerJoule / other.framesPerJoule)),
    bit: mean(pairs.map(([own, other]) => other.joulesPerBit / own.joulesPerBit)),
    denseBit: mean(pairs.map(([own, other]) => other.joulesPerDenseBit / own.joulesPerDenseBit)),
  }
}

const [crosslight] = baselines
const published = [
  ['CrossLight (photonic, dense)', 2.94, 18.4],
  ['NullHop (electronic, sparse)', 5.81, 8.4],
  ['RSNN (electronic, sparse)', 4.02, 5.78],
  ['LightBulb (photonic, binary)', 3.08, 19.4],
  ['HolyLight (photonic, dense)', 13.8, 27.6],
]
const own = factors(byDefault, crosslight)
const ratioText = (ours, theirs) => `${short(ours)} (${short(ours / theirs)} of the published)`
const meanFrames = mean(judged.map((network) => sonicFigures(network, byDefault).framesPerJoule))
const meanBit = mean(judged.map((network) => sonicFigures(network, byDefault).joulesPerBit))
const factorRows = [
  ['CrossLight (photonic, dense)', '2.94', ratioText(own.frames, 2.94), '18.4', ratioText(own.bit, 18.4), ratioText(own.denseBit, 18.4)],
  ...published
    .slice(1)
    .map(([name, frames, bit]) => [
      name,
      short(frames),
      `published only; implies ${short(meanFrames / frames)} FPS/W`,
      short(bit),
      `published only; implies ${short(meanBit * bit * 1e12)} pJ`,
      '',
    ]),
  ...baselines.slice(1).map((target) => {
    const found = factors(byDefault, target)
    return [`${target.name} (photonic, dense)`, 'none', short(found.frames), 'none', short(found.bit), short(found.denseBit)]
  }),
]

note('readings')
const base = judged.map((network) => sonicFigures(network, byDefault))
const readingRows = readings.map((reading) => {
  const found = factors(reading, crosslight)
  const figures = judged.map((network) => sonicFigures(network, reading))
  return [
    reading.name,
    reading.text,
    short(mean(figures.map((f, i) => f.seconds / base[i].seconds))),
    short(mean(figures.map((f, i) => f.framesPerJoule / base[i].framesPerJoule))),
    short(mean(figures.map((f, i) => f.joulesPerBit / base[i].joulesPerBit))),
    short(found.frames),
    short(found.frames / 2.94),
    short(found.bit),
    short(found.bit / 18.4),
  ]
})

note('combinations')
const spread = combinations.map((reading) => ({ reading, ...factors(reading, crosslight) })).toSorted((a, b) => a.frames - b.frames)
const middle = spread[Math.floor(spread.length / 2)]
const ofMeans = (of) =>
  mean(judged.map((network) => of(sonicFigures(network, byDefault)))) /
  mean(judged.map((network) => of(baselineFigures(network, crosslight))))

const components = ['adc', 'ringHold', 'detector', 'laser', 'dac', 'memory', 'ringProgram', 'ecu']
const energyRows = judged.map((network) => {
  const { parts, joules } = sonicFigures(network, byDefault)
  return [
    network.name,
    ...components.map((c) => `${short((100 * parts.reduce((sum, { energy }) => sum + (energy[c] ?? 0), 0)) / joules)} %`),
  ]
})

const denseRows = judged
  .filter(({ name }) => works.get(name).dense !== undefined)
  .map((network) => {
    const { dense, found } = works.get(network.name)
    const { seconds, joules, plannedSeconds, plannedJoules } = denseBothWays(network, sonic, { dense, inputDensity: found.flat })
    return [
      network.name,
      `${short(seconds * 1e6)} us`,
      `${short(plannedSeconds * 1e6)} us`,
      `${short(joules * 1e6)} uJ`,
      `${short(plannedJoules * 1e6)} uJ`,
    ]
  })

note('assumptions')
const quick = judged.filter(({ name }) => name === 'MNIST' || name === 'SVHN')
const quickBase = quick.map((network) => sonicFigures(network, byDefault))
const effects = (target) => {
  const figures = quick.map((network) => sonicFigures(network, byDefault, target))
  return [
    short(mean(figures.map((f, i) => f.seconds / quickBase[i].seconds))),
    short(mean(figures.map((f, i) => f.framesPerJoule / quickBase[i].framesPerJoule))),
  ]
}
const assumptionRows = assumedQuantities(sonic).map(({ path, quantity, times }) => [
  path,
  quantity.unit === '' ? short(quantity.value) : writeQuantity(quantity.value, quantity.unit),
  ...effects(times(0.5)),
  ...effects(times(2)),
])
const densityRows = [0.25, 0.5, 0.75, 1].map((density) => {
  const figures = quick.map((network) => {
    const work = works.get(network.name)
    return figuresOf(network, sonic, { ...work.slice, density, inputDensity: density })
  })
  return [
    short(density),
    short(mean(figures.map((f, i) => f.seconds / quickBase[i].seconds))),
    short(mean(figures.map((f, i) => f.framesPerJoule / quickBase[i].framesPerJoule))),
  ]
})

const dominates = (a, b) =>
  a.framesPerJoule >= b.framesPerJoule && a.joulesPerBit <= b.joulesPerBit && a.watts <= b.watts && a.area <= b.area && a !== b

note('exploration')
const explored = await explore('slice')
const exploredPacked = await explore('packed')

async function explore(compress) {
  const points = []
  for (const n of [3, 4, 5, 6, 7, 8, 9, 10])
    for (const N of [25, 50, 100]) {
      const convolutions = new Map()
      const withConv = { ...sonic, units: [{ ...sonic.units[0], columns: n, count: N }, sonic.units[1]] }
      for (const network of judged) convolutions.set(network.name, await planConvolutions(network, withConv, { compress }))
      for (const m of [20, 50, 100])
        for (const K of [5, 10, 20]) {
          const target = { ...withConv, units: [withConv.units[0], { ...sonic.units[1], columns: m, count: K }] }
          const figures = judged.map((network) =>
            withDense(network, target, convolutions.get(network.name), { inputDensity: works.get(network.name).found.flat }),
          )
          points.push({
            n,
            m,
            N,
            K,
            framesPerJoule: mean(figures.map((f) => f.framesPerJoule)),
            joulesPerBit: mean(figures.map((f) => f.joulesPerBit)),
            watts: mean(figures.map((f) => f.watts)),
            seconds: mean(figures.map((f) => f.seconds)),
            area: areaOf(target).reduce((sum, { squareMetres }) => sum + squareMetres, 0),
          })
        }
    }
  for (const point of points) point.isPareto = !points.some((other) => dominates(other, point))
  return points
}

const configuration = ({ n, m, N, K }) => `(${n}, ${m}, ${N}, ${K})`
const place = (points, point, of) => 1 + points.filter((other) => of(other) > of(point)).length
function exploration(points) {
  const paper = points.find(({ n, m, N, K }) => n === 5 && m === 50 && N === 50 && K === 10)
  const best = (of) => points.reduce((a, b) => (of(b) > of(a) ? b : a))
  const row = (name, of, text) => [
    name,
    `${place(points, paper, of)} of ${points.length}`,
    text(paper),
    configuration(best(of)),
    text(best(of)),
  ]
  const widths = [3, 4, 5, 6, 7, 8, 9, 10].map((n) => {
    const point = points.find((other) => other.n === n && other.m === 50 && other.N === 50 && other.K === 10)
    return [
      String(n),
      short(point.framesPerJoule),
      `${short(point.joulesPerBit * 1e12)} pJ`,
      `${short(point.watts)} W`,
      short(1 / point.seconds),
    ]
  })
  return [
    `The paper's (5, 50, 50, 10) ${paper.isPareto ? 'is' : 'is not'} on the Pareto front of ${points.filter(({ isPareto }) => isPareto).length} points.`,
    '',
    table(
      ['by', 'place of (5, 50, 50, 10)', 'its figure', 'best', 'its figure'],
      [
        row(
          'FPS/W',
          ({ framesPerJoule }) => framesPerJoule,
          (p) => short(p.framesPerJoule),
        ),
        row(
          'energy per bit',
          ({ joulesPerBit }) => -joulesPerBit,
          (p) => `${short(p.joulesPerBit * 1e12)} pJ`,
        ),
        row(
          'power',
          ({ watts }) => -watts,
          (p) => `${short(p.watts)} W`,
        ),
        row(
          'area',
          ({ area }) => -area,
          (p) => `${short(p.area * 1e6)} mm2`,
        ),
        row(
          'FPS',
          ({ seconds }) => -seconds,
          (p) => short(1 / p.seconds),
        ),
      ],
    ),
    '',
    table(['n, at (n, 50, 50, 10)', 'FPS/W', 'per bit', 'power', 'FPS'], widths),
  ].join('\n')
}

const modelRows = judged.map(({ name, published: { parameters, left, pruned, clusters }, parameters: ours, sparsity, shapes }) => [
  name,
  parameters.toLocaleString('en-US'),
  ours.toLocaleString('en-US'),
  left.toLocaleString('en-US'),
  `${pruned}, ${short(100 * sparsity)} % zeros`,
  String(clusters),
  shapes,
])
const densityNotes = judged.map(({ name }) => {
  const { mean: share, flat } = works.get(name).found
  return `${name} ${short(100 * share)} % and ${short(100 * flat)} %`
})

const text = `# SONIC, its published results and ours

SONIC (Sunny, Nikdast, Pasricha, 2021, [arXiv 2109.04459](https://arxiv.org/abs/2109.04459)) is a photonic accelerator for sparse networks; the authors' simulator is
not public. This page puts what they publish beside what our model of it gives, under every reading of what the paper leaves open. No constant is
fitted: the target is [sonic](../targets/sonic.md), every number with its source, and defaults were chosen before results were looked at.
\`npm run papers:sonic\` writes it anew.

## How

Four CNNs with the published parameter counts, weights from a seed, made sparse and clustered as Table 3 says (of five pruned layers the five largest, all to
the same share of zeros). Convolutions are compiled with the compression of the paper (\`--compress slice\`), and the executor takes time and energy of the program.
Dense layers are a second program, for the units with activations on their rings: activations are compacted at run time, one write for each chunk of those that are
not zero, and rows of weights go through the VCSELs. The 77 million weights of STL10, the dense layers of the baselines and the exploration are costed by a formula
over the same cost functions, without a program. Zeros of inputs are those of one random image through random weights (of the inputs of convolutions, and of what is flattened, are not
zero: ${densityNotes.join('; ')}); behind a dense layer ${100 * denseDensity} % are taken to be. Baselines run the dense networks.

${table(['data set', 'parameters', 'ours', 'left', 'pruned layers', 'clusters', 'shapes, and confidence in them'], modelRows)}

## Results

Energy per bit is that of an inference over the bits of its products, each the mean of the bits of its weight and its input: of the products that are computed,
and (dense bit) of those of the dense network.

${table(['', 'machine', 'latency', 'power', 'FPS', 'FPS/W', 'per bit', 'per dense bit'], results)}

Where SONIC's energy goes, in the packing of the paper:

${table(['', ...components], energyRows)}

The formula for dense layers beside their programs:

${table(['dense layers of', 'program', 'formula', 'program', 'formula'], denseRows)}

## Against what is published

Means over the networks of SONIC's factors: FPS/W is so many times better, energy per bit so many times lower. (The mean FPS/W of SONIC over the mean of
CrossLight is ${short(ofMeans(({ framesPerJoule }) => framesPerJoule))}; the paper does not say which mean it takes.)

${table(['against', 'FPS/W, published', 'FPS/W, ours', 'per bit, published', 'per bit, ours', 'per dense bit, ours'], factorRows)}

${explanation}

## Readings

Each changes SONIC only. Latency, FPS/W and energy per bit are given over the default; factors over CrossLight beside the published 2.94 and 18.4.

${table(['reading', '', 'latency', 'FPS/W', 'per bit', 'FPS/W over CrossLight', 'of 2.94', 'per bit under CrossLight', 'of 18.4'], readingRows)}

Over all ${spread.length} combinations of signs, hold power, idle arrays and packing the factor of FPS/W over CrossLight lies between ${short(spread[0].frames)} (${spread[0].reading.name}) and
${short(spread.at(-1).frames)} (${spread.at(-1).reading.name}), ${short(middle.frames)} in the middle; that of energy per bit between ${short(Math.min(...spread.map(({ bit }) => bit)))} and ${short(Math.max(...spread.map(({ bit }) => bit)))}.

## What the best configuration is

(n, m, N, K): N CONV units of n wavelengths, K FC units of m. ${explored.length} points, planned by the cost model without programs, all inputs lit; means over the networks.

${explorationNote}

### In the packing of the paper

${exploration(explored)}

### In our packing

${exploration(exploredPacked)}

## Assumptions

Every quantity of the target that rests on an assumption, at half and at twice its value: latency and FPS/W over the default, MNIST and SVHN.

${table(['quantity', 'value', 'latency, halved', 'FPS/W, halved', 'latency, doubled', 'FPS/W, doubled'], assumptionRows)}

The share of inputs that are not zero, the same for all layers:

${table(['share', 'latency', 'FPS/W'], densityRows)}

Choices that rest on an assumption, beside those under Readings:

${table(
  ['choice', 'value', 'why'],
  assumedChoices(sonic).map(({ path, value, source }) => [path, String(value), source.replace(/.*assumption: ?/, '')]),
)}
`

mkdirSync('docs/papers', { recursive: true })
writeFileSync('docs/papers/sonic.md', text)
note('docs/papers/sonic.md')

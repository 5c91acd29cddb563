/** The page, from figures alone. */
import type { Target } from '@onnc/hardware'
import { writeQuantity } from '@onnc/support'

import { explanation, explorationNote } from './explanation.ts'
import type { Point } from './explore.ts'
import { baselineNames, type NetworkFigures, triedDensities } from './measure-network.ts'
import type { Figures } from './measure.ts'
import type { Network } from './networks.ts'
import { assumedChoices, assumedQuantities, byDefault, combinations, ourPacking, type Reading, readings } from './readings.ts'

/** A network and what was measured with it. */
export interface Measured {
  readonly network: Network
  readonly figures: NetworkFigures
}

const [crosslight] = baselineNames

/** Against CrossLight: FPS/W so many times better, energy a bit so many times lower. */
const published = { frames: 2.94, bit: 18.4 }

/** What the paper compares with that is not modelled here: factors as above. */
const factorsOnly = [
  ['NullHop (electronic, sparse)', 5.81, 8.4],
  ['RSNN (electronic, sparse)', 4.02, 5.78],
  ['LightBulb (photonic, binary)', 3.08, 19.4],
  ['HolyLight (photonic, dense)', 13.8, 27.6],
] as const

export function page(
  measured: readonly Measured[],
  sonic: Target,
  explored: { readonly slice: readonly Point[]; readonly packed: readonly Point[] },
): string {
  return `# SONIC, its published results and ours

SONIC (Sunny, Nikdast, Pasricha, 2021, [arXiv 2109.04459](https://arxiv.org/abs/2109.04459)) is a photonic accelerator for sparse networks; the authors' simulator is
not public. This page puts what they publish beside what our model of it gives, under every reading of what the paper leaves open. No constant is
fitted: the target is [sonic](../targets/sonic.md), every number with its source, and defaults were chosen before results were looked at.
\`npm run papers:sonic\` writes it anew, in about ten minutes on two cores; a run that was cut off goes on where it was, and \`-- --fresh\` measures all again.

## How

Four CNNs with the published parameter counts, weights from a seed, made sparse and clustered as Table 3 says (of five pruned layers the five largest, all to
the same share of zeros), are compiled: convolutions with the compression of the paper (\`--compress slice\`), dense layers with their activations compacted at run
time; for baselines the dense networks. The executor's clock takes time and energy of the programs. Convolutions and dense layers are a program each, so that the units of the
one are off while the others work; what one program of both takes stands under Readings. Of baselines, dense layers of more than 50,000 tiles (STL10's first) are compiled in parts of
equally many rows, one of each size, whose times add up. Zeros of inputs are those of one random image through the random weights (of the inputs of convolutions, and of what
dense layers compact, are not zero: ${measured.map(({ network, figures: { nonzero } }) => `${network.name} ${percent(nonzero.streamed)} and ${percent(nonzero.compacted)}`).join('; ')}).

Nothing here is trained, so that accuracies are the published ones alone. [Our own MNIST CNN](../../test-models/README.md) has 99.39 % both dense and with 89 % zeros in 16 levels.

${table(
  ['data set', 'parameters', 'ours', 'left', 'pruned layers', 'clusters', 'accuracy, published', 'shapes, and confidence in them'],
  measured.map(
    ({
      network: {
        name,
        published: { parameters, left, pruned, clusters, accuracy },
        parameters: ours,
        sparsity,
        shapes,
      },
    }) => [
      name,
      parameters.toLocaleString('en-US'),
      ours.toLocaleString('en-US'),
      left.toLocaleString('en-US'),
      `${pruned}, ${percent(sparsity)} zeros`,
      clusters,
      `${accuracy[0]} %, then ${accuracy[1]} %`,
      shapes,
    ],
  ),
)}

## Results

Energy per bit is that of an inference over the bits of its products, each the mean of the bits of its weight and its input: of the products that are computed,
and (dense bit) of those of the dense network.

${table(['', 'machine', 'latency', 'power', 'FPS', 'FPS/W', 'per bit', 'per dense bit'], resultRows(measured))}

Where SONIC's energy goes, in the packing of the paper:

${energyTable(measured)}

## Against what is published

${comparison(measured)}

${explanation}

## Readings

Each changes SONIC only. Latency, FPS/W and energy per bit are given over the default; factors over CrossLight beside the published 2.94 and 18.4.

${readingTable(measured)}

${spreadText(measured)}

${wholeText(measured)}

## What the best configuration is

(n, m, N, K): N CONV units of n wavelengths, K FC units of m. ${explored.slice.length} points; means over MNIST, CIFAR10 and SVHN (STL10's shapes are a stand-in), at the mean share of nonzero inputs of each. A point is the
program of the convolutions and that of the dense layers: \`onnc explore\` compiles and times them for each n and each m, at 50 CONV and 10 FC units; for other numbers of units their
time and energy are those times the ratio that the cost model plans (in MNIST's network within ${percent(Math.max(...measured.map(({ figures: { planError = 0 } }) => planError)))} of programs for each number).

${explorationNote}

### In the packing of the paper

${exploration(explored.slice)}

### In our packing

${exploration(explored.packed)}

## Assumptions

Every quantity of the target that rests on an assumption, at half and at twice its value: latency and FPS/W over the default, MNIST and SVHN.

${table(
  ['quantity', 'value', 'latency, halved', 'FPS/W, halved', 'latency, doubled', 'FPS/W, doubled'],
  assumedQuantities(sonic).map(({ path, quantity }) => [
    path,
    quantity.unit === '' ? short(quantity.value) : writeQuantity(quantity.value, quantity.unit),
    ...effects(measured, ({ assumptions }) => assumptions[path]!.halved),
    ...effects(measured, ({ assumptions }) => assumptions[path]!.doubled),
  ]),
)}

The share of inputs that are not zero, the same for all layers:

${table(
  ['share', 'latency', 'FPS/W'],
  triedDensities.map((density) => [short(density), ...effects(measured, ({ densities }) => densities[density]!)]),
)}

Choices that rest on an assumption, beside those under Readings:

${table(
  ['choice', 'value', 'why'],
  assumedChoices(sonic).map(({ path, value, source }) => [path, String(value), source.replace(/.*assumption: ?/, '')]),
)}
`
}

type All = readonly Measured[]

function resultRows(measured: All): string[][] {
  return measured.flatMap(({ network: { name }, figures: { readings: of, baselines } }) => [
    [name, 'sonic, sparse, packing of the paper', ...figureCells(of[byDefault.name]!)],
    [name, 'sonic, sparse, our packing', ...figureCells(of[ourPacking.name]!)],
    ...Object.entries(baselines).map(([target, figures]) => [name, `${target}, dense`, ...figureCells(figures)]),
  ])
}

function figureCells({ seconds, watts, framesPerSecond, framesPerJoule, joulesPerBit, joulesPerDenseBit }: Figures): string[] {
  return [
    `${short(seconds * 1e6)} us`,
    `${short(watts)} W`,
    short(framesPerSecond),
    short(framesPerJoule),
    `${short(joulesPerBit * 1e12)} pJ`,
    `${short(joulesPerDenseBit * 1e12)} pJ`,
  ]
}

function energyTable(measured: All): string {
  const components = ['adc', 'ringHold', 'detector', 'laser', 'dac', 'memory', 'ringProgram', 'ecu']
  return table(
    ['', ...components],
    measured.map(({ network: { name }, figures: { readings: of } }) => {
      const { energy, joules } = of[byDefault.name]!
      return [name, ...components.map((component) => percent((energy[component] ?? 0) / joules))]
    }),
  )
}

/** SONIC's mean factors over a baseline. */
function factors(measured: All, reading: Reading, target: string): { frames: number; bit: number; denseBit: number } {
  const pairs = measured.map(({ figures }) => [figures.readings[reading.name]!, figures.baselines[target]!] as const)
  return {
    frames: mean(pairs.map(([own, other]) => over(own, other))),
    bit: mean(pairs.map(([own, other]) => other.joulesPerBit / own.joulesPerBit)),
    denseBit: mean(pairs.map(([own, other]) => other.joulesPerDenseBit / own.joulesPerDenseBit)),
  }
}

function comparison(measured: All): string {
  const own = factors(measured, byDefault, crosslight)
  const base = measured.map(({ figures }) => figures.readings[byDefault.name]!)
  const [frames, bit] = [mean(base.map((f) => f.framesPerJoule)), mean(base.map((f) => f.joulesPerBit))]
  const ofMeans = frames / mean(measured.map(({ figures }) => figures.baselines[crosslight]!.framesPerJoule))
  return `Means over the networks of SONIC's factors: FPS/W is so many times better, energy per bit so many times lower. (The mean FPS/W of SONIC over the mean of
CrossLight is ${short(ofMeans)}; the paper does not say which mean it takes.)

${table(
  ['against', 'FPS/W, published', 'FPS/W, ours', 'per bit, published', 'per bit, ours', 'per dense bit, ours'],
  [
    [
      'CrossLight (photonic, dense)',
      published.frames,
      besides(own.frames, published.frames),
      published.bit,
      besides(own.bit, published.bit),
      besides(own.denseBit, published.bit),
    ],
    ...factorsOnly.map(([name, theirFrames, theirBit]) => [
      name,
      theirFrames,
      `published only; implies ${short(frames / theirFrames)} FPS/W`,
      theirBit,
      `published only; implies ${short(bit * theirBit * 1e12)} pJ`,
      '',
    ]),
    ...baselineNames.slice(1).map((target) => {
      const found = factors(measured, byDefault, target)
      return [`${target} (photonic, dense)`, 'none', short(found.frames), 'none', short(found.bit), short(found.denseBit)]
    }),
  ],
)}`
}

function besides(ours: number, theirs: number): string {
  return `${short(ours)} (${short(ours / theirs)} of the published)`
}

function readingTable(measured: All): string {
  const figuresOf = ({ name }: Reading): Figures[] => measured.map(({ figures }) => figures.readings[name]!)
  const base = figuresOf(byDefault)
  return table(
    ['reading', '', 'latency', 'FPS/W', 'per bit', 'FPS/W over CrossLight', 'of 2.94', 'per bit under CrossLight', 'of 18.4'],
    readings.map((reading) => {
      const found = factors(measured, reading, crosslight)
      const own = figuresOf(reading)
      return [
        reading.name,
        reading.text,
        short(mean(own.map((f, i) => f.seconds / base[i]!.seconds))),
        short(mean(own.map((f, i) => f.framesPerJoule / base[i]!.framesPerJoule))),
        short(mean(own.map((f, i) => f.joulesPerBit / base[i]!.joulesPerBit))),
        short(found.frames),
        short(found.frames / published.frames),
        short(found.bit),
        short(found.bit / published.bit),
      ]
    }),
  )
}

function spreadText(measured: All): string {
  const spread = combinations
    .map((reading) => ({ reading, ...factors(measured, reading, crosslight) }))
    .toSorted((a, b) => a.frames - b.frames)
  const [least, middle, most] = [spread[0]!, spread[Math.floor(spread.length / 2)]!, spread.at(-1)!]
  const bits = spread.map(({ bit }) => bit)
  return `Over all ${spread.length} combinations of signs, hold power, idle arrays and packing the factor of FPS/W over CrossLight lies between ${short(least.frames)} (${least.reading.name}) and
${short(most.frames)} (${most.reading.name}), ${short(middle.frames)} in the middle; that of energy per bit between ${short(Math.min(...bits))} and ${short(Math.max(...bits))}.`
}

/** Both machines with one program for all of a network. */
function wholeText(measured: All): string {
  const whole = measured.flatMap(({ network, figures: { whole: one, readings: of, baselines } }) =>
    one === undefined ? [] : [{ network, ...one, both: of[byDefault.name]!, otherBoth: baselines[crosslight]! }],
  )
  const two = mean(whole.map(({ both, otherBoth }) => over(both, otherBoth)))
  const rows = whole.map(({ own, both }) => [own, both] as const)
  return `As one program, which is what \`onnc run\` makes of a network, the rings of the convolutions are held to its end, on both machines: over ${whole.map(({ network }) => network.name).join(', ')}
the factor of FPS/W over CrossLight is then ${short(mean(whole.map(({ own, other }) => over(own, other))))} instead of ${short(two)}; SONIC's latency is ${short(mean(rows.map(([one, both]) => one.seconds / both.seconds)))} and its energy
${short(mean(rows.map(([one, both]) => one.joules / both.joules)))} of that of two programs.`
}

function over(own: Figures, other: Figures): number {
  return own.framesPerJoule / other.framesPerJoule
}

/** Latency and FPS/W over the default, of two networks. */
function effects(measured: All, of: (figures: NetworkFigures) => Figures): string[] {
  const quick = measured.filter(({ network: { name } }) => name === 'MNIST' || name === 'SVHN').map(({ figures }) => figures)
  const pairs = quick.map((figures) => [of(figures), figures.readings[byDefault.name]!] as const)
  return [
    short(mean(pairs.map(([changed, base]) => changed.seconds / base.seconds))),
    short(mean(pairs.map(([changed, base]) => changed.framesPerJoule / base.framesPerJoule))),
  ]
}

function exploration(points: readonly Point[]): string {
  const paper = points.find(({ n, m, N, K }) => n === 5 && m === 50 && N === 50 && K === 10)!
  const row = (name: string, of: (point: Point) => number, text: (point: Point) => string): string[] => {
    const best = points.reduce((a, b) => (of(b) > of(a) ? b : a))
    const place = 1 + points.filter((other) => of(other) > of(paper)).length
    return [name, `${place} of ${points.length}`, text(paper), `(${best.n}, ${best.m}, ${best.N}, ${best.K})`, text(best)]
  }
  const widths = points.filter(({ m, N, K }) => m === 50 && N === 50 && K === 10)
  return `The paper's (5, 50, 50, 10) ${paper.isPareto ? 'is' : 'is not'} on the Pareto front of ${points.filter(({ isPareto }) => isPareto).length} points.

${table(
  ['by', 'place of (5, 50, 50, 10)', 'its figure', 'best', 'its figure'],
  [
    row(
      'FPS/W',
      ({ framesPerJoule }) => framesPerJoule,
      ({ framesPerJoule }) => short(framesPerJoule),
    ),
    row(
      'energy per bit',
      ({ joulesPerBit }) => -joulesPerBit,
      ({ joulesPerBit }) => `${short(joulesPerBit * 1e12)} pJ`,
    ),
    row(
      'power',
      ({ watts }) => -watts,
      ({ watts }) => `${short(watts)} W`,
    ),
    row(
      'area',
      ({ squareMetres }) => -squareMetres,
      ({ squareMetres }) => `${short(squareMetres * 1e6)} mm2`,
    ),
    row(
      'FPS',
      ({ seconds }) => -seconds,
      ({ seconds }) => short(1 / seconds),
    ),
    row(
      'FPS/W for each mm2',
      ({ framesPerJoule, squareMetres }) => framesPerJoule / squareMetres,
      ({ framesPerJoule, squareMetres }) => short(framesPerJoule / squareMetres / 1e6),
    ),
  ],
)}

${table(
  ['n, at (n, 50, 50, 10)', 'FPS/W', 'per bit', 'power', 'FPS'],
  widths.map(({ n, framesPerJoule, joulesPerBit, watts, seconds }) => [
    n,
    short(framesPerJoule),
    `${short(joulesPerBit * 1e12)} pJ`,
    `${short(watts)} W`,
    short(1 / seconds),
  ]),
)}`
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

function percent(share: number): string {
  return `${short(100 * share)} %`
}

function short(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(3)))
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

import type { InferenceCost, ReuseAnalysis } from '@onnc/passes'

import type { ProgramRow, Row } from './main.ts'

export interface Figures {
  readonly main: readonly Row[]
  readonly kinds: readonly Row[]
  readonly sweep: readonly Row[]
  readonly fewest: readonly { readonly name: string; readonly units: number; readonly shared: ReuseAnalysis }[]
  readonly programs: readonly ProgramRow[]
}

/** The page, from figures alone. */
export function page({ main, kinds, sweep, fewest, programs }: Figures): string {
  return `# Reuse and Blend: published and ours

Written by \`npm run papers:rnb\`; nothing is fitted to the published figures.

R&B (arXiv 2409.01836) programs rings once and uses them for several layers that share weights. It reports up to **69 % energy** and **57 % latency**
saved over MLP (MNIST), VGG-13, ResNet-18 and MLP-Mixer (CIFAR). It does not publish crossbar size, clock, number of arrays, cost of a write, which
layers share, nor figures by network. So the question that can be answered is: on which machines do such savings come about?

Networks have the published kinds' shapes and weights of a seed: \`mlp\` 784-512x5-10, \`mlp-8\` eight layers of 512, \`vgg-13\` and \`resnet-18\` for 32 x 32
images and 100 classes, \`mixer\` with 8 blocks on 64 patches of 512 channels. *Layer-wise*: all layers of one shape have one matrix. The machine is
[rnb-64](../targets/rnb-64.md) with the number of units given: 64 x 64 rings a unit, a write of 41 us with its ten rounds of verifying, batch 1. Energy is laser,
converters, rings (programming, calibrating, holding), memory; the control unit's kernels are left out. *Cold*: nothing in the rings at first. *Steady*:
one inference after another, each beginning when the one before ends, with what that left in the rings.

The tables are of the cost model, which planning uses and programs are tested against; the last table has programs by the executor's clock.

## Writes

Writes of tiles in one inference, cold / steady. *none*: each use writes. *kept*: nothing is shared, but what is left from the inference before is used.
*LRU*: shared; tiles in their layer's order, the least recently used makes room, which is how we read the published scheme. *ours*: the plan for latency; its
copies of tiles count. *fewest*: the plan for writes. *bound*: [no plan without copies is below](../reuse.md).

${table(
  ['network', 'units', 'uses', 'distinct', 'none', 'kept', 'LRU', 'ours', 'fewest', 'bound'],
  main.map(({ name, units, compared: { behind, kept, shared } }) => {
    const least = fewest.find((row) => row.name === name && row.units === units)?.shared
    return [
      name,
      units,
      behind.uses,
      shared.distinctTiles,
      behind.cold.writes,
      kept.steady.writes,
      pair(shared.leastRecent.cold, shared.leastRecent.steady),
      pair(shared.cold.writes, shared.steady.writes),
      least === undefined ? '' : pair(least.cold.writes, least.steady.writes),
      pair(shared.bound.cold, shared.bound.steady),
    ]
  }),
)}

## Latency and energy saved

Against two machines without reuse: one *in lock step*, where a layer's tiles are written when the layer before is through, as the published
pipeline has it (weights are allocated, then used, then the next); and ours, which writes *behind*: as soon as a unit is free. What sharing saves on top of
writing behind is less, since much of the writing no longer takes time. *Bound*: [no placement of our tiles is faster](../reuse.md), cold.

${table(
  [
    'network',
    'units',
    'lock step, no reuse',
    'ours, cold',
    'bound, cold',
    'latency / energy saved cold',
    'steady',
    'writing behind, no reuse',
    'saved cold',
    'steady',
  ],
  main.map(({ name, units, compared: { lockStep, behind, shared } }) => [
    name,
    units,
    microseconds(lockStep.cold.seconds),
    microseconds(shared.cold.seconds),
    microseconds(shared.boundSeconds),
    saved(shared.cold, lockStep.cold),
    saved(shared.steady, lockStep.cold),
    microseconds(behind.cold.seconds),
    saved(shared.cold, behind.cold),
    saved(shared.steady, behind.cold),
  ]),
)}

Published: 57 / 69. In this table latency is saved first, energy second, in percent.

## Ways to share, on 576 units

Sharing with shuffles costs index lists; backwards light costs 64 combs on this target, and a unit 4 us whenever its light turns, before what it waits
for is there. Where there is room, tiles are held twice, once for each way, and nothing turns. What is left is the light: transposed uses save energy where
little streams through a tile (an MLP), and cost more than they save where much does (the Mixer). A convolution's matrix is no transpose of another's, only its
slices by kernel position are.

${table(
  [
    'network',
    'sharing',
    'distinct',
    'writes cold / steady',
    'saved on lock step, cold',
    'steady',
    'saved on writing behind, cold',
    'steady',
  ],
  kinds.map(({ name, label, compared: { lockStep, behind, shared } }) => [
    name,
    label,
    shared.distinctTiles,
    pair(shared.cold.writes, shared.steady.writes),
    saved(shared.cold, lockStep.cold),
    saved(shared.steady, lockStep.cold),
    saved(shared.cold, behind.cold),
    saved(shared.steady, behind.cold),
  ]),
)}

## What the paper leaves open

One thing varied at a time: \`mlp-8\` on 64 units, \`mixer\` on 576, layer-wise. Latency / energy saved.

${table(
  [
    'network',
    'assumption',
    'distinct',
    'writes none',
    'ours cold / steady',
    'in lock step on both sides, cold',
    'ours on lock step, cold',
    'steady',
    'ours on writing behind, cold',
    'steady',
  ],
  sweep.map(({ name, label, compared: { lockStep, behind, sharedLockStep, shared } }) => [
    name,
    label,
    shared.distinctTiles,
    behind.cold.writes,
    pair(shared.cold.writes, shared.steady.writes),
    saved(sharedLockStep.cold, lockStep.cold),
    saved(shared.cold, lockStep.cold),
    saved(shared.steady, lockStep.cold),
    saved(shared.cold, behind.cold),
    saved(shared.steady, behind.cold),
  ]),
)}

## Programs

What the compiler makes, timed by the executor, beside the model's figures for the same plan: one inference by itself (cold), and one that follows another
(\`--steady\`). Writes are programs of banks; *saved* is against the writes of lock step without reuse, as are latency and energy. *For writes* room is made
in one place only, one tile after the other: nothing writes less, and little is slower. The model knows what kernels move, not what they compute (mixer).

${table(
  [
    'network',
    'units',
    'for',
    'cold: predicted',
    'executor',
    'writes predicted',
    'programs',
    'steady: predicted',
    'executor',
    'writes predicted',
    'programs',
    'writes saved steady',
    'latency / energy saved steady',
  ],
  programs.map(({ name, units, objective, predicted, lockStep, cold, steady }) => [
    name,
    units,
    objective,
    microseconds(predicted.cold.seconds),
    microseconds(cold.seconds),
    predicted.cold.writes,
    cold.programs,
    microseconds(predicted.steady.seconds),
    microseconds(steady.seconds),
    predicted.steady.writes,
    steady.programs,
    `${percent(steady.programs, lockStep.writes)} %`,
    saved(steady, lockStep),
  ]),
)}

${closing(main)}`
}

/** Where the published savings are reached. */
function closing(main: readonly Row[]): string {
  const reached = (of: (row: Row) => readonly [InferenceCost, InferenceCost]): string => {
    const rows = main.filter((row) => {
      const [ours, without] = of(row)
      return 1 - ours.seconds / without.seconds >= 0.57 && 1 - ours.energyJoules / without.energyJoules >= 0.69
    })
    return rows.length === 0 ? 'nowhere in the table' : rows.map(({ name, units }) => `${name} on ${units}`).join(', ')
  }
  return `## Where 57 % and 69 % hold together

* Cold, on lock step: ${reached(({ compared }) => [compared.shared.cold, compared.lockStep.cold])}.
* Steady, on lock step: ${reached(({ compared }) => [compared.shared.steady, compared.lockStep.cold])}.
* Cold, on writing behind: ${reached(({ compared }) => [compared.shared.cold, compared.behind.cold])}.
* Steady, on writing behind: ${reached(({ compared }) => [compared.shared.steady, compared.behind.cold])}.
`
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function pair(cold: number, steady: number): string {
  return `${cold} / ${steady}`
}

/** Of what b takes, what a does not. */
function percent(a: number, b: number): string {
  return (100 * (1 - a / b)).toFixed(0).replace(/^-0$/, '0')
}

function saved(ours: Pick<InferenceCost, 'seconds' | 'energyJoules'>, without: InferenceCost): string {
  return `${percent(ours.seconds, without.seconds)} / ${percent(ours.energyJoules, without.energyJoules)}`
}

function microseconds(seconds: number): string {
  return `${(seconds * 1e6).toFixed(0)} us`
}

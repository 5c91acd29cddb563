import {
  choiceAttr,
  defineDialect,
  defineOp,
  type Dialect,
  dialectType,
  dialectTypeOf,
  type DialectType,
  elementsAttr,
  f32,
  floatAttr,
  intAttr,
  one,
  optionalAttr,
  staticShape,
  stringAttr,
  tensorOf,
  type Type,
  unitAttr,
} from '@onnc/ir'

import { mrrElectronicOp, mrrYieldOp } from './electronic.ts'
import { patternAttr, positionCount } from './pattern.ts'

const tile = dialectTypeOf('mrr', 'tile', '2x2')
const bank = dialectTypeOf('mrr', 'bank', '2x2')
const tensor = tensorOf(f32)

/** `!mrr.tile<RxC>`: R rows of detectors, C columns of wavelengths. */
export function tileType(rows: number, columns: number): DialectType {
  return sizedType('tile', `${rows}x${columns}`)
}

/** `!mrr.bank<RxC>`: a ring bank holding a tile of that size. */
export function bankType(rows: number, columns: number): DialectType {
  return sizedType('bank', `${rows}x${columns}`)
}

/** Thousands of tiles have the same type. */
const sizedTypes = new Map<string, DialectType>()

function sizedType(mnemonic: string, size: string): DialectType {
  const key = `${mnemonic} ${size}`
  const type = sizedTypes.get(key) ?? dialectType('mrr', mnemonic, size)
  sizedTypes.set(key, type)
  return type
}

/** Rows and columns of a tile or bank type. */
export function crossbarSize(type: Type): { rows: number; columns: number } {
  const match = type.kind === 'dialect' ? /^(\d+)x(\d+)$/.exec(type.body ?? '') : null
  if (match === null) throw new Error('expected a type such as !mrr.tile<64x64>')
  return { rows: Number(match[1]), columns: Number(match[2]) }
}

export const tileOp = defineOp('mrr.tile', {
  summary: 'Ring levels of one crossbar: weight[r, c] = step * codes[r, c].',
  description:
    '`codes` lie in [-(levels - 1) / 2, (levels - 1) / 2], zero is exact. `exact` keeps the weights before quantisation, in the same units.',
  attributes: { codes: elementsAttr, step: floatAttr, levels: intAttr({ min: 3, max: 65535 }), exact: optionalAttr(elementsAttr) },
  results: { tile: one(tile) },
  traits: ['pure', 'constant'],
  format: '$codes `step` $step `levels` $levels ( `exact` $exact )? attr-dict `:` type($tile)',
  verify({ codes, exact, tile: result }, report) {
    const { rows, columns } = crossbarSize(result.type)
    for (const elements of exact === undefined ? [codes] : [codes, exact])
      if (elements.type.shape?.join() !== `${rows},${columns}`) report(`the elements must have shape [${rows}, ${columns}]`)
  },
})

function elementCount(shape: readonly (number | null)[] | null | undefined): number {
  return (shape ?? []).reduce<number>((product, size) => product * (size ?? 0), 1)
}

export const weightsOp = defineOp('mrr.weights', {
  summary: 'Weights in the weight memory, to be streamed: element [r, c] = step * codes[r, c].',
  description:
    'As a tile has them; `exact` keeps the weights before quantisation, in the same units. They are sent at the levels of their codes.',
  attributes: { codes: elementsAttr, step: floatAttr, levels: intAttr({ min: 3, max: 65535 }), exact: optionalAttr(elementsAttr) },
  results: { weights: one(tensor) },
  traits: ['pure', 'constant'],
  format: '$codes `step` $step `levels` $levels ( `exact` $exact )? attr-dict `:` type($weights)',
  verify({ codes, exact, weights }, report) {
    const size = elementCount(staticShape(weights.type))
    for (const { type } of exact === undefined ? [codes] : [codes, exact])
      if (elementCount(type.shape) !== size) report(`the elements must be ${size}, found ${elementCount(type.shape)}`)
    if (codes.type.shape?.length !== 2) report('the codes must be a matrix')
  },
})

export const compactOp = defineOp('mrr.compact', {
  summary: 'Leaves the zeros of a vector out, at run time: the values that are not 0, the places they had, and 0 behind both.',
  description:
    'Tiles of the values that lie behind their count hold only zeros: they need not be written, nor streams through them be sent.',
  operands: { source: one(tensor) },
  attributes: { vector: patternAttr },
  results: { values: one(tensor), indices: one(tensor) },
  traits: ['pure'],
  format: '$source attr-dict `:` type($source) `->` type($values) `,` type($indices)',
  verify({ vector, values, indices }, report) {
    const count = vector.count * positionCount(vector)
    for (const { type } of [values, indices])
      if (staticShape(type)?.join() !== String(count)) report(`the results must have shape [${count}]`)
  },
})

export const gatherOp = defineOp('mrr.gather', {
  summary: 'A tensor whose vectors streams read by a list: element e of a vector is the one that entry e of the list says.',
  operands: { source: one(tensor), indices: one(tensor) },
  results: { out: one(tensor) },
  traits: ['pure'],
  format: '$source `by` $indices attr-dict `:` type($source) `,` type($indices) `->` type($out)',
})

export const activationsOp = defineOp('mrr.activations', {
  summary: 'A tile of activations: rings take the elements that `values` visits, vector r as row r, when a bank is programmed with it.',
  description: 'The largest magnitude among them takes the largest level, so that zero is exact.',
  operands: { source: one(tensor) },
  attributes: { values: patternAttr, levels: intAttr({ min: 3, max: 65535 }) },
  results: { tile: one(tile) },
  traits: ['pure'],
  format: '$source `levels` $levels attr-dict `:` type($source) `->` type($tile)',
  verify({ values, tile: result }, report) {
    const { rows, columns } = crossbarSize(result.type)
    if (values.count !== columns) report(`the pattern has vectors of ${values.count}, the tile ${columns} columns`)
    if (positionCount(values) !== rows) report(`the pattern has ${positionCount(values)} vectors, the tile ${rows} rows`)
  },
})

export const programOp = defineOp('mrr.program', {
  summary:
    'Writes a tile to the rings of a bank. Without a place, `assign-banks` still has to choose one, in the unit class that `units` names.',
  description: '`changed` leaves rings alone that have the level already.',
  operands: { tile: one(tile) },
  attributes: {
    unit: optionalAttr(intAttr({ min: 0, max: 4095 })),
    bank: optionalAttr(intAttr({ min: 0, max: 15 })),
    units: optionalAttr(stringAttr),
    changed: unitAttr,
  },
  results: { rings: one(bank) },
  traits: ['programs-rings'],
  format: '$tile ( `unit` $unit )? ( `bank` $bank )? attr-dict `:` type($tile) `->` type($rings)',
})

export const calibrateOp = defineOp('mrr.calibrate', {
  summary: 'Measures a programmed bank with probe vectors and corrects its rings; no iterations: the rings are good as written.',
  operands: { rings: one(bank) },
  attributes: { probes: intAttr({ min: 1, max: 65535 }), iterations: intAttr({ min: 0, max: 255 }) },
  results: { calibrated: one(bank) },
  traits: ['reads-bank'],
  format: '$rings `probes` $probes `iterations` $iterations attr-dict `:` type($rings)  `->` type($calibrated)',
})

export const allocateOp = defineOp('mrr.allocate', {
  summary: 'Room for a tensor in the activation memory; its elements are written by streams.',
  results: { out: one(tensor) },
  traits: ['pure', 'distinct'],
  format: 'attr-dict `:` type($out)',
})

export const streamOp = defineOp('mrr.stream', {
  summary: 'Sends vectors of `source` through a bank and stores the products: out[row r] = scale[r] * (tile row r . vector) + bias[r].',
  description:
    'The result is `destination` with the elements that the `output` pattern names overwritten, or increased where `store` is "accumulate" (then without ' +
    'bias). `nonnegative` promises that no element of the source is below zero. `transposed` sends light the other way, so that the columns of ' +
    'the tile are the outputs. With a `firstOutput` those outputs are read that begin there, as many as `scale` has. With a `gain`, a broadband ring behind the one row of the tile multiplies its light by that factor, from 0 to 1: it is a part of ' +
    '`scale`, what is left of which is the same for all streams into the tensor. With `inScale`, element c of each vector is multiplied by inScale[c] before it is sent; ' +
    '`nonnegative` then needs factors that are not negative.',
  operands: { rings: one(bank), source: one(tensor), destination: one(tensor) },
  attributes: {
    input: patternAttr,
    output: patternAttr,
    scale: elementsAttr,
    bias: optionalAttr(elementsAttr),
    store: choiceAttr('overwrite', 'accumulate'),
    nonnegative: unitAttr,
    transposed: unitAttr,
    firstOutput: optionalAttr(intAttr({ min: 0, max: 2 ** 24 - 1 })),
    gain: optionalAttr(floatAttr),
    inScale: optionalAttr(elementsAttr),
  },
  results: { out: one(tensor) },
  traits: ['reads-bank'],
  format: '$rings `,` $source `into` $destination attr-dict `:` type($rings) `,` type($source) `->` type($out)',
  verify({ rings, input, output, scale, bias, store, transposed, firstOutput, gain, inScale }, report) {
    const { rows, columns } = crossbarSize(rings.type)
    const [inputs, all] = transposed ? [rows, columns] : [columns, rows]
    const outputs = firstOutput === undefined ? all : elementCount(staticShape(scale.type))
    const [inputSide, outputSide] = transposed ? ['rows', 'columns'] : ['columns', 'rows']
    if (input.count !== inputs) report(`the input pattern has vectors of ${input.count}, the bank ${inputs} ${inputSide}`)
    if (firstOutput !== undefined && (outputs === 0 || firstOutput + outputs > all))
      report(`outputs ${firstOutput} to ${firstOutput + outputs - 1} are not among the bank's ${all} ${outputSide}`)
    if (output.count !== outputs)
      report(
        `the output pattern has vectors of ${output.count}, ${firstOutput === undefined ? 'the bank' : 'the stream'} ${outputs} ${outputSide}`,
      )
    if (positionCount(input) !== positionCount(output)) report('input and output patterns have different numbers of positions')
    if (output.guards.length > 0) report('an output pattern has no guards')
    for (const elements of bias === undefined ? [scale] : [scale, bias])
      if (staticShape(elements.type)?.join() !== String(outputs)) report(`scale and bias must have ${outputs} elements`)
    if (gain !== undefined && !(gain > 0 && gain <= 1)) report(`a gain must be above 0 and at most 1, found ${gain}`)
    if (gain !== undefined && outputs !== 1) report(`a gain is that of one output, found ${outputs}`)
    if (inScale !== undefined && staticShape(inScale.type)?.join() !== String(inputs)) report(`inScale must have ${inputs} elements`)
    if (bias !== undefined && store === 'accumulate') report('only an overwriting stream adds a bias')
  },
})

export const resumeOp = defineOp('mrr.resume', {
  summary: 'Where inferences begin that follow another one, with rings as that left them.',
  description: 'Programs and calibrations before it write what is in place then: what is used behind it without being written.',
  format: 'attr-dict',
})

export const mrrDialect: Dialect = defineDialect({
  name: 'mrr',
  summary: 'Tiles, banks, and what happens to them: the program before it is instructions.',
  ops: [
    tileOp,
    weightsOp,
    compactOp,
    gatherOp,
    activationsOp,
    programOp,
    calibrateOp,
    allocateOp,
    streamOp,
    resumeOp,
    mrrElectronicOp,
    mrrYieldOp,
  ],
})

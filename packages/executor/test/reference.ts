import type { UnitClass } from '@onnc/hardware'
import type { AddressPattern, Program, Tile, Use } from '@onnc/isa'

/**
 * The executor's streams once more, as the contract writes them: addresses from the formula, plain loops, one sample, no tables.
 * Instructions run in order, so programs must not need waits.
 */
export function runReference(program: Program, unitClass: UnitClass, mode: 'ideal' | 'quantized', input: Float32Array): Float32Array {
  const buffers = program.buffers.map((buffer) => new Float32Array(buffer.shape!.reduce<number>((a, b) => a * (b ?? 0), 1)))
  buffers[program.inputs[0]!.buffer]!.set(input)
  const banks = new Map<number, Tile>()
  for (const instruction of program.instructions) {
    if (instruction.op === 'imprint') {
      const tile = program.tiles[instruction.tile]!
      const pattern = program.patterns[tile.activations!]!
      banks.set(instruction.unit * 16 + instruction.bank, imprinted(tile, addressesOf(pattern), buffers[pattern.buffer]!))
    }
    if (instruction.op !== 'stream') continue
    const use = program.uses[instruction.use]!
    const tile = seenBy(use, banks.get(instruction.unit * 16 + instruction.bank) ?? program.tiles[use.tile]!)
    const [read, written] = [program.patterns[instruction.input]!, program.patterns[instruction.output]!]
    let from = buffers[read.buffer]!
    const into = buffers[written.buffer]!
    let places = addressesOf(read)
    const targets = addressesOf(written)
    const signed = instruction.inputs === 'signed'
    if (use.inScale !== undefined) [from, places] = scaled(from, places, use.inScale)
    const products =
      mode === 'ideal' ? idealProducts(tile.exact!, places, from, tile) : quantizedProducts(tile, places, from, unitClass, signed)
    for (const [p, rows] of targets.entries()) {
      for (const [r, address] of rows.entries()) {
        const { sum, step } = products[p]![r]!
        const value = fround(sum * fround(use.outScale[r]! * step))
        into[address!] = (instruction.store === 'accumulate' ? into[address!]! : (use.bias?.[r] ?? 0)) + value
      }
    }
  }
  return buffers[program.outputs[0]!.buffer]!
}

/** The vectors at these places, one behind the other, each element times its factor; and their places. */
function scaled(from: Float32Array, places: Places, factors: Float32Array): [Float32Array<ArrayBuffer>, Places] {
  const count = factors.length
  const vectors = Float32Array.from(
    places.flatMap((elements) => elements.map((at, e) => fround((at === undefined ? 0 : from[at]!) * factors[e]!))),
  )
  return [vectors, places.map((_, p) => range(count).map((e) => p * count + e))]
}

/** The rows of a tile that a use reads. */
function seenBy({ firstOutput, outScale }: Use, tile: Tile): Tile {
  if (firstOutput === undefined) return tile
  const { columns, levels, step, codes, exact } = tile
  const [start, end] = [firstOutput * columns, (firstOutput + outScale.length) * columns]
  const seen = exact === undefined ? {} : { exact: exact.slice(start, end) }
  return { rows: outScale.length, columns, levels, step, codes: codes.slice(start, end), ...seen }
}

/** What rings take that are written with the values at these places. */
function imprinted({ rows, columns, levels }: Tile, places: Places, from: Float32Array): Tile {
  const exact = Float32Array.from(places.flatMap((row) => row.map((address) => (address === undefined ? 0 : from[address]!))))
  const largest = (levels - 1) / 2
  const highest = Math.max(...exact.map(Math.abs))
  const codes = Int16Array.from(exact, (x) => (highest === 0 ? 0 : Math.sign(x) * Math.round((Math.abs(x) / highest) * largest)))
  return { rows, columns, levels, step: highest / largest, codes, exact }
}

type Shape = { readonly rows: number; readonly columns: number }

/** A sum, and the value of one of it. */
type Product = { readonly sum: number; readonly step: number }

const { fround } = Math

function idealProducts(weights: ArrayLike<number>, places: Places, from: Float32Array, { rows, columns }: Shape): Product[][] {
  return places.map((elements) =>
    range(rows).map((r) => {
      let sum = 0
      for (let c = 0; c < columns; c++)
        sum = fround(sum + fround(weights[r * columns + c]! * (elements[c] === undefined ? 0 : from[elements[c]!]!)))
      return { sum, step: 1 }
    }),
  )
}

/** Codes, slices and passes, sums, ADC, digital correction: spelled out for one sample, each operation rounded to float32. */
function quantizedProducts(
  tile: Program['tiles'][number],
  places: Places,
  from: Float32Array,
  { columns: unitColumns, moving, readout, stationary }: UnitClass,
  signed: boolean,
): Product[][] {
  const { rows, columns } = tile
  const shifted = signed && moving.signs === 'offset'
  const largest = shifted ? 2 ** (moving.bits - 1) - 1 : 2 ** moving.bits - 1
  const inputRange = from.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  const inverse = inputRange === 0 ? 0 : Math.min(3.4028234663852886e38, fround(largest / inputRange))
  const encode = (x: number): number => clamp(roundTiesToEven(fround(x * inverse)), largest)
  const codes = places.map((elements) => range(columns).map((c) => (elements[c] === undefined ? 0 : encode(from[elements[c]!]!))))
  const convertsShifted = stationary.range === 'offset' && readout.offset !== 'before-adc'
  const ringShift = convertsShifted ? (tile.levels - 1) / 2 : 0
  const fullScale = unitColumns * ((tile.levels - 1) / 2 + ringShift) * (2 ** moving.sliceBits - 1)
  const leastRange = readout.gainRange === undefined ? 0 : fround(fullScale / readout.gainRange.value)
  const arms = signed && moving.signs === 'arms'
  const adcLargest = convertsShifted && moving.signs !== 'arms' ? 2 ** readout.bits - 1 : Math.max(1, 2 ** (readout.bits - 1) - 1)
  const totals = places.map(() => range(rows).map(() => 0))
  for (const sign of shifted || !signed || arms ? [1] : [1, -1]) {
    for (let shift = 0; shift < moving.bits; shift += moving.sliceBits) {
      const levels = 2 ** Math.min(moving.sliceBits, moving.bits - shift)
      const symbols = codes.map((vector) =>
        vector.map((code) =>
          arms
            ? Math.sign(code) * (Math.floor(Math.abs(code) / 2 ** shift) % levels)
            : Math.floor(Math.max(0, sign * code + (shifted ? largest : 0)) / 2 ** shift) % levels,
        ),
      )
      const sums = symbols.map((vector) =>
        range(rows).map((r) => vector.reduce((sum, x, c) => fround(sum + fround((tile.codes[r * columns + c]! + ringShift) * x)), 0)),
      )
      const all = Math.max(...sums.flat().map(Math.abs))
      const factor = sign * 2 ** shift
      for (let r = 0; r < rows; r++) {
        const adcRange = Math.max(leastRange, readout.gain === 'per-row' ? Math.max(...sums.map((vector) => Math.abs(vector[r]!))) : all)
        const unit = fround(factor * fround(adcRange / adcLargest))
        for (const [p, vector] of sums.entries()) {
          if (adcRange > 0) {
            const code = roundTiesToEven(clamp(fround(vector[r]! * fround(adcLargest / adcRange)), adcLargest))
            totals[p]![r] = fround(totals[p]![r]! + fround(unit * code))
          }
          const lit = symbols[p]!.reduce((a, b) => a + b, 0)
          if (ringShift !== 0) totals[p]![r] = fround(totals[p]![r]! - fround(fround(ringShift * factor) * lit))
        }
      }
    }
  }
  const step = fround(fround(inputRange / largest) * fround(tile.step))
  const rowSum = (r: number): number => range(columns).reduce((sum, c) => sum + tile.codes[r * columns + c]!, 0)
  return totals.map((vector) => vector.map((total, r) => ({ sum: fround(total - (shifted ? largest * rowSum(r) : 0)), step })))
}

function clamp(value: number, largest: number): number {
  return Math.max(-largest, Math.min(largest, value))
}

/** Addresses by position and element; undefined is padding. */
type Places = readonly (readonly (number | undefined)[])[]

export function addressesOf(pattern: AddressPattern): Places {
  const { positions, elements, guards, first, count, offset } = pattern
  const positionCount = positions.reduce((product, axis) => product * axis.count, 1)
  return range(positionCount).map((position) => {
    const p = indexTuple(positions, position)
    return range(count).map((element) => {
      const e = indexTuple(elements, first + element)
      const inside = guards.every(({ start, extent, positionCoefficients, elementCoefficients }) => {
        const coordinate = start + dot(positionCoefficients, p) + dot(elementCoefficients, e)
        return coordinate >= 0 && coordinate < extent
      })
      const [positionStrides, elementStrides] = [positions.map((axis) => axis.stride), elements.map((axis) => axis.stride)]
      return inside ? offset + dot(positionStrides, p) + dot(elementStrides, e) : undefined
    })
  })
}

/** The indices on each axis of a flattened index, last axis fastest. */
function indexTuple(axes: AddressPattern['positions'], flat: number): number[] {
  let rest = flat
  const tuple = axes.map(() => 0)
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    tuple[axis] = rest % axes[axis]!.count
    rest = Math.floor(rest / axes[axis]!.count)
  }
  return tuple
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0)
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

export function roundTiesToEven(value: number): number {
  const floor = Math.floor(value)
  const fraction = value - floor
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}

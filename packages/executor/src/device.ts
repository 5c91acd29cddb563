import {
  boltzmann,
  busDrop,
  compensatedDetunings,
  dropsOfWeight,
  elementaryCharge,
  noiseBandwidth,
  symbolSeconds,
  type Target,
  thermalShift,
  type UnitClass,
  weightOfDrops,
} from '@onnc/hardware'
import { createRandom, type Random } from '@onnc/support'
import type { CompiledPattern } from './compile-pattern.ts'
import { largestAdcCode, leastAdcRange } from './digitise.ts'
import { driftKelvin } from './drift-of-bank.ts'
import type { EncodedInput } from './encode-input.ts'
import type { Engine } from './engine.ts'
import { broadbandError, broadbandGain } from './broadband.ts'
import { inputEncoding } from './input-planes.ts'
import { type MachineState, noteWrite, sampleKey, startOf } from './machine-state.ts'
import { mixWords } from './mix-words.ts'
import type { Chip } from './noisy.ts'
import { fullCurrent } from './read-noise.ts'
import { inputCorrections, ringShiftOf } from './ring-codes.ts'
import { createSymbolStore } from './symbols.ts'
import { detuningOf, heated, type RingModel, ringModel, weightPerCurrent, writtenWeights } from './tuned-rings.ts'
import type { StreamWork, ValueDomain } from './value-domain.ts'

/**
 * The slow yardstick of `noisy`, ring by ring and wavelength by wavelength: light of every wavelength passes all rings of its bus one after
 * the other, each a Lorentzian where it was tuned to; lasers flicker each by themselves; each photodiode has shot noise of the
 * light that it gets, the amplifier thermal noise. Where rings are calibrated, their detunings are those at which the whole bus gives
 * the written weights. Nothing is shared with the fast path but the codes, the errors of writing, and the constants of the target.
 */
export function createDevice(engine: Engine, target: Target, chip: Chip): ValueDomain {
  const symbols = createSymbolStore(engine, 'device')
  return {
    mode: 'device',
    arraysPerBuffer: 8,
    stream: (state, work) => {
      const { unitClass, signed, bank, instruction } = work
      const encoding = inputEncoding(unitClass.moving, signed)
      const encoded = symbols.of(state, work, encoding, true, work.inputRange)
      if ('severity' in encoded) return encoded
      const model = ringModel(target, unitClass)
      const write = chip.writes.resident(bank)
      const kelvin = driftKelvin(target, unitClass, write, chip.startSeconds(instruction))
      const written = writtenWeights(model, write, {
        dead: chip.dead.get(bank),
        unitColumns: unitClass.columns,
        driven: chip.driven(bank, work.tileIndex, write.tile),
        place: chip.placeOf(bank, work.tileIndex),
      })
      const { columns } = write.tile
      const drops = busDrops(model, written, columns, kelvin)
      for (let sample = 0; sample < state.samples; sample++) {
        const random = createRandom(mixWords(chip.seed, 0x44455649, instruction, sampleKey(state, sample)))
        streamSample({ engine, target, state, work, encoded, model, held: { columns, drops }, sample, random })
      }
      noteWrite(state, work.output.buffer)
      return undefined
    },
    settle: () => {},
  }
}

/** Drops of every wavelength in every row, of the positive and the negative rings. */
function busDrops(model: RingModel, written: Float64Array, columns: number, kelvin: number): readonly Float64Array[] {
  const shift = thermalShift(kelvin, model.metresPerKelvin)
  const signs = model.range === 'two-rings' ? 2 : 1
  return Array.from({ length: signs }, (_, sign) => {
    const drops = new Float64Array(written.length)
    for (let start = 0; start < written.length;) {
      const count = Math.min(model.channels.count, columns - (start % columns))
      const wanted = Float64Array.from({ length: count }, (_unused, i) => {
        const { positive, negative } = dropsOfWeight(model.range, written[start + i]!, model.leastDrop)
        return sign === 0 ? positive : negative!
      })
      const alone = wanted.map((drop) => detuningOf(model, drop))
      const tuned = model.spectralCrosstalk ? alone : compensatedDetunings(model.channels, model.spacingMetres, wanted, alone)
      const moved = model.thermalCrosstalk === undefined ? tuned : heated(tuned, model.thermalCrosstalk)
      for (let j = 0; j < count; j++) drops[start + j] = busDrop(model.channels, model.spacingMetres, moved, j, shift)
      start += count
    }
    return drops
  })
}

/** The rings of a tile in a bank. */
interface HeldRings {
  readonly columns: number
  readonly drops: readonly Float64Array[]
}

interface SampleWork {
  readonly engine: Engine
  readonly target: Target
  readonly state: MachineState
  readonly work: StreamWork
  readonly encoded: EncodedInput
  readonly model: RingModel
  readonly held: HeldRings
  readonly sample: number
  readonly random: Random
}

function streamSample(job: SampleWork): void {
  const { engine, target, state, work, encoded, model, held: rings, sample, random } = job
  const { tile, unitClass, input, output, use } = work
  const { rows } = tile
  const { positions } = input
  const largest = (tile.levels - 1) / 2
  const ringShift = ringShiftOf(unitClass, tile)
  const { floats } = engine.views()
  const largestCode = largestAdcCode(unitClass)
  const perRow = unitClass.readout.gain === 'per-row'
  const held = unitClass.sampleAndHold?.error.value ?? 0
  const totals = new Float64Array(rows * positions)
  for (const [index, plane] of encoded.encoding.planes.entries()) {
    if (plane.part === 'negative' && encoded.negative[sample] === 0) continue
    const source = (encoded.planes[index]! + sample * encoded.sampleBytes) / 4
    const filler = (encoded.encoding.offset >> plane.shift) & plane.mask
    const clean = new Float64Array(rows * positions)
    const seen = new Float64Array(rows * positions)
    const lit = new Float64Array(positions)
    for (let p = 0; p < positions; p++) {
      const x = vectorAt(floats, source, input, p, filler)
      lit[p] = x.reduce((a, b) => a + b, 0)
      for (let r = 0; r < rows; r++) {
        const [quiet, real] = readOutput(
          { target, unitClass, model, rings, random, transposed: work.transposed, symbol: plane.mask, gain: broadbandGain(unitClass, use) },
          (use.firstOutput ?? 0) + r,
          x,
        )
        clean[r * positions + p] = quiet * largest + ringShift * lit[p]!
        seen[r * positions + p] = real * largest + ringShift * lit[p]!
      }
    }
    const all = clean.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
    for (let r = 0; r < rows; r++) {
      const row = clean.subarray(r * positions, (r + 1) * positions)
      const range = Math.max(leastAdcRange(unitClass, tile.levels), perRow ? row.reduce((a, b) => Math.max(a, Math.abs(b)), 0) : all)
      for (let p = 0; p < positions; p++) {
        const at = r * positions + p
        if (range > 0) {
          const value = (seen[at]! / range) * largestCode + held * largestCode * normal(random)
          totals[at] = totals[at]! + plane.factor * (range / largestCode) * Math.round(Math.max(-largestCode, Math.min(largestCode, value)))
        }
        totals[at] = totals[at]! - plane.factor * ringShift * lit[p]!
      }
    }
  }
  const corrections = inputCorrections(tile, encoded.encoding.offset)
  const base = startOf(state, output.buffer, sample)
  for (let r = 0; r < rows; r++) {
    const scale = use.outScale[r]! * broadbandError(unitClass, use) * tile.step * encoded.steps[sample]!
    for (let p = 0; p < positions; p++) {
      const address = base + output.elementAddress[r]! + output.positionAddress[p]!
      const value = (totals[r * positions + p]! - corrections[r]!) * scale
      state.memory[address] = value + (work.accumulate ? state.memory[address]! : (use.bias?.[r] ?? 0))
    }
  }
}

function vectorAt(floats: Float32Array, source: number, pattern: CompiledPattern, p: number, filler: number): Float64Array {
  const { elements, positionAddress, elementAddress, padding } = pattern
  const x = new Float64Array(elements)
  const kind = padding === undefined ? undefined : padding.kinds[padding.kindOf[p]!]!
  if (kind === undefined) for (let e = 0; e < elements; e++) x[e] = floats[source + positionAddress[p]! + elementAddress[e]!]!
  else {
    x.fill(filler)
    for (const [i, e] of kind.element.entries()) x[e] = floats[source + positionAddress[p]! + kind.address[i]!]!
  }
  return x
}

interface Light {
  readonly target: Target
  readonly unitClass: UnitClass
  readonly model: RingModel
  readonly rings: HeldRings
  readonly random: Random
  /** The symbol that is full power. */
  readonly symbol: number
  /** Of the broadband ring before the photodiodes. */
  readonly gain: number
  /** Light comes from the rows and is detected column by column. */
  readonly transposed: boolean
}

/** Sum of weights times symbols at an output of the bank as its receiver gives it, without and with noise. */
function readOutput(light: Light, output: number, x: Float64Array): readonly [quiet: number, real: number] {
  const { target, unitClass, model, rings, random, transposed, symbol, gain } = light
  const { readout, segments, stationary } = unitClass
  const bandwidth = noiseBandwidth(1 / symbolSeconds(unitClass, unitClass.rows))
  const flicker = Math.sqrt(10 ** (target.laser.relativeIntensityNoise.value / 10) * bandwidth)
  const full = fullCurrent(target, unitClass, transposed ? 'transposed' : 'forward')
  const convertsShifted = stationary.range === 'offset' && readout.offset !== 'before-adc'
  let [quiet, plus, minus, flickered] = [0, 0, 0, 0]
  for (let c = 0; c < x.length; c++) {
    // Of two arms the one of the sign is lit; what is converted is their difference.
    const sign = Math.sign(x[c]!)
    const power = Math.abs(x[c]!) / symbol
    if (power === 0) continue
    const lit = power * (1 + flicker * normal(random))
    const ring = transposed ? c * rings.columns + output : output * rings.columns + c
    const positive = rings.drops[0]![ring]!
    const negative = rings.drops[1]?.[ring]
    quiet += sign * power * weightOfDrops(model.range, negative === undefined ? { positive } : { positive, negative }, model.leastDrop)
    const others = negative ?? (stationary.range === 'balanced' ? 1 - positive : convertsShifted ? 0 : 0.5)
    plus += (sign > 0 ? positive : others) * lit
    minus += (sign > 0 ? others : positive) * lit
    // What the electronics takes for the weight of this light: the difference, less its value at a weight of 0, over its span.
    flickered += sign * (lit - power) * (positive - others) * weightPerCurrent(model)
  }
  const dark = readout.detector.darkCurrent.value * segments
  const shotPlus = Math.sqrt(2 * elementaryCharge * (full * gain * plus + dark) * bandwidth) * normal(random)
  const shotMinus = convertsShifted ? 0 : Math.sqrt(2 * elementaryCharge * (full * gain * minus + dark) * bandwidth) * normal(random)
  const thermal =
    Math.sqrt(((4 * boltzmann * target.device.temperature.value) / readout.tia.loadResistance.value) * bandwidth) * normal(random)
  const real = quiet + flickered + ((shotPlus - shotMinus + thermal) / (full * gain)) * weightPerCurrent(model)
  return [quiet * symbol, real * symbol]
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

import { dropsOfWeight, type Target, type UnitClass } from '@onnc/hardware'
import type { TilePlace } from '@onnc/isa'
import type { BankWrites } from './bank-writes.ts'
import { broadbandError, broadbandGain } from './broadband.ts'
import { chooseArithmetic, largestSymbol } from './choose-arithmetic.ts'
import { largestAdcCode, leastAdcRange } from './digitise.ts'
import type { DrivenWeights } from './linked-chip.ts'
import { createConvertingDomain, type RangeOptions } from './converting-domain.ts'
import { driftKelvin } from './drift-of-bank.ts'
import type { Engine } from './engine.ts'
import { type InputEncoding, inputEncoding } from './input-planes.ts'
import { mixWords } from './mix-words.ts'
import { fillNoisePool, type Normals } from './noise-pool.ts'
import { type ReadNoise, readNoise } from './read-noise.ts'
import { inputCorrections, ringShiftOf } from './ring-codes.ts'
import type { StreamNoise } from './pending-stream.ts'
import { outputsSeen } from './tile-view.ts'
import { type RingModel, ringModel, seenWeights, weightPerCurrent, writtenWeights } from './tuned-rings.ts'
import type { StreamWork, ValueDomain } from './value-domain.ts'

/** The chip that computes: what its rings are written with, when, and which of them are dead. */
export interface Chip {
  readonly seed: number
  readonly writes: BankWrites
  readonly normals: Normals
  /** Rings without drive by bank: row * columns of the unit + column. */
  readonly dead: ReadonlyMap<number, ReadonlySet<number>>
  readonly driven: DrivenWeights
  /** Where a linked program lays a tile in a bank; at its first rows and columns where undefined. */
  readonly placeOf: (bank: number, tile: number) => TilePlace | undefined
  /** When an instruction starts, in seconds. */
  readonly startSeconds: (instruction: number) => number
}

/**
 * As `quantized`, with what a physical chip adds. On the weights, once per write: the programming error, drift since, and crosstalk that nothing
 * compensates (`seenWeights`); they enter as integers of a 2^k-th of a code, far below the error itself. On the
 * sums, drawn for each: thermal, shot and intensity noise (`readNoise`), and the sample-and-hold; shot and intensity noise with means over the
 * tile's weights. Corrections of offsets are those of the quantised codes, as in the machine.
 */
export function createNoisy(engine: Engine, target: Target, chip: Chip, options: RangeOptions = {}): ValueDomain {
  fillNoisePool(engine, chip.normals, mixWords(chip.seed, 0x504f4f4c))
  const models = new Map<UnitClass, RingModel>()
  const corrections = new Map<string, Float32Array>()
  const averages = new Map<string, Averages>()
  /** For the weights of one tile at a time. */
  let room = new Float64Array(0)
  const noises = { forward: new Map<UnitClass, ReadNoise>(), transposed: new Map<UnitClass, ReadNoise>() }
  return createConvertingDomain(
    engine,
    target,
    'noisy',
    (work, weigh) => {
      const { tile, view, tileIndex, imprinted, unitClass, signed, instruction, transposed, use } = work
      const { rows, columns, levels } = tile
      const encoding = inputEncoding(unitClass.moving, signed)
      const ringShift = ringShiftOf(unitClass, tile)
      const largest = (levels - 1) / 2
      const symbol = largestSymbol(encoding)
      const fraction = fractionOf(largest + ringShift, columns, symbol)
      // Too few bits left for the fraction, and float32 is nearer.
      const arithmetic = fraction < 2 ** 4 ? 'float32' : chooseArithmetic(encoding, columns, (largest + ringShift) * fraction, 1, 2 ** 31)
      const scale = arithmetic === 'float32' ? 1 : fraction
      const write = chip.writes.resident(work.bank)
      const model = modelOf(unitClass)
      const kelvin = driftKelvin(target, unitClass, write, chip.startSeconds(instruction))
      const key = imprinted ? `imprinted ${instruction}` : `${write.key} ${kelvin} ${view} ${arithmetic}`
      const values = (): Float64Array => {
        const { rows: held, columns: wide } = write.tile
        if (room.length < held * wide) room = new Float64Array(held * wide)
        const written = writtenWeights(model, write, {
          dead: chip.dead.get(work.bank),
          unitColumns: unitClass.columns,
          driven: chip.driven(work.bank, tileIndex, write.tile),
          place: chip.placeOf(work.bank, tileIndex),
          into: room.subarray(0, held * wide),
        })
        // Rows are buses of their own: those that are not read need no light.
        const seen = transposed
          ? outputsSeen(turned(seenWeights(model, written, wide, kelvin), wide, held), held, use)
          : seenWeights(model, outputsSeen(written, wide, use), wide, kelvin)
        averages.set(key, averagesOf(model, unitClass, seen))
        for (let i = 0; i < seen.length; i++) {
          const inUnits = (seen[i]! * largest + ringShift) * scale
          seen[i] = arithmetic === 'float32' ? inUnits : Math.round(inUnits)
        }
        return seen
      }
      const source = { rows, columns, values, shift: 0, withOnes: ringShift !== 0 }
      const weights = weigh(key, arithmetic, source)
      const correctionKey = `${view} ${encoding.offset} ${scale}`
      const correction =
        encoding.offset === 0
          ? undefined
          : ((imprinted ? undefined : corrections.get(correctionKey)) ?? inputCorrections(tile, encoding.offset).map((c) => c * scale))
      if (correction !== undefined && !imprinted) corrections.set(correctionKey, correction)
      const conversion = {
        codeStep: (tile.step / scale) * broadbandError(unitClass, use),
        scale,
        ringShift: ringShift * scale,
        largestCode: largestAdcCode(unitClass),
        leastRange: leastAdcRange(unitClass, levels) * scale,
        perRow: unitClass.readout.gain === 'per-row',
        noise: noiseOf(work, largest * scale, encoding, averages.get(key)!),
        ...(correction === undefined ? {} : { corrections: correction }),
      }
      return { encoding, arithmetic, weights, conversion }
    },
    options,
  )

  function modelOf(unitClass: UnitClass): RingModel {
    const model = models.get(unitClass) ?? ringModel(target, unitClass)
    models.set(unitClass, model)
    return model
  }

  /** Noise in units of packed weights times symbols; a full product is `fullWeight` times the largest symbol of its plane, which is sent at full power. */
  function noiseOf(
    { unitClass, instruction, transposed, use }: StreamWork,
    fullWeight: number,
    { planes }: InputEncoding,
    { detected, square }: Averages,
  ): StreamNoise {
    const direction = transposed ? 'transposed' : 'forward'
    const noise = noises[direction].get(unitClass) ?? readNoise(target, unitClass, direction)
    noises[direction].set(unitClass, noise)
    // A broadband ring takes light away, and with it signal: what does not come with light weighs more.
    const gain = broadbandGain(unitClass, use)
    return {
      key: mixWords(chip.seed, 0x4e4f4953, instruction) | 1,
      planes: planes.map(({ mask }) => {
        const product = (fullWeight * mask) ** 2
        return {
          constant: (noise.dark * product) / gain ** 2,
          each: (noise.perSymbol * detected * product) / (mask * gain),
          squared: (noise.perSquare * square * product) / mask ** 2,
        }
      }),
      held: unitClass.sampleAndHold?.error.value ?? 0,
    }
  }
}

/** Means over the weights of a tile: the share of the light that its photodiodes get, and the square of what a weight's light makes of its own. */
interface Averages {
  readonly detected: number
  readonly square: number
}

function averagesOf(model: RingModel, { readout }: UnitClass, weights: Float64Array): Averages {
  const { range, leastDrop } = model
  const perCurrent = weightPerCurrent(model)
  const convertsShifted = range === 'offset' && readout.offset !== 'before-adc'
  let [detected, square] = [0, 0]
  for (let i = 0; i < weights.length; i++) {
    const { positive, negative } = dropsOfWeight(range, weights[i]!, leastDrop)
    const others = negative ?? (range === 'balanced' ? 1 - positive : convertsShifted ? 0 : 0.5)
    detected += positive + others
    square += ((positive - others) * perCurrent) ** 2
  }
  return { detected: detected / weights.length, square: square / weights.length }
}

/** The largest power of two by which weights can be multiplied and stay int16, and their sums below 2^31. */
function fractionOf(largestWeight: number, columns: number, symbol: number): number {
  const room = Math.min((2 ** 15 - 1) / largestWeight, (2 ** 31 - 1) / (largestWeight * columns * symbol))
  return 2 ** Math.max(0, Math.floor(Math.log2(room)))
}

/** The transpose of a matrix, of which `rows x columns` is the shape afterwards. */
function turned(weights: Float64Array, rows: number, columns: number): Float64Array {
  return weights.map((_, i) => weights[(i % columns) * rows + Math.floor(i / columns)]!)
}

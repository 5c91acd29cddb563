import { toDecibel } from './physics/decibel.ts'
import { driftError } from './physics/drift.ts'
import { boltzmann, elementaryCharge, noiseBandwidth } from './physics/receiver-noise.ts'
import { channelSpacing, spectralCrosstalk } from './physics/spectral-crosstalk.ts'
import { inputSlices, streamPasses, symbolSeconds } from './symbol-time.ts'
import { convertsShifted, photodiodesPerBus, type Target, type UnitClass } from './target.ts'
import { channelsOf, receivedWatts, receiverOf } from './unit-physics.ts'

/** Ring codes of a tile, row-major, and what is known of its use. */
export interface SignalTile {
  readonly rows: number
  readonly columns: number
  readonly levels: number
  readonly codes: ArrayLike<number>
  /** Weight of a code, and the weights before they became codes: their steps are then counted, not taken as uniform. */
  readonly step?: number
  readonly exact?: ArrayLike<number>
  /** What each row is multiplied by behind the ADC; 1 if absent. Rows count by their squares. */
  readonly rowScales?: ArrayLike<number>
}

/** What is taken of the inputs, as fractions of the largest: their mean magnitude and mean square. */
export interface InputStatistics {
  readonly name: string
  readonly meanMagnitude: number
  readonly meanSquare: number
}

/** Where nothing is known of the inputs: magnitudes of a normal distribution whose four sigma are full range. */
export const normalInputs: InputStatistics = {
  name: 'normal inputs, full range at 4 sigma',
  meanMagnitude: Math.sqrt(2 / Math.PI) / 4,
  meanSquare: 1 / 16,
}

/** Causes of noise on an output, and the input and weight steps. */
export const noiseCauses: readonly [
  'shot',
  'thermal',
  'laser intensity',
  'ADC',
  'sample-and-hold',
  'weight levels',
  'input bits',
  'programming error',
  'drift',
  'spectral crosstalk',
] = [
  'shot',
  'thermal',
  'laser intensity',
  'ADC',
  'sample-and-hold',
  'weight levels',
  'input bits',
  'programming error',
  'drift',
  'spectral crosstalk',
]
export type NoiseCause = (typeof noiseCauses)[number]

/** Variances of the outputs of all rows together, in units of a full product (weight and input 1) squared, times the squares of row scales. */
export interface SignalAndNoise {
  readonly signal: number
  readonly noise: Readonly<Record<NoiseCause, number>>
}

/**
 * Signal and noise on the outputs of a tile.
 *
 * Signal: the variance of sum(w x) with independent inputs, sum of w^2 times theirs. Noise:
 * - shot 2 q I, thermal 4 k T / R and intensity I^2 RIN of the light that arrives on average, in the bandwidth of a symbol (CASES 2022), over
 *   the current of a full product (half of it with `offset`, where weights from -1 to 1 take the drops from 0 to 1); once for each slice and
 *   pass, slices by their place value
 * - ADC: range / 2^(bits-1) / sqrt(12), the range being full scale, or with gain the mean and four sigma of the row (`gainRange` permitting)
 * - steps of inputs, uniform, and of weights, as they are or uniform; the programming error after calibration; drift, uniform up to the tolerance
 * - spectral crosstalk, where no calibration compensates it
 */
export function tileSignal(
  target: Target,
  unitClass: UnitClass,
  tile: SignalTile,
  signed: boolean,
  inputs: InputStatistics = normalInputs,
): SignalAndNoise {
  const { rows, columns, rowScales } = tile
  const { stationary, moving, readout, sampleAndHold } = unitClass
  const { meanSquare, meanMagnitude } = inputs
  const largest = (tile.levels - 1) / 2
  const receiver = receiverOf(target, unitClass)
  const product = receiver.responsivity * receivedWatts(target, unitClass) * (stationary.range === 'offset' ? 0.5 : 1)
  const bandwidth = noiseBandwidth(1 / symbolSeconds(unitClass, rows))
  const planes = planeWeight(unitClass) * streamPasses(unitClass, signed)
  const perProduct = (bandwidth * planes) / product ** 2
  const arriving = columns * meanMagnitude * receiver.responsivity * receivedWatts(target, unitClass)
  const dark = photodiodesPerBus(unitClass) * unitClass.segments * receiver.darkCurrentAmperes
  const inputVariance = signed ? meanSquare : meanSquare - meanMagnitude ** 2
  const drift = driftError(channelsOf(target, unitClass), stationary.calibration.driftTolerance.value, target.device.resonanceShift.value)
  const crosstalk = stationary.calibration.iterations > 0 ? 0 : crosstalkSquares(target, unitClass)
  const noise = Object.fromEntries(noiseCauses.map((cause) => [cause, 0])) as Record<NoiseCause, number>
  let signal = 0
  const sums = rowSums(tile, largest)
  for (let row = 0; row < rows; row++) {
    const { sum, squares, errors } = sums[row]!
    const scale = (rowScales?.[row] ?? 1) ** 2
    const variance = squares * inputVariance
    const range = adcRange(unitClass, { mean: signed ? 0 : Math.abs(sum) * meanMagnitude, variance, columns })
    const own: Record<NoiseCause, number> = {
      shot: 2 * elementaryCharge * (arriving + dark) * perProduct,
      thermal: ((4 * boltzmann * receiver.temperatureKelvin) / receiver.loadOhms) * perProduct,
      'laser intensity': squares * meanSquare * receiver.relativeIntensityNoise * bandwidth,
      ADC: ((range / 2 ** (readout.bits - 1)) ** 2 / 12) * planes,
      'sample-and-hold': (range * (sampleAndHold?.error.value ?? 0)) ** 2 * planes,
      'weight levels': errors * meanSquare,
      'input bits': squares / (2 ** moving.bits - 1) ** 2 / 12,
      'programming error': columns * meanSquare * stationary.calibration.errorAfter.value ** 2,
      drift: (columns * meanSquare * drift ** 2) / 3,
      'spectral crosstalk': columns * meanSquare * crosstalk,
    }
    signal += scale * variance
    for (const cause of noiseCauses) noise[cause] += scale * own[cause]
  }
  return { signal, noise }
}

/** Sum over tiles whose outputs belong together. */
export function addSignals(parts: readonly SignalAndNoise[]): SignalAndNoise {
  const noise = Object.fromEntries(noiseCauses.map((cause) => [cause, parts.reduce((sum, part) => sum + part.noise[cause], 0)]))
  return { signal: parts.reduce((sum, part) => sum + part.signal, 0), noise: noise as Record<NoiseCause, number> }
}

/** The ratio in dB and as effective bits, the cause with the greatest share of the noise, and that share. */
export function signalToNoise({ signal, noise }: SignalAndNoise): {
  readonly decibel: number
  readonly bits: number
  readonly limit: NoiseCause
  readonly share: number
} {
  const total = noiseCauses.reduce((sum, cause) => sum + noise[cause], 0)
  const limit = noiseCauses.reduce((most, cause) => (noise[cause] > noise[most] ? cause : most))
  const decibel = toDecibel(signal / total)
  return { decibel, bits: (decibel - 1.76) / 6.02, limit, share: noise[limit] / total }
}

/** Slices as parts of an input: sum over slices of (2^slice - 1)^2 4^(place) / (2^bits - 1)^2. */
function planeWeight(unitClass: UnitClass): number {
  const { bits, sliceBits } = unitClass.moving
  let sum = 0
  for (let slice = 0; slice < inputSlices(unitClass); slice++) {
    const width = Math.min(sliceBits, bits - slice * sliceBits)
    sum += ((2 ** width - 1) * 2 ** (slice * sliceBits)) ** 2
  }
  return sum / (2 ** bits - 1) ** 2
}

/** Of each row: the sum of its weights, of their squares, and of the squares of their steps. */
function rowSums(tile: SignalTile, largest: number): { sum: number; squares: number; errors: number }[] {
  const { rows, columns, codes, exact, step } = tile
  return Array.from({ length: rows }, (_, row) => {
    let [sum, squares, errors] = [0, 0, 0]
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      const weight = codes[i]! / largest
      sum += weight
      squares += weight ** 2
      errors += exact === undefined || step === undefined ? 1 / largest ** 2 / 12 : (exact[i]! / step / largest - weight) ** 2
    }
    return { sum, squares, errors }
  })
}

function adcRange(unitClass: UnitClass, row: { mean: number; variance: number; columns: number }): number {
  const { readout, columns } = unitClass
  const shift = convertsShifted(unitClass) ? row.columns : 0
  if (readout.gain === 'fixed') return columns + shift
  const least = readout.gainRange === undefined ? 0 : columns / readout.gainRange.value
  return Math.max(least, row.mean + 4 * Math.sqrt(row.variance)) + shift
}

/** Mean over the rings of a bus of the squares of their crosstalk. */
function crosstalkSquares(target: Target, unitClass: UnitClass): number {
  const channels = channelsOf(target, unitClass)
  const spacing = channelSpacing(channels)
  let sum = 0
  for (let i = 0; i < channels.count; i++) {
    for (let j = 0; j < channels.count; j++) {
      if (i !== j) sum += spectralCrosstalk((i - j) * spacing, channels.wavelengthMetres, channels.qualityFactor) ** 2
    }
  }
  return sum / channels.count
}

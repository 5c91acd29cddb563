import { at, type Diagnostic, formatQuantity } from '@onnc/support'
import { fromDbm, toDbm } from './physics/decibel.ts'
import { driftForError } from './physics/drift.ts'
import { deviationOfBits } from './physics/effective-bits.ts'
import { settlingBits, settlingRate } from './physics/ring-bandwidth.ts'
import { rateForBits, receiverSensitivity } from './physics/receiver-noise.ts'
import { channelsForBits, qualityForBits } from './physics/spectral-crosstalk.ts'
import { busWatts, lossDecibel, opticalLosses, wavelengthsPerBus } from './optical-path.ts'
import type { PlacedTarget } from './read-target.ts'
import { symbolSeconds } from './symbol-time.ts'
import { targetBusPower, targetPhysics } from './target-diagnostics.ts'
import type { Target, UnitClass } from './target.ts'
import { type BitTerm, channelsOf, receivedWatts, receiverOf, unitPhysics } from './unit-physics.ts'

/** A term that leaves fewer bits than the target asks for. */
interface Shortfall extends BitTerm {
  readonly asked: number
}

/** Bits are compared to a tenth: nobody knows them better. */
const tolerance = 0.1

/**
 * A warning for each term that leaves fewer bits than its target asks for, at the field that asks, with what would mend it: each mend does
 * it by itself.
 */
export function checkPhysics(placed: PlacedTarget): readonly Diagnostic[] {
  return [...bitWarnings(placed), ...powerWarnings(placed)]
}

/** Light on a bus past what its waveguide takes, all inputs being full. */
function powerWarnings({ target, locate }: PlacedTarget): readonly Diagnostic[] {
  const limit = target.device.waveguidePowerLimit
  if (limit === undefined) return []
  return target.units.flatMap((unitClass) => {
    const watts = busWatts(target, unitClass)
    if (watts <= limit.value) return []
    const most = Math.floor((wavelengthsPerBus(unitClass) * limit.value) / watts)
    const dbm = toDbm((target.laser.powerPerWavelength.value * limit.value) / watts)
    const warning = targetBusPower(unitClass.name, formatQuantity(watts, 'W', 3), formatQuantity(limit.value, 'W', 3))
    const fewer = most >= 1 ? [`at most ${most} wavelengths a bus (segments: ${segmentsFor(unitClass.columns, most)})`] : []
    return [
      { ...at(warning, locate(['laser', 'powerPerWavelength', 'value'], 'value')), fix: [...fewer, powerMend(dbm - 0.05)].join('; or ') },
    ]
  })
}

function bitWarnings({ target, locate }: PlacedTarget): readonly Diagnostic[] {
  return target.units.flatMap((unitClass, index) =>
    unitPhysics(target, unitClass)
      .product.filter((term): term is Shortfall => term.asked !== undefined && term.bits < term.asked - tolerance)
      .map((term) => {
        const path = ['units', index, ...askedBy[term.name]]
        const field = path.at(-2) as string
        const warning = targetPhysics(unitClass.name, term.name, shown(term.bits), shown(term.asked), field)
        const mended = mends[term.name](target, unitClass, term)
        return { ...at(warning, locate(path, 'value')), ...(mended.length === 0 ? {} : { fix: mended.join('; or ') }) }
      }),
  )
}

function shown(bits: number): string {
  return bits.toFixed(1).replace(/\.0$/, '')
}

const symbol: readonly string[] = ['moving', 'sliceBits', 'value']
const levels: readonly string[] = ['stationary', 'levels', 'value']

const askedBy: Readonly<Record<BitTerm['name'], readonly string[]>> = {
  receiver: symbol,
  'receiver, transposed': symbol,
  'spectral crosstalk': symbol,
  'ring bandwidth': symbol,
  'beat noise': symbol,
  'thermal crosstalk': levels,
  'programming error': levels,
  drift: levels,
  ADC: symbol,
}

type Mend = (target: Target, unitClass: UnitClass, term: Shortfall) => readonly string[]

const mends: Readonly<Record<BitTerm['name'], Mend>> = {
  receiver: (target, unitClass, term) => receiverMends(target, unitClass, term, 'forward'),
  'receiver, transposed': (target, unitClass, term) => receiverMends(target, unitClass, term, 'transposed'),
  'spectral crosstalk': (target, unitClass, { bits, asked }) => {
    const { count, ...channels } = channelsOf(target, unitClass)
    const most = channelsForBits(channels, asked)
    const quality = qualityForBits({ ...channels, count }, asked)
    const symbolTime = symbolSeconds(unitClass, unitClass.rows)
    return [
      ...(most > 1 ? [`at most ${most} wavelengths a bus (segments: ${segmentsFor(unitClass.columns, most)})`] : []),
      ...(quality === undefined || settlingBits({ ...channels, qualityFactor: quality }, symbolTime) < asked
        ? []
        : [`Q ${Math.ceil(quality / 100) * 100}`]),
      ...slices(bits),
    ]
  },
  'ring bandwidth': (target, unitClass, { bits, asked }) => [
    `at most ${formatQuantity(settlingRate(channelsOf(target, unitClass), asked), 'S/s', 2)}`,
    `Q ${Math.floor((target.device.qualityFactor.value * (bits + 1)) / (asked + 1) / 100) * 100}`,
    ...slices(bits),
  ],
  'beat noise': () => [`lasers: incoherent`],
  'thermal crosstalk': () => ['jointTuning: ted', 'a calibration after writing', 'a wider ringPitch'],
  'programming error': (_target, _unitClass, { bits, asked }) => [
    `errorAfter ${percent(deviationOfBits(asked))}`,
    `${levelsOf(bits)} levels`,
  ],
  drift: ({ device }, _unitClass, { bits, asked }) => {
    const resonance = { qualityFactor: device.qualityFactor.value, wavelengthMetres: device.wavelength.value }
    const kelvin = driftForError(resonance, 2 ** -asked, device.resonanceShift.value)
    return [`driftTolerance ${formatQuantity(kelvin, 'K', 3)}`, `${levelsOf(bits)} levels`]
  },
  ADC: () => [],
}

function receiverMends(
  target: Target,
  unitClass: UnitClass,
  { bits, asked }: Shortfall,
  direction: 'forward' | 'transposed',
): readonly string[] {
  const receiver = receiverOf(target, unitClass)
  const rate = 1 / symbolSeconds(unitClass, unitClass.rows)
  const sensitivity = receiverSensitivity(receiver, asked, rate)
  const loss = lossDecibel(opticalLosses(target, unitClass, direction))
  const slower = rateForBits(receiver, receivedWatts(target, unitClass, direction), asked)
  return [
    ...(sensitivity === undefined ? [] : [powerMend(toDbm(sensitivity) + loss)]),
    `at most ${formatQuantity(slower, 'S/s', 2)}`,
    ...slices(bits),
    ...(sensitivity === undefined ? [`less intensity noise: at this rate it alone leaves fewer than ${asked} bits`] : []),
  ]
}

function powerMend(dbm: number): string {
  return `${dbm.toFixed(1)} dBm (${formatQuantity(fromDbm(dbm), 'W', 2)}) a wavelength`
}

function slices(bits: number): readonly string[] {
  return bits >= 1 ? [`slices of ${Math.floor(bits)} bit${bits >= 2 ? 's' : ''}`] : []
}

function levelsOf(bits: number): number {
  return Math.max(3, 2 * Math.floor(2 ** bits / 2) + 1)
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`
}

/** The fewest segments of at most `most` columns each that divide the columns. */
function segmentsFor(columns: number, most: number): number {
  for (let segments = Math.ceil(columns / most); segments < columns; segments++) if (columns % segments === 0) return segments
  return columns
}

import type { ChipBank } from './chip.ts'
import { farthestDetuning } from './level-detuning.ts'
import { busDrop, compensatedDetunings } from './physics/bus-drop.ts'
import { driveCode, drivePower } from './physics/drive-code.ts'
import { jointTuning, phasesOf } from './physics/joint-tuning.ts'
import { lorentzianDetuning, lorentzianDrop } from './physics/ring-transmission.ts'
import { solveLinear } from './physics/solve-linear.ts'
import { channelSpacing } from './physics/spectral-crosstalk.ts'
import { thermalMatrix } from './physics/thermal-crosstalk.ts'
import { dropsOfWeight, weightOfDrops } from './physics/weight-encoding.ts'
import { wavelengthsPerBus } from './optical-path.ts'
import { ringsPerWeight, type Target, type UnitClass } from './target.ts'
import { channelsOf } from './unit-physics.ts'

/** What drives the weights of a tile in a bank of a chip, and what they become. */
export interface DrivenTile {
  /** Row-major; those of the negative rings behind the others, where a weight has two rings. */
  readonly codes: Uint16Array
  /** Weights from -1 to 1 that light meets. */
  readonly weights: Float64Array
  /** Rings whose drive would have to be outside its range for their weights, as row * columns + column. */
  readonly outOfRange: readonly number[]
}

/** Weights `rows x columns` from -1 to 1, row-major. */
export interface WantedTile {
  readonly rows: number
  readonly columns: number
  readonly weights: ArrayLike<number>
  /** The row of the bank for each; the first ones if absent. */
  readonly rowsOfBank?: readonly number[] | undefined
}

/** The fine drive starts this share of its range below a ring on its channel, as heat of neighbours may have to be made up for. */
const margin = 0.15
/** What the fine drive spans, in farthest detunings. */
const span = 1.5

/** Bits of a drive code. */
export function driveBits({ stationary }: UnitClass): number {
  return stationary.driveBits ?? 16
}

/**
 * Drives the rings of a tile. A ring has a trim, analog and set once, which with those of its neighbours brings all rings of its bus to their channels
 * (heat solved jointly, `jointTuning`), and a fine drive of `driveBits` for the detuning of its weight: power goes with the square of the
 * code. Detunings are those at which the whole bus drops what is wanted (`compensatedDetunings`), so known crosstalk of light and heat is
 * compensated; what remains is the resolution of the code.
 */
export function driveTile(target: Target, unitClass: UnitClass, chip: ChipBank, tile: WantedTile): DrivenTile {
  const driven = eachBus(target, unitClass, chip, tile, (bus, start, sign) => {
    const { model } = bus
    const wanted = Float64Array.from({ length: bus.count }, (_, i) => {
      const { positive, negative } = dropsOfWeight(model.range, tile.weights[start + i]!, model.leastDrop)
      return sign === 0 ? positive : negative!
    })
    const alone = wanted.map((drop) => Math.min(model.farthestMetres, lorentzianDetuning(model.channels, drop) ?? model.farthestMetres))
    const detunings = compensatedDetunings(model.channels, model.spacingMetres, wanted, alone)
    const heaters = solveLinear(bus.matrix, [...detunings])
    return Uint16Array.from(detunings, (_, i) => codeOf(bus, i, heaters === undefined ? 0 : heaters[i]!))
  })
  // A drive at its end is no harm where the weight comes out nearly: far from resonance a ring drops little, wherever it is.
  const misses = (ring: number): boolean => !(Math.abs(driven.weights[ring]! - tile.weights[ring]!) <= largestMiss)
  return { ...driven, outOfRange: driven.outOfRange.filter(misses) }
}

/** Error of a weight that a ring without drive, or one at the end of its range, may leave. */
export const largestMiss: number = 0.1

/** The weights that given codes make. */
export function weightsOfCodes(
  target: Target,
  unitClass: UnitClass,
  chip: ChipBank,
  tile: Omit<WantedTile, 'weights'>,
  codes: ArrayLike<number>,
): Float64Array {
  const rings = tile.rows * tile.columns
  return eachBus(target, unitClass, chip, tile, (bus, start, sign) =>
    Uint16Array.from({ length: bus.count }, (_, i) => codes[sign * rings + start + i]!),
  ).weights
}

interface Bus {
  readonly count: number
  readonly matrix: number[][]
  readonly model: ReturnType<typeof modelOf>
  /** Efficiency of each heater, 1 by the target. */
  readonly efficiency: Float64Array
  readonly bits: number
  readonly outOfRange: Set<number>
}

function modelOf(target: Target, unitClass: UnitClass) {
  const channels = channelsOf(target, unitClass)
  const spacingMetres = channelSpacing(channels)
  const farthestMetres = farthestDetuning(target, unitClass)
  return { channels, spacingMetres, farthestMetres, leastDrop: lorentzianDrop(channels, farthestMetres), range: unitClass.stationary.range }
}

/** Shift that the whole fine drive brings, in metres, at a heater of the target's efficiency. */
const fineMetres = ({ model }: Bus): number => span * model.farthestMetres

/** The code of a heater that is to shift its ring this far from its trim. */
function codeOf(bus: Bus, i: number, shiftMetres: number): number {
  const power = (shiftMetres + margin * fineMetres(bus)) / bus.efficiency[i]!
  if (power < 0 || power > fineMetres(bus)) bus.outOfRange.add(i)
  return driveCode(power, fineMetres(bus), bus.bits)
}

function eachBus(
  target: Target,
  unitClass: UnitClass,
  chip: ChipBank,
  { rows, columns, rowsOfBank }: Omit<WantedTile, 'weights'>,
  codesOf: (bus: Bus, start: number, sign: number) => Uint16Array,
): DrivenTile {
  const model = modelOf(target, unitClass)
  const { device } = target
  const signs = ringsPerWeight(unitClass)
  const perBus = wavelengthsPerBus(unitClass)
  const heat = { nearShare: device.thermalCrosstalk.value, lengthMetres: device.thermalCrosstalkLength.value }
  const whole = thermalMatrix(heat, perBus, device.ringPitch.value, 2 * (device.ringRadius?.value ?? 0))
  const codes = new Uint16Array(rows * columns * signs)
  const drops = Array.from({ length: signs }, () => new Float64Array(rows * columns))
  const outside: number[] = []
  for (let sign = 0; sign < signs; sign++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column += perBus) {
        const count = Math.min(perBus, columns - column)
        const start = row * columns + column
        const first = (sign * unitClass.rows + (rowsOfBank?.[row] ?? row)) * unitClass.columns + column
        const bus: Bus = {
          count,
          matrix: whole.slice(0, count).map((shares) => shares.slice(0, count)),
          model,
          efficiency: Float64Array.from({ length: count }, (_, i) => chip.efficiencies[first + i]! / 1000),
          bits: driveBits(unitClass),
          outOfRange: new Set(),
        }
        const made = codesOf(bus, start, sign)
        codes.set(made, sign * rows * columns + start)
        const shifts = Array.from(
          made,
          (code, i) => drivePower(code, fineMetres(bus), bus.bits) * bus.efficiency[i]! - margin * fineMetres(bus),
        )
        const detunings = phasesOf(bus.matrix, shifts)
        for (let j = 0; j < count; j++) drops[sign]![start + j] = busDrop(model.channels, model.spacingMetres, detunings, j)
        const trims = trimPhases(device.freeSpectralRange.value, chip.offsets.subarray(first, first + count), bus)
        if (trims === undefined) for (let i = 0; i < count; i++) bus.outOfRange.add(i)
        for (const i of bus.outOfRange) outside.push(start + i)
      }
    }
  }
  const weights = new Float64Array(rows * columns)
  for (let i = 0; i < weights.length; i++) {
    const positive = drops[0]![i]!
    weights[i] = weightOfDrops(model.range, signs === 2 ? { positive, negative: drops[1]![i]! } : { positive }, model.leastDrop)
  }
  return { codes, weights, outOfRange: outside }
}

/** Trims of a bus as phases, none negative even below its margin; undefined where heat spreads so far that rings cannot be told apart. */
function trimPhases(freeSpectralRange: number, offsets: Int32Array, bus: Bus): readonly number[] | undefined {
  const below = margin * fineMetres(bus)
  const phases = Array.from(offsets, (picometres) => {
    const shift = (-picometres * 1e-12 - below) / freeSpectralRange
    return (shift - Math.floor(shift)) * 2 * Math.PI
  })
  return jointTuning(bus.matrix, phases)?.heaters
}

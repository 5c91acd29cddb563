import { farLevelPowers, mayMovePastReach, movesPastReach, type Target, type UnitClass } from '@onnc/hardware'
import type { Tile } from '@onnc/isa'

/** What a write asks of the heaters of hybrid tuning. */
export interface FarMove {
  /** Some ring moves past the reach of the fast tuner. */
  readonly coarse: boolean
  /** Power of the heaters that hold rings past the reach, over that before the write. */
  readonly holdWatts: number
}

/** Follows the levels of the rings of banks, where some are past the reach of the fast tuner; banks are unit * 16 + bank. */
export interface FarMoves {
  readonly program: (bank: number, unitClass: UnitClass, tile: Tile) => FarMove
  /** What activations write is known at run time: some of it is taken to move far, and the mean over the levels to be held. */
  readonly imprint: (bank: number, unitClass: UnitClass, tile: Tile) => FarMove
}

const near: FarMove = { coarse: false, holdWatts: 0 }

/** What is known of the moves of a unit class. */
interface Levels {
  readonly isFar: (code: number, before?: number) => boolean
  /** Watts of the heaters by level, lowest code first. */
  readonly watts: Float64Array
  readonly meanWatts: number
}

/** Levels of rings as they were written, on their channels where nothing was; after a write of activations they are not known. */
interface Rings {
  readonly codes: (number | undefined)[]
  isKnown: boolean
  readonly watts: Float64Array
}

export function createFarMoves(target: Target): FarMoves {
  const levels = new Map<UnitClass, Levels | undefined>()
  const banks = new Map<number, Rings>()
  const levelsOf = (unitClass: UnitClass): Levels | undefined => {
    const known = levels.get(unitClass)
    if (known !== undefined || levels.has(unitClass)) return known
    const described = describe(target, unitClass)
    levels.set(unitClass, described)
    return described
  }
  const ringsOf = (bank: number, { rows, columns }: UnitClass): Rings => {
    const known = banks.get(bank) ?? { codes: [], isKnown: true, watts: new Float64Array(rows * columns) }
    banks.set(bank, known)
    return known
  }
  return {
    program: (bank, unitClass, tile) => {
      const known = levelsOf(unitClass)
      // Most have no such rings, and codes are unpacked when they are asked for.
      if (known === undefined) return near
      const { rows, columns, codes } = tile
      const rings = ringsOf(bank, unitClass)
      const middle = (known.watts.length - 1) / 2
      let [coarse, holdWatts] = [!rings.isKnown, 0]
      rings.isKnown = true
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const [ring, code] = [row * unitClass.columns + column, codes[row * columns + column]!]
          coarse ||= known.isFar(code, rings.codes[ring])
          holdWatts += hold(rings, ring, known.watts[code + middle]!)
          rings.codes[ring] = code
        }
      return { coarse, holdWatts }
    },
    imprint: (bank, unitClass, { rows, columns }) => {
      const known = levelsOf(unitClass)
      if (known === undefined) return near
      const rings = ringsOf(bank, unitClass)
      rings.isKnown = false
      let holdWatts = 0
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) holdWatts += hold(rings, row * unitClass.columns + column, known.meanWatts)
      return { coarse: true, holdWatts }
    },
  }
}

function describe(target: Target, unitClass: UnitClass): Levels | undefined {
  const watts = mayMovePastReach(target, unitClass) ? farLevelPowers(target, unitClass) : undefined
  if (watts === undefined) return undefined
  return { isFar: movesPastReach(target, unitClass), watts, meanWatts: watts.reduce((sum, w) => sum + w, 0) / watts.length }
}

/** The power that a ring takes from now on, over what it took. */
function hold({ watts }: Rings, ring: number, now: number): number {
  const more = now - watts[ring]!
  watts[ring] = now
  return more
}

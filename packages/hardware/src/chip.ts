import { createRandom } from '@onnc/support'
import { drawNormal } from './physics/ring-statistics.ts'
import { targetDefinition } from './target-definition.ts'
import { ringsPerWeight, type Target } from './target.ts'

/** One physical chip, as measured: where its rings are, what their heaters do, and which do not answer. */
export interface Chip {
  readonly target: string
  /** Of the target's definition. */
  readonly fingerprint: string
  readonly seed: number
  readonly banks: readonly ChipBank[]
}

/** Rings of a bank, row-major; those for the negative part behind the others, where a weight has two rings. */
export interface ChipBank {
  readonly unit: number
  readonly bank: number
  /** Cold resonance minus the wavelength of the column, in picometres. */
  readonly offsets: Int32Array
  /** Phase of a heater for its power over that of the target, in thousandths. */
  readonly efficiencies: Int32Array
  /** Rings without drive. */
  readonly dead: readonly number[]
}

/** Spread of heater efficiencies from ring to ring; an assumption. */
const efficiencySpread = 0.03

/** A virtual chip from the target's statistics: resonances by `fabricationSpread`, `deadShare` of the rings without drive. */
export function makeChip(target: Target, seed: number, deadShare = 0): Chip {
  const random = createRandom(seed)
  const spread = target.device.fabricationSpread.value * 1e12
  const offset = { mean: 0, deviation: spread, least: -5 * spread, most: 5 * spread }
  const efficiency = { mean: 1000, deviation: 1000 * efficiencySpread, least: 800, most: 1200 }
  const banks: ChipBank[] = []
  let unit = 0
  for (const unitClass of target.units) {
    const rings = unitClass.rows * unitClass.columns * ringsPerWeight(unitClass)
    for (const end = unit + unitClass.count; unit < end; unit++) {
      for (let bank = 0; bank < unitClass.banks; bank++) {
        const offsets = Int32Array.from({ length: rings }, () => Math.round(spread > 0 ? drawNormal(random, offset) : 0))
        const efficiencies = Int32Array.from({ length: rings }, () => Math.round(drawNormal(random, efficiency)))
        const dead: number[] = []
        for (let ring = 0; ring < rings; ring++) if (random.uniform() < deadShare) dead.push(ring)
        banks.push({ unit, bank, offsets, efficiencies, dead })
      }
    }
  }
  return { target: target.name, fingerprint: targetDefinition(target).fingerprint, seed, banks }
}

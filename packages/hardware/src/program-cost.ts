import type { Cost } from './cost.ts'
import { ringsPerWeight, type Target, type UnitClass } from './target.ts'

/** A write of `ringsWritten` of the `rows x columns` codes of a tile. */
export interface ProgramJob {
  readonly rows: number
  readonly columns: number
  readonly ringsWritten: number
  /** `weights`: codes come from the weight memory; `activations`: values come from the activation memory. `weights` if absent. */
  readonly operand?: 'weights' | 'activations'
  /** Of hybrid tuning: whether some ring moves past the reach of the fast tuner; none if absent. */
  readonly coarse?: boolean
}

/**
 * Cost of programming rings. Nothing written costs nothing.
 *
 * time = max(write steps * settling time, code bytes / memory bandwidth): the codes are known in advance, so their fetch runs beside the
 * writes. Settling: 4 us thermo-optic, 20 ns electro-optic (CrossLight, arXiv 2102.06960, Table 2); hybrid: the former where a ring moves
 * far, else the latter (SONIC, arXiv 2109.04459).
 *
 * ringProgram = rings * DAC energy + energy of one write event, with two rings a code for `range: two-rings`;
 * memory = code bytes * energy per byte, ceil(log2(levels)) bits a code, or the width of a stored activation.
 * Heater power is not in it: the executor integrates `holdPowerWatts` over the time that rings are programmed.
 */
export function programCost(target: Target, unitClass: UnitClass, job: ProgramJob): Cost {
  if (job.ringsWritten === 0) return { seconds: 0, energyJoules: {} }
  const { dacEnergyPerRing, eventEnergy, levels } = unitClass.stationary
  const fromActivations = job.operand === 'activations'
  const { bandwidth, energyPerByte } = fromActivations ? target.memories.activation : target.memories.weight
  const bits = fromActivations ? target.memories.activation.elementBits : Math.ceil(Math.log2(levels))
  const codeBytes = Math.ceil((job.ringsWritten * bits) / 8)
  return {
    seconds: Math.max(writeSeconds(unitClass, job), codeBytes / bandwidth.value),
    energyJoules: {
      ringProgram: job.ringsWritten * ringsPerWeight(unitClass) * dacEnergyPerRing.value + eventEnergy.value,
      memory: codeBytes * energyPerByte.value,
    },
  }
}

/**
 * Whether every bank of a unit has DACs of its own, so that several are written at once: so it is where a bank is written in one settling time, each ring
 * with its DAC, as `partsOf` counts them. Otherwise the banks of a unit share the DACs, and one is written at a time.
 */
export function hasOwnDacs({ stationary }: UnitClass): boolean {
  return stationary.parallelism === 'bank'
}

/**
 * Seconds until written rings have settled. A bank at once takes one settling time; row by row, one for each row that may hold a written
 * ring, min(rows, rings written); with n DACs, one for each n rings.
 */
export function writeSeconds(unitClass: UnitClass, job: ProgramJob): number {
  const { parallelism, settle, hybrid } = unitClass.stationary
  if (job.ringsWritten === 0) return 0
  const settleSeconds = job.coarse === true ? (hybrid?.coarseSettle ?? settle).value : settle.value
  if (parallelism === 'bank') return settleSeconds
  if (parallelism === 'row') return Math.min(job.rows, job.ringsWritten) * settleSeconds
  return Math.ceil((job.ringsWritten * ringsPerWeight(unitClass)) / parallelism) * settleSeconds
}

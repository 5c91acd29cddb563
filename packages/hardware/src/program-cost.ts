import type { Cost } from './cost.ts'
import type { Target, UnitClass } from './target.ts'

/** A write of `ringsWritten` of the `rows x columns` rings of a tile. */
export interface ProgramJob {
  readonly rows: number
  readonly columns: number
  readonly ringsWritten: number
}

/**
 * Cost of programming rings. Nothing written costs nothing.
 *
 * time = max(write steps * settling time, code bytes / weight memory bandwidth): the codes are known in advance, so their fetch runs
 * beside the writes. Settling: 4 us thermo-optic, 20 ns electro-optic (CrossLight, arXiv 2102.06960, Table 2).
 *
 * ringProgram = rings * DAC energy + energy of one write event; memory = code bytes * energy per byte, ceil(log2(levels)) bits a ring.
 * Heater power is not in it: the executor integrates `holdPowerWatts` over the time that rings are programmed.
 */
export function programCost(target: Target, unitClass: UnitClass, job: ProgramJob): Cost {
  if (job.ringsWritten === 0) return { seconds: 0, energyJoules: {} }
  const { dacEnergyPerRing, eventEnergy, levels } = unitClass.stationary
  const { bandwidth, energyPerByte } = target.memories.weight
  const codeBytes = Math.ceil((job.ringsWritten * Math.ceil(Math.log2(levels))) / 8)
  return {
    seconds: Math.max(writeSeconds(unitClass, job), codeBytes / bandwidth.value),
    energyJoules: {
      ringProgram: job.ringsWritten * dacEnergyPerRing.value + eventEnergy.value,
      memory: codeBytes * energyPerByte.value,
    },
  }
}

/**
 * Seconds until written rings have settled. A bank at once takes one settling time; row by row, one for each row that may hold a written
 * ring, min(rows, rings written); with n DACs, one for each n rings.
 */
export function writeSeconds(unitClass: UnitClass, job: ProgramJob): number {
  const { parallelism, settle } = unitClass.stationary
  if (job.ringsWritten === 0) return 0
  if (parallelism === 'bank') return settle.value
  if (parallelism === 'row') return Math.min(job.rows, job.ringsWritten) * settle.value
  return Math.ceil(job.ringsWritten / parallelism) * settle.value
}

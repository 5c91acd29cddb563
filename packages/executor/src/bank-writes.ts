import type { Tile } from '@onnc/isa'
import { mixWords } from './mix-words.ts'
import type { Normals } from './noise-pool.ts'
import type { DrivesOf, RingDrives } from './ring-drives.ts'

/** One write to a bank, and what it left there. */
export interface BankWrite {
  /** Distinct for each write of an inference. */
  readonly key: number
  readonly tile: Tile
  readonly tileIndex: number
  readonly bank: number
  /** When the rings were last tuned, in seconds. */
  readonly seconds: number
  /** Calibrated since. */
  readonly calibrated: boolean
  /**
   * Error of each of the tile's rings as standard normal numbers, row-major; computed anew at each call where no partial write needs it kept, in room that
   * the next call takes again.
   */
  readonly deviates: () => Float32Array
  /** How the bank drifts from then on, as a standard normal number. */
  readonly drift: () => number
}

/**
 * Follows the writes of the banks of one chip through an inference. The error of a ring is drawn once per write, keyed by (chip seed, bank, number of
 * the write to this bank, ring); a partial write draws only those of the rings it rewrites. A calibration corrects all rings
 * of the bank anew.
 */
export interface BankWrites {
  program(bank: number, tileIndex: number, tile: Tile, write: 'whole' | 'changed', seconds: number): void
  calibrate(bank: number, seconds: number): void
  resident(bank: number): BankWrite
  /** Every inference starts with the same chip. */
  readonly restart: () => void
}

export function createBankWrites(chipSeed: number, drivesOf: DrivesOf, normals: Normals): BankWrites {
  const writes = new Map<number, BankWrite>()
  const counts = new Map<number, number>()
  const fresh = (bank: number): number => {
    const count = (counts.get(bank) ?? 0) + 1
    counts.set(bank, count)
    return mixWords(chipSeed, 0x52494e47, bank, count)
  }
  const driftOf = (key: number) => (): number => normals(mixWords(key, 0x44524946), 1)[0]!
  return {
    program: (bank, tileIndex, tile, write, seconds) => {
      const before = writes.get(bank)
      const key = fresh(bank)
      const drawn = (): Float32Array => normals(key, tile.rows * tile.columns)
      const common = { key, tile, tileIndex, bank, seconds, calibrated: false, drift: driftOf(key) }
      if (write === 'whole' || before === undefined) writes.set(bank, { ...common, deviates: drawn })
      else {
        const kept = keepUnchanged(
          before,
          drivesOf(bank, before.tileIndex, before.tile, wide),
          tile,
          drivesOf(bank, tileIndex, tile, wide),
          drawn().slice(),
        )
        writes.set(bank, { ...common, deviates: () => kept })
      }
    },
    calibrate: (bank, seconds) => {
      const before = writes.get(bank)
      if (before === undefined) return
      const key = fresh(bank)
      const { tile } = before
      const deviates = (): Float32Array => normals(key, tile.rows * tile.columns)
      writes.set(bank, { ...before, key, seconds, calibrated: true, deviates, drift: driftOf(key) })
    },
    resident: (bank) => writes.get(bank)!,
    restart: () => {
      writes.clear()
      counts.clear()
    },
  }
}

/** Of units, for telling rings apart: more columns than any has. */
const wide = 2 ** 20

/** New errors, but the old ones of rings whose code stays. */
function keepUnchanged(before: BankWrite, then: RingDrives, tile: Tile, now: RingDrives, drawn: Float32Array): Float32Array {
  const errors = before.deviates()
  const old = new Map<number, { readonly code: number; readonly error: number }>()
  for (let r = 0; r < before.tile.rows; r++)
    for (let c = 0; c < before.tile.columns; c++)
      old.set(then.ringOf(r, c), { code: then.codeOf(r, c), error: errors[r * before.tile.columns + c]! })
  for (let r = 0; r < tile.rows; r++) {
    for (let c = 0; c < tile.columns; c++) {
      const ring = old.get(now.ringOf(r, c))
      if (ring !== undefined && ring.code === now.codeOf(r, c)) drawn[r * tile.columns + c] = ring.error
    }
  }
  return drawn
}

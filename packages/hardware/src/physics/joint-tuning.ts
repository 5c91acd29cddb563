import { solveLinear } from './solve-linear.ts'

/** The phases that heaters bring about: matrix * heater phases. */
export function phasesOf(matrix: readonly (readonly number[])[], heaters: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, share, j) => sum + share * heaters[j]!, 0))
}

/**
 * Heater phases that bring every ring of a bank to its phase in spite of their crosstalk, none negative: the system matrix * heaters =
 * phases is solved for all rings jointly, as thermal eigenmode decomposition does in the matrix's eigenbasis (Milanizadeh et al.,
 * "Canceling thermal cross-talk effects in photonic integrated circuits", JLT 37(4), 2019). A ring that would have to be cooled is heated
 * to its next order, `period` more. Undefined where heat spreads so far that rings cannot be told apart.
 */
export function jointTuning(
  matrix: readonly (readonly number[])[],
  phases: readonly number[],
  period: number = 2 * Math.PI,
): { readonly heaters: readonly number[]; readonly orders: readonly number[] } | undefined {
  const orders = phases.map(() => 0)
  for (let round = 0; round <= 8 * phases.length; round++) {
    const heaters = solveLinear(
      matrix,
      phases.map((phase, i) => phase + orders[i]! * period),
    )
    if (heaters === undefined) return undefined
    const coldest = heaters.reduce((least, heater, i) => (heater < heaters[least]! ? i : least), 0)
    if (heaters.length === 0 || heaters[coldest]! >= -1e-12) return { heaters: heaters.map((heater) => Math.max(0, heater)), orders }
    orders[coldest]!++
  }
  return undefined
}

/** Largest phase error where every ring is tuned by itself, as if no other were there. */
export function aloneError(matrix: readonly (readonly number[])[], phases: readonly number[]): number {
  return phasesOf(matrix, phases).reduce((worst, phase, i) => Math.max(worst, Math.abs(phase - phases[i]!)), 0)
}

/**
 * Share of a heater's phase that reaches another ring, by the distance of their edges, as heat simulations gave it: rings of 5 um radius,
 * dPhi / Phi from github.com/febinpsunny/ThermaleigenDecomposition (TMatrixGen.py), the tool of an author of CrossLight and SONIC. The
 * share does not depend on the phase.
 */
export const simulatedThermalCrosstalk: readonly { readonly distanceMetres: number; readonly share: number }[] = [
  { distanceMetres: 0.7e-6, share: 0.229 },
  { distanceMetres: 5.132e-6, share: 0.0425 },
  { distanceMetres: 11.4e-6, share: 0.0059 },
  { distanceMetres: 13.926e-6, share: 0.003 },
  { distanceMetres: 22.1e-6, share: 0.00055 },
  { distanceMetres: 23.836e-6, share: 0.00044 },
  { distanceMetres: 32.8e-6, share: 0.00014 },
  { distanceMetres: 34.117e-6, share: 0.00012 },
]

/**
 * The share at any distance from the simulations: between two of them, and past the last as between the last two, its logarithm is
 * linear in the distance; before the first it is that of the first.
 */
export function simulatedShare(distanceMetres: number): number {
  const table = simulatedThermalCrosstalk
  const above = table.findIndex((point) => point.distanceMetres >= distanceMetres)
  if (above === 0) return table[0]!.share
  const [a, b] = above === -1 ? [table.at(-2)!, table.at(-1)!] : [table[above - 1]!, table[above]!]
  const part = (distanceMetres - a.distanceMetres) / (b.distanceMetres - a.distanceMetres)
  return a.share * (b.share / a.share) ** part
}

/** How heat spreads: share = nearShare * exp(-distance / length). The simulations above are fitted by 0.20 and 3.55 um up to 22 um. */
export interface HeatSpread {
  readonly nearShare: number
  readonly lengthMetres: number
}

export function thermalCrosstalk({ nearShare, lengthMetres }: HeatSpread, distanceMetres: number): number {
  return nearShare * Math.exp(-distanceMetres / lengthMetres)
}

/** Rings in a straight line: [i][j] is the share of heater j's phase at ring i, 1 for its own. */
export function thermalMatrix(spread: HeatSpread, count: number, pitchMetres: number, ringDiameterMetres = 0): number[][] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i === j ? 1 : thermalCrosstalk(spread, Math.abs(i - j) * pitchMetres - ringDiameterMetres))),
  )
}

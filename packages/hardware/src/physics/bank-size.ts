import { type Receiver, receiverBits } from './receiver-noise.ts'

/**
 * The link budget by which CASES 2022 (Vatsavai & Thakkar, IEEE TCAD) sizes banks, Table I: losses in dB, lengths in mm. `amm` and `mam`
 * are its two arrangements of modulators and weight rings (DEAP-CNNs and HolyLight).
 */
export interface BankBudget {
  readonly laserDbm: number
  readonly couplingDb: number
  readonly waveguideDbPerMm: number
  readonly ringPitchMm: number
  readonly elementSpacingMm: number
  readonly modulatorDb: number
  readonly modulatorThroughDb: number
  readonly ringDb: number
  readonly ringThroughDb: number
  readonly splitterDb: number
  readonly penaltyDb: number
  readonly wallPlugEfficiency: number
}

const common = {
  laserDbm: 10,
  couplingDb: 1.6,
  waveguideDbPerMm: 0.3,
  ringPitchMm: 0.02,
  modulatorDb: 4,
  modulatorThroughDb: 0.01,
  ringDb: 0.01,
  ringThroughDb: 0.01,
  splitterDb: 0.01,
  wallPlugEfficiency: 0.1,
} as const

export const bankBudgets: Readonly<Record<'amm' | 'mam', BankBudget>> = {
  amm: { ...common, elementSpacingMm: 0.1, penaltyDb: 5.8 },
  mam: { ...common, elementSpacingMm: 0, penaltyDb: 4.8 },
}

/** The receiver of its Table I, with the constants of its code: q = 1.6e-19 C, k T = 0.0259 eV, which is 300.6 K. */
export const bankReceiver: Receiver = {
  responsivity: 1.2,
  darkCurrentAmperes: 35e-9,
  loadOhms: 50,
  temperatureKelvin: 300.56,
  relativeIntensityNoise: 1e-14,
}

/** Losses from the laser to a photodiode of a bank of `columns` wavelengths and `rows` rows, in dB; without the wall plug. */
export function bankLoss(budget: BankBudget, columns: number, rows: number): number {
  return (
    budget.waveguideDbPerMm * (budget.ringPitchMm + budget.elementSpacingMm) * columns +
    10 * Math.log10(rows) +
    budget.couplingDb +
    budget.modulatorDb +
    budget.modulatorThroughDb * (columns - 1) +
    budget.splitterDb * Math.log2(rows) +
    budget.ringDb +
    budget.ringThroughDb * (columns - 1) +
    budget.penaltyDb
  )
}

/** The least received power for this many bits on the 0.1 dB grid of the code, in dBm. */
export function gridSensitivity(receiver: Receiver, bits: number, symbolRateHertz: number): number {
  let best = { dbm: Number.NaN, error: Infinity }
  for (let step = -350; step < 20; step++) {
    const dbm = step / 10
    const error = Math.abs(receiverBits(receiver, 10 ** (dbm / 10) * 1e-3, symbolRateHertz) - bits)
    if (error < best.error) best = { dbm, error }
  }
  return best.dbm
}

/**
 * The square bank size N whose laser is nearest the budget's, as the published code computes it: the power needed, with the wall plug, is
 * halved in dBm before it is compared with 10 dBm, which is what gives Table II of the paper.
 */
export function bankSize(budget: BankBudget, bits: number, symbolRateHertz: number): number {
  const sensitivity = gridSensitivity(bankReceiver, bits, symbolRateHertz)
  let best = { size: 1, error: Infinity }
  for (let size = 1; size < 160; size++) {
    const needed = sensitivity + bankLoss(budget, size, size) - 10 * Math.log10(budget.wallPlugEfficiency)
    const error = Math.abs(budget.laserDbm - needed / 2)
    if (error < best.error) best = { size, error }
  }
  return best.size
}

/** Bits of one product of a bank with a given laser, by the same losses and receiver, without the code's halving. */
export function bankBits(budget: BankBudget, columns: number, rows: number, laserDbm: number, symbolRateHertz: number): number {
  const received = laserDbm - bankLoss(budget, columns, rows)
  return receiverBits(bankReceiver, 10 ** (received / 10) * 1e-3, symbolRateHertz)
}

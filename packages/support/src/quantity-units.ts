/**
 * Physical dimensions and the units a quantity of each may be written in. Values are kept in the dimension's base unit: SI, except
 * that decibels stay decibels and data sizes are bytes.
 */
export type Dimension =
  | 'number'
  | 'fraction'
  | 'time'
  | 'power'
  | 'energy'
  | 'frequency'
  | 'throughput'
  | 'length'
  | 'ratio'
  | 'loss'
  | 'noise'
  | 'size'
  | 'bandwidth'
  | 'energy-per-byte'
  | 'voltage'
  | 'current'
  | 'resistance'
  | 'temperature'
  | 'wavelength-shift'
  | 'responsivity'
  | 'area'
  | 'power-per-shift'

/** How one unit relates to its dimension's base: `value = number * factor * 10^exponent`, or decibels over 1 mW for `dBm`. */
export interface Unit {
  readonly symbol: string
  readonly dimension: Dimension
  /** Decimal exponent, kept apart from `factor` so that '4 us' becomes exactly the number nearest to 4e-6. */
  readonly exponent: number
  /** A power of two (binary prefixes, bits in a byte): multiplying by it is exact. */
  readonly factor: number
  readonly scale: 'linear' | 'dBm'
  /** The unit whose prefixed forms belong together when printing: `GS/s` belongs to `S/s`, not to `Hz`. */
  readonly family: string
}

/** Name in messages, and an example of how such a quantity is written. */
export const dimensions: Readonly<Record<Dimension, { readonly name: string; readonly example: string }>> = {
  number: { name: 'a number', example: '8000' },
  fraction: { name: 'a fraction', example: '20 %' },
  time: { name: 'a time', example: '20 ns' },
  power: { name: 'a power', example: '13 dBm' },
  energy: { name: 'an energy', example: '10 pJ' },
  frequency: { name: 'a frequency', example: '1 GS/s' },
  throughput: { name: 'a throughput', example: '100 Gop/s' },
  length: { name: 'a length', example: '18 nm' },
  ratio: { name: 'a ratio', example: '0.1 dB' },
  loss: { name: 'a loss per length', example: '0.3 dB/cm' },
  noise: { name: 'a noise density', example: '-140 dB/Hz' },
  size: { name: 'a data size', example: '64 KiB' },
  bandwidth: { name: 'a bandwidth', example: '64 GB/s' },
  'energy-per-byte': { name: 'an energy per byte', example: '0.8 pJ/B' },
  voltage: { name: 'a voltage', example: '1.2 V' },
  current: { name: 'a current', example: '35 nA' },
  resistance: { name: 'a resistance', example: '50 Ohm' },
  temperature: { name: 'a temperature', example: '12 mK' },
  'wavelength-shift': { name: 'a wavelength shift per temperature', example: '0.1 nm/K' },
  responsivity: { name: 'a responsivity', example: '1.2 A/W' },
  area: { name: 'an area', example: '400 um2' },
  'power-per-shift': { name: 'a power per wavelength shift', example: '4 uW/nm' },
}

const exponents: Readonly<Record<string, number>> = { f: -15, p: -12, n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12 }
const binaryPrefixes: readonly string[] = ['Ki', 'Mi', 'Gi', 'Ti']

const decimal = (dimension: Dimension, family: string, prefixes: string): Unit[] =>
  ['', ...prefixes.split('')].map((prefix) => ({
    symbol: prefix + family,
    dimension,
    exponent: exponents[prefix] ?? 0,
    factor: 1,
    scale: 'linear',
    family,
  }))

const binary = (dimension: Dimension, family: string): Unit[] =>
  binaryPrefixes.map((prefix, i) => ({
    symbol: prefix + family,
    dimension,
    exponent: 0,
    factor: 1024 ** (i + 1),
    scale: 'linear',
    family,
  }))

const other = (dimension: Dimension, symbol: string, exponent: number, factor = 1): Unit => ({
  symbol,
  dimension,
  exponent,
  factor,
  scale: 'linear',
  family: symbol,
})

const all: readonly Unit[] = [
  ...decimal('number', '', ''),
  other('fraction', '%', -2),
  ...decimal('time', 's', 'fpnum'),
  ...decimal('power', 'W', 'pnumkM'),
  { ...other('power', 'dBm', 0), scale: 'dBm' },
  ...decimal('energy', 'J', 'fpnumk'),
  ...decimal('frequency', 'Hz', 'kMGT'),
  ...decimal('frequency', 'S/s', 'kMGT'),
  ...decimal('throughput', 'op/s', 'kMGT'),
  ...decimal('length', 'm', 'pnum'),
  other('length', 'cm', -2),
  other('ratio', 'dB', 0),
  other('loss', 'dB/m', 0),
  other('loss', 'dB/cm', 2),
  other('loss', 'dB/mm', 3),
  other('noise', 'dB/Hz', 0),
  ...decimal('size', 'B', 'kMGT'),
  ...binary('size', 'B'),
  ...decimal('bandwidth', 'B/s', 'kMGT'),
  ...binary('bandwidth', 'B/s'),
  ...decimal('energy-per-byte', 'J/B', 'fpn'),
  other('energy-per-byte', 'pJ/bit', -12, 8),
  other('energy-per-byte', 'fJ/bit', -15, 8),
  ...decimal('voltage', 'V', 'num'),
  ...decimal('current', 'A', 'pnum'),
  ...decimal('resistance', 'Ohm', 'mk'),
  ...decimal('temperature', 'K', 'um'),
  ...decimal('wavelength-shift', 'm/K', 'pn'),
  ...decimal('responsivity', 'A/W', 'm'),
  other('area', 'um2', -12),
  other('area', 'mm2', -6),
  other('area', 'm2', 0),
  other('power-per-shift', 'W/m', 0),
  other('power-per-shift', 'uW/nm', 3),
  other('power-per-shift', 'mW/nm', 6),
]

/** Every unit by its symbol; '' is that of plain numbers. */
export const units: ReadonlyMap<string, Unit> = new Map(all.map((unit) => [unit.symbol, unit]))

/** The prefixed forms of a base unit, ascending. Sizes in bytes take binary prefixes, everything else decimal ones. */
export function familyOf(symbol: string): readonly Unit[] {
  return all
    .filter((unit) => unit.family === symbol && unit.symbol !== '' && (symbol === 'B' ? unit.exponent === 0 : unit.factor === 1))
    .toSorted((a, b) => a.factor * 10 ** a.exponent - b.factor * 10 ** b.exponent)
}

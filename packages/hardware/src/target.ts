/**
 * A machine as data. Every number and every choice has a source; `Quantity` fields carry theirs, that of a plain field (a count or a
 * choice) stands under the same name in `sources`.
 */
export interface Target {
  readonly name: string
  readonly description: string
  /** Photonic unit classes. Units are numbered through: those of the first class first (see `unitClassOf`). */
  readonly units: readonly UnitClass[]
  readonly memories: { readonly activation: ActivationMemory; readonly weight: WeightMemory }
  readonly ecu: Ecu
  readonly laser: Laser
  readonly device: Device
}

/** `value` in SI base units (s, J, W, Hz, m ...; decibels stay decibels, sizes are bytes), `unit` as written. */
export interface Quantity {
  readonly value: number
  readonly unit: string
  /** A citation, or 'assumption: ...'. */
  readonly source: string
}

/** Sources of the plain fields beside it. */
export type Sources = Readonly<Record<string, string>>

/** Photonic units of one kind: `rows` detectors, `columns` wavelengths, `banks` sets of `rows x columns` rings each. */
export interface UnitClass {
  readonly name: string
  readonly count: number
  readonly rows: number
  readonly columns: number
  /** Buses the columns are split over; divides `columns`. The photocurrents of a row's buses add up before one ADC. */
  readonly segments: number
  readonly banks: number
  readonly stationary: Stationary
  readonly moving: Moving
  readonly readout: Readout
  readonly sources: Sources
}

/** The ring side. */
export interface Stationary {
  readonly operand: 'weights' | 'activations' | 'either'
  /** Odd: codes lie in [-(levels-1)/2, (levels-1)/2]. */
  readonly levels: number
  /** `balanced`: signed weights, two photodiodes a row and bus; `offset`: one. */
  readonly range: 'balanced' | 'offset'
  readonly tuning: 'thermo-optic' | 'electro-optic'
  /** What one settling time writes: the whole bank, one row, or this many rings. */
  readonly parallelism: 'bank' | 'row' | number
  readonly settle: Quantity
  readonly dacEnergyPerRing: Quantity
  /** Energy of one write event, whatever the number of rings. */
  readonly eventEnergy: Quantity
  readonly holdPowerPerRing: Quantity
  readonly calibration: Calibration
  readonly sources: Sources
}

/** Write and verify: `iterations` times write, settle, then measure with `probes` symbols. */
export interface Calibration {
  readonly iterations: number
  readonly probes: number
  /** When lasers and receivers are on: while probing only, or while the rings settle too. */
  readonly light: 'probes' | 'throughout'
  /** Standard deviation of a weight's error before calibration, as a fraction of its largest magnitude. */
  readonly errorBefore: Quantity
  readonly errorAfter: Quantity
  /** Temperature change after which a bank is to be calibrated again. */
  readonly driftTolerance: Quantity
  readonly sources: Sources
}

/** The modulator side, one modulator and one DAC a column. */
export interface Moving {
  /** Bits of an input value; sent as ceil(bits / sliceBits) slices. */
  readonly bits: number
  readonly sliceBits: number
  readonly symbolRate: Quantity
  /** `two-pass`: the positive and the negative part one after the other; `offset`: one pass of shifted values. */
  readonly signs: 'two-pass' | 'offset'
  /** `columns`: lasers and modulators of columns that a tile leaves unused are off while it streams. */
  readonly gating: 'none' | 'columns'
  readonly dacEnergy: Quantity
  readonly modulatorEnergy: Quantity
  readonly modulatorPower: Quantity
  readonly sources: Sources
}

/** The detector side. */
export interface Readout {
  readonly bits: number
  /** Conversions per second of one ADC. */
  readonly rate: Quantity
  readonly latency: Quantity
  /** Rows that share one ADC. */
  readonly sharing: number
  readonly gain: 'fixed' | 'per-row'
  readonly conversionEnergy: Quantity
  readonly detector: Detector
  readonly tia: Tia
  readonly sources: Sources
}

/** One photodiode. */
export interface Detector {
  readonly latency: Quantity
  readonly power: Quantity
  readonly responsivity: Quantity
  readonly darkCurrent: Quantity
}

/** The transimpedance amplifier of a row. */
export interface Tia {
  readonly latency: Quantity
  readonly power: Quantity
  readonly loadResistance: Quantity
}

export interface WeightMemory {
  readonly size: Quantity
  /** Of the port that each unit has to itself. */
  readonly bandwidth: Quantity
  readonly energyPerByte: Quantity
}

export interface ActivationMemory extends WeightMemory {
  /** Width of a stored value: 8, 16 or 32. */
  readonly elementBits: number
  readonly sources: Sources
}

/** Kinds of electronic work, counted per element operation. */
export const workKinds: readonly ['add', 'multiply', 'compare', 'special', 'move'] = ['add', 'multiply', 'compare', 'special', 'move']
export type WorkKind = (typeof workKinds)[number]

/** The electronic control unit. */
export interface Ecu {
  readonly launchLatency: Quantity
  readonly throughput: Readonly<Record<WorkKind, Quantity>>
  /** Energy per operation. */
  readonly energy: Readonly<Record<WorkKind, Quantity>>
}

export interface Laser {
  /** Optical power of one wavelength of one unit. */
  readonly powerPerWavelength: Quantity
  readonly wallPlugEfficiency: Quantity
  readonly relativeIntensityNoise: Quantity
}

/** Rings and waveguides. */
export interface Device {
  readonly wavelength: Quantity
  readonly qualityFactor: Quantity
  readonly freeSpectralRange: Quantity
  readonly extinctionRatio: Quantity
  readonly ringPitch: Quantity
  readonly tuningPowerPerFsr: Quantity
  readonly resonanceShift: Quantity
  readonly fabricationSpread: Quantity
  /** Share of a heater's phase that a ring at distance d gets: `thermalCrosstalk * exp(-d / thermalCrosstalkLength)`. */
  readonly thermalCrosstalk: Quantity
  readonly thermalCrosstalkLength: Quantity
  readonly temperature: Quantity
  readonly waveguideLoss: Quantity
  readonly ringThroughLoss: Quantity
  readonly modulatorLoss: Quantity
  readonly splitterLoss: Quantity
  readonly combinerLoss: Quantity
  readonly couplingLoss: Quantity
}

/** The class of unit `index` (from 0), or undefined past the last unit. */
export function unitClassOf(target: Target, index: number): UnitClass | undefined {
  let first = 0
  for (const unitClass of target.units) {
    if (index >= first && index < first + unitClass.count) return unitClass
    first += unitClass.count
  }
  return undefined
}

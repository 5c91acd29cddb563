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
  /** Floor space of one piece of each kind; without it `areaOf` has nothing to add up. */
  readonly area?: Area
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
  /** Loss of the switches that send light through one of several banks and back; none if absent. */
  readonly bankLoss?: Quantity
  /** Layers the class is meant for; any by default. */
  readonly layers?: 'any' | 'convolution' | 'fully-connected'
  readonly stationary: Stationary
  readonly moving: Moving
  readonly readout: Readout
  readonly transpose?: Transpose
  readonly scale?: Scale
  readonly shuffle?: Shuffle
  readonly sampleAndHold?: SampleAndHold
  readonly sources: Sources
}

/** The ring side. */
export interface Stationary {
  readonly operand: 'weights' | 'activations' | 'either'
  /** Odd: codes lie in [-(levels-1)/2, (levels-1)/2]. */
  readonly levels: number
  /**
   * How a weight has a sign. `balanced`: drop minus through port, two photodiodes a row and bus; `two-rings`: a ring for each sign, each
   * with its photodiode; `offset`: all weights shifted to positive ones (see `Readout.offset`); `nonnegative`: weights must not be negative.
   */
  readonly range: 'balanced' | 'two-rings' | 'offset' | 'nonnegative'
  readonly tuning: 'thermo-optic' | 'electro-optic' | 'hybrid'
  /** Of `hybrid` tuning: small moves are electro-optic, within `settle`; larger ones move heaters. */
  readonly hybrid?: Hybrid
  /** `ted`: the heaters of a bank are driven jointly, which cancels their crosstalk (thermal eigenmode decomposition). */
  readonly jointTuning?: 'none' | 'ted'
  /** Bits of the DAC that drives one ring. */
  readonly driveBits?: number
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

export interface Hybrid {
  /** Largest move by carriers or the electro-optic effect alone. */
  readonly reach: Quantity
  /** Settling time of a heater, for moves past the reach. */
  readonly coarseSettle: Quantity
  /**
   * Where a ring stands that is to drop as little as it can: at the end of the reach (if absent), so that every weight is a fast move from every
   * other, or half way to the next channel, where that is farther, so that moves to and from small weights are slow.
   */
  readonly darkest?: 'reach' | 'half-channel'
}

/** The way back through the rings: light enters where it left, and the same codes multiply by the transposed matrix. */
export interface Transpose {
  /** `own`: a second set for the rows; `switched`: that of the columns, switched over (and so at most as many rows as columns). */
  readonly modulators: 'own' | 'switched'
  readonly detectors: 'own' | 'switched'
  readonly adc: 'own' | 'shared'
  /** `coherent`: light of the same wavelength in several rows beat on a detector. */
  readonly lasers: 'incoherent' | 'coherent'
  /** Loss over the forward path, besides the split. */
  readonly loss: Quantity
  /** From one direction to the other. */
  readonly switching: Quantity
  readonly sources: Sources
}

/** A broadband ring behind a row that multiplies all its wavelengths at once by a factor from 0 to 1. */
export interface Scale {
  /** Whether rows are scaled by it (`rows`) where it can be done, or digitally (`nothing`, if absent). */
  readonly scales?: 'rows' | 'nothing'
  readonly levels: number
  readonly settle: Quantity
  readonly setEnergy: Quantity
  readonly holdPower: Quantity
  readonly loss: Quantity
  readonly sources: Sources
}

/** The permutation of a unit's outputs or inputs, in its electronics. */
export interface Shuffle {
  readonly rate: Quantity
  readonly latency: Quantity
  readonly energyPerElement: Quantity
}

/** Between amplifier and ADC: keeps a row's current until its conversion. */
export interface SampleAndHold {
  readonly energy: Quantity
  readonly holdTime: Quantity
  /** Standard deviation of what it adds, of full scale. */
  readonly error: Quantity
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

/** The modulator side, one modulator (or directly driven VCSEL) and one DAC a column. */
export interface Moving {
  /** `vcsels`: each column has a laser of its own that is driven by the operand; `modulators` by default. */
  readonly emitters?: 'modulators' | 'vcsels'
  /** Bits of an input value; sent as ceil(bits / sliceBits) slices. */
  readonly bits: number
  readonly sliceBits: number
  readonly symbolRate: Quantity
  /**
   * `two-pass`: the positive and the negative part one after the other; `arms`: both at once on emitters and rings of their own, the
   * difference being converted; `offset`: one pass of shifted values; `nonnegative`: inputs must not be negative.
   */
  readonly signs: 'two-pass' | 'arms' | 'offset' | 'nonnegative'
  /**
   * `columns`: lasers and modulators of columns that a tile leaves unused are off while it streams; `zeros`: each emitter is off also
   * while its element is zero.
   */
  readonly gating: 'none' | 'columns' | 'zeros'
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
  /** Largest gain over that of full scale; without it any gain can be set. */
  readonly gainRange?: Quantity
  /**
   * Where the shift of `offset` weights is taken off: `before-adc`, a second photodiode carries the sum of the inputs and the difference
   * is converted; `after-adc`, digitally.
   */
  readonly offset?: 'before-adc' | 'after-adc'
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
  /** Insertion loss of the ring that drops a wavelength; none if absent. */
  readonly dropLoss?: Quantity
  /** Loss of passing a modulator off resonance; `ringThroughLoss` if absent. */
  readonly modulatorThroughLoss?: Quantity
  /** Power penalty of a link for finite extinction, crosstalk and truncation; none if absent. */
  readonly linkPenalty?: Quantity
  /** Gives the distance of ring edges, which thermal crosstalk depends on: pitch - 2 radii. */
  readonly ringRadius?: Quantity
  /** Power of the electro-optic tuner for each shift. */
  readonly electroOpticPower?: Quantity
  /** Spread of the loaded Q from ring to ring. */
  readonly qualitySpread?: Quantity
  /** Light that a waveguide carries without nonlinear loss. */
  readonly waveguidePowerLimit?: Quantity
  readonly drift?: Drift
}

/** A random walk of the temperature: standard deviation `walk` after `interval`, growing with the square root of time. */
export interface Drift {
  readonly walk: Quantity
  readonly interval: Quantity
}

/** Floor space: of one piece each, of the memories and the ECU as a whole. */
export interface Area {
  readonly ring: Quantity
  readonly modulator: Quantity
  readonly laser: Quantity
  readonly photodiode: Quantity
  readonly tia: Quantity
  readonly ringDac: Quantity
  readonly inputDac: Quantity
  readonly adc: Quantity
  readonly activationMemory: Quantity
  readonly weightMemory: Quantity
  readonly ecu: Quantity
}

/** Rings that hold one weight: one for each sign it may have, on each arm of the inputs. */
export function ringsPerWeight(unitClass: UnitClass): number {
  return (unitClass.stationary.range === 'two-rings' ? 2 : 1) * armsOf(unitClass)
}

/** Sets of emitters, rings and photodiodes that inputs of both signs go through side by side. */
export function armsOf({ moving }: UnitClass): number {
  return moving.signs === 'arms' ? 2 : 1
}

/** Whether the ADC converts the currents of shifted weights, so that the shift is taken off digitally. */
export function convertsShifted({ stationary, readout }: UnitClass): boolean {
  return stationary.range === 'offset' && readout.offset !== 'before-adc'
}

/** Whether units scale their rows by broadband rings: one-row units, as what such a ring does is done to all the light that a stream sends. */
export function scalesByLight({ rows, scale }: UnitClass): boolean {
  return rows === 1 && scale?.scales === 'rows'
}

/** Photodiodes of one row on one bus: a pair, but one where no weight is subtracted before the ADC; on each arm of the inputs. */
export function photodiodesPerBus(unitClass: UnitClass): number {
  const single = convertsShifted(unitClass) || unitClass.stationary.range === 'nonnegative'
  return (single ? 1 : 2) * armsOf(unitClass)
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

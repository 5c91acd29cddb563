import type { z } from 'zod'
import { choice, choiceOrCount, count, group, oddCount, optional, quantity, text } from './schema-fields.ts'
import type {
  Calibration,
  Detector,
  Hybrid,
  Moving,
  Readout,
  SampleAndHold,
  Scale,
  Shuffle,
  Stationary,
  Tia,
  Transpose,
  UnitClass,
} from './target.ts'
import { unitRules } from './unit-rules.ts'

/** Upper limits are those of the instruction fields: 12 bits of unit, 4 of bank, 16 of probes, 8 of iterations. */
const calibration = group<Calibration>('Write-verify after programming', {
  iterations: count(0, 255, 'Times the rings are written, settle and are measured'),
  probes: count(1, 65535, 'Symbols measured in each iteration'),
  light: choice(['probes', 'throughout'], 'When lasers and receivers are on during a calibration'),
  errorBefore: quantity('fraction', '0', '1', 'Standard deviation of a weight after an open-loop write, of the largest weight'),
  errorAfter: quantity('fraction', '0', '1', 'The same after calibration'),
  driftTolerance: quantity('temperature', '1 uK', '100 K', 'Temperature change that asks for a new calibration'),
})

const hybrid = group<Hybrid>('Fast small moves and slow large ones', {
  reach: quantity('length', '1 pm', '1 um', 'Largest move by the electro-optic effect alone'),
  coarseSettle: quantity('time', '0 s', '10 s', 'Settling time of a heater, for larger moves'),
  darkest: optional(
    choice(['reach', 'half-channel'], 'Where a ring stands that drops least: as far as the fast tuner reaches, or between two channels'),
  ),
})

const stationary = group<Stationary>('The rings', {
  operand: choice(['weights', 'activations', 'either'], 'What may sit on the rings'),
  levels: oddCount(3, 65535, 'Levels of a ring; odd, so that zero is one of them'),
  range: choice(
    ['balanced', 'two-rings', 'offset', 'nonnegative'],
    'How weights have both signs: drop minus through port, a ring for each sign, or a shift; or that they have not',
  ),
  tuning: choice(['thermo-optic', 'electro-optic', 'hybrid'], 'Tuning mechanism'),
  hybrid: optional(hybrid),
  jointTuning: optional(choice(['none', 'ted'], 'Whether the heaters of a bank are driven jointly against their crosstalk')),
  driveBits: optional(count(1, 24, 'Bits of the DAC that drives a ring')),
  parallelism: choiceOrCount(['bank', 'row'], 1, 2 ** 24, 'What one settling time writes: bank, row, or a number of rings'),
  settle: quantity('time', '0 s', '10 s', 'From writing the DACs to settled rings'),
  dacEnergyPerRing: quantity('energy', '0 J', '1 J', 'DAC energy of writing one ring'),
  eventEnergy: quantity('energy', '0 J', '1 J', 'Energy of one write event besides that of the rings'),
  holdPowerPerRing: quantity('power', '0 W', '1 W', 'Mean power that keeps one programmed ring in place'),
  calibration,
})

const moving = group<Moving>('The modulators', {
  emitters: optional(choice(['modulators', 'vcsels'], 'What makes the symbols: modulators of shared lasers, or a VCSEL for each column')),
  bits: count(1, 16, 'Bits of an input value'),
  sliceBits: count(1, 16, 'Bits of one symbol; wider inputs go as several slices'),
  symbolRate: quantity('frequency', '1 Hz', '1 THz', 'Symbols per second of each column'),
  signs: choice(['two-pass', 'arms', 'offset', 'nonnegative'], 'How inputs have both signs, or that they have not'),
  gating: choice(['none', 'columns', 'zeros'], 'What is dark: nothing, unused columns, or every zero'),
  dacEnergy: quantity('energy', '0 J', '1 J', 'DAC energy of one symbol'),
  modulatorEnergy: quantity('energy', '0 J', '1 J', 'Modulator energy of one symbol'),
  modulatorPower: quantity('power', '0 W', '1 W', 'Static power of one modulator while it streams'),
})

const detector = group<Detector>('One photodiode', {
  latency: quantity('time', '0 s', '1 s', 'Response time'),
  power: quantity('power', '0 W', '1 W', 'Power while on'),
  responsivity: quantity('responsivity', '1 mA/W', '10 A/W', 'Photocurrent per optical power'),
  darkCurrent: quantity('current', '0 A', '1 A', 'Dark current'),
})

const tia = group<Tia>('The transimpedance amplifier of one row', {
  latency: quantity('time', '0 s', '1 s', 'Response time'),
  power: quantity('power', '0 W', '1 W', 'Power while on'),
  loadResistance: quantity('resistance', '1 mOhm', '1000 kOhm', 'Load that sets the thermal noise'),
})

const readout = group<Readout>('Detectors, amplifiers and converters', {
  bits: count(1, 24, 'Bits of a conversion'),
  rate: quantity('frequency', '1 Hz', '1 THz', 'Conversions per second of one ADC'),
  latency: quantity('time', '0 s', '1 s', 'Time of one conversion from sample to result'),
  sharing: count(1, 4096, 'Rows that share one ADC'),
  gain: choice(['fixed', 'per-row'], 'Whether the range of a conversion can be set for each row'),
  gainRange: optional(quantity('number', '1', '1e9', 'Largest gain over that of full scale')),
  offset: optional(choice(['before-adc', 'after-adc'], 'Where the shift of offset weights is taken off')),
  conversionEnergy: quantity('energy', '0 J', '1 J', 'Energy of one conversion'),
  detector,
  tia,
})

const transpose = group<Transpose>('The way back through the rings: the transposed matrix', {
  modulators: choice(['own', 'switched'], 'Modulators of the rows: a second set, or those of the columns'),
  detectors: choice(['own', 'switched'], 'Detectors of the columns: a second set, or those of the rows'),
  adc: choice(['own', 'shared'], 'ADCs of the columns: a second set, or those of the rows'),
  lasers: choice(['incoherent', 'coherent'], 'Whether equal wavelengths of different rows beat on a detector'),
  loss: quantity('ratio', '0 dB', '100 dB', 'Loss over the forward path, besides the split over the columns'),
  switching: quantity('time', '0 s', '1 s', 'From one direction to the other'),
})

const scale = group<Scale>('A broadband ring that scales a row, from 0 to 1', {
  scales: optional(choice(['rows', 'nothing'], 'Whether the scales of rows (batch norm) are its work where it can do it, or digital')),
  levels: count(2, 65536, 'Levels of the factor'),
  settle: quantity('time', '0 s', '10 s', 'From setting to settled'),
  setEnergy: quantity('energy', '0 J', '1 J', 'Energy of setting it'),
  holdPower: quantity('power', '0 W', '1 W', 'Power that keeps it in place'),
  loss: quantity('ratio', '0 dB', '100 dB', 'Loss at factor 1'),
})

const shuffle = group<Shuffle>('Permutation of inputs or outputs, in the electronics', {
  rate: quantity('throughput', '1 op/s', '1000 Top/s', 'Elements per second'),
  latency: quantity('time', '0 s', '1 s', 'Time to the first element'),
  energyPerElement: quantity('energy', '0 J', '1 J', 'Energy of moving one element, without memory traffic'),
})

const sampleAndHold = group<SampleAndHold>('Keeps currents until they are converted', {
  energy: quantity('energy', '0 J', '1 J', 'Energy of one sample'),
  holdTime: quantity('time', '0 s', '10 s', 'Longest time a sample is good for'),
  error: quantity('fraction', '0', '1', 'Standard deviation it adds, of full scale'),
})

/** Units of one kind. */
export const unitClassSchema: z.ZodType<UnitClass> = group<UnitClass>('A class of equal photonic units', {
  name: text(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name of small letters, digits and dashes', 'Name of the class'),
  count: count(1, 4096, 'Units'),
  rows: count(1, 4096, 'Detectors of a unit: elements of an output vector'),
  columns: count(1, 4096, 'Wavelengths of a unit: elements of an input vector'),
  segments: count(1, 4096, 'Buses that the columns are split over'),
  banks: count(1, 16, 'Ring sets of a unit'),
  bankLoss: optional(quantity('ratio', '0 dB', '100 dB', 'Loss of the switches that send light through one of several banks')),
  layers: optional(choice(['any', 'convolution', 'fully-connected'], 'Layers the class is meant for')),
  stationary,
  moving,
  readout,
  transpose: optional(transpose),
  scale: optional(scale),
  shuffle: optional(shuffle),
  sampleAndHold: optional(sampleAndHold),
}).superRefine((unit, context) => {
  for (const { path, message } of unitRules(unit)) context.addIssue({ code: 'custom', message, path: [...path] })
})

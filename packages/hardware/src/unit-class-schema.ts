import type { z } from 'zod'
import { choice, choiceOrCount, count, group, oddCount, quantity, text } from './schema-fields.ts'
import type { Calibration, Detector, Moving, Readout, Stationary, Tia, UnitClass } from './target.ts'

/** Upper limits are those of the instruction fields: 12 bits of unit, 4 of bank, 16 of probes, 8 of iterations. */
const calibration = group<Calibration>('Write-verify after programming', {
  iterations: count(0, 255, 'Times the rings are written, settle and are measured'),
  probes: count(1, 65535, 'Symbols measured in each iteration'),
  light: choice(['probes', 'throughout'], 'When lasers and receivers are on during a calibration'),
  errorBefore: quantity('fraction', '0', '1', 'Standard deviation of a weight after an open-loop write, of the largest weight'),
  errorAfter: quantity('fraction', '0', '1', 'The same after calibration'),
  driftTolerance: quantity('temperature', '1 uK', '100 K', 'Temperature change that asks for a new calibration'),
})

const stationary = group<Stationary>('The rings', {
  operand: choice(['weights', 'activations', 'either'], 'What may sit on the rings'),
  levels: oddCount(3, 65535, 'Levels of a ring; odd, so that zero is one of them'),
  range: choice(['balanced', 'offset'], 'How weights have both signs: two photodiodes, or a shift'),
  tuning: choice(['thermo-optic', 'electro-optic'], 'Tuning mechanism'),
  parallelism: choiceOrCount(['bank', 'row'], 1, 2 ** 24, 'What one settling time writes: bank, row, or a number of rings'),
  settle: quantity('time', '0 s', '10 s', 'From writing the DACs to settled rings'),
  dacEnergyPerRing: quantity('energy', '0 J', '1 J', 'DAC energy of writing one ring'),
  eventEnergy: quantity('energy', '0 J', '1 J', 'Energy of one write event besides that of the rings'),
  holdPowerPerRing: quantity('power', '0 W', '1 W', 'Mean power that keeps one programmed ring in place'),
  calibration,
})

const moving = group<Moving>('The modulators', {
  bits: count(1, 16, 'Bits of an input value'),
  sliceBits: count(1, 16, 'Bits of one symbol; wider inputs go as several slices'),
  symbolRate: quantity('frequency', '1 Hz', '1 THz', 'Symbols per second of each column'),
  signs: choice(['two-pass', 'offset'], 'How inputs have both signs'),
  gating: choice(['none', 'columns'], 'Whether unused columns are dark'),
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
  conversionEnergy: quantity('energy', '0 J', '1 J', 'Energy of one conversion'),
  detector,
  tia,
})

/** Units of one kind. */
export const unitClassSchema: z.ZodType<UnitClass> = group<UnitClass>('A class of equal photonic units', {
  name: text(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name of small letters, digits and dashes', 'Name of the class'),
  count: count(1, 4096, 'Units'),
  rows: count(1, 4096, 'Detectors of a unit: elements of an output vector'),
  columns: count(1, 4096, 'Wavelengths of a unit: elements of an input vector'),
  segments: count(1, 4096, 'Buses that the columns are split over'),
  banks: count(1, 16, 'Ring sets of a unit'),
  stationary,
  moving,
  readout,
}).superRefine((unit, context) => {
  if (unit.columns % unit.segments !== 0) {
    const message = `expected a divisor of the ${unit.columns} columns, found ${unit.segments}`
    context.addIssue({ code: 'custom', message, path: ['segments', 'value'] })
  }
  if (unit.moving.sliceBits > unit.moving.bits) {
    const message = `expected at most the ${unit.moving.bits} bits of an input, found ${unit.moving.sliceBits}`
    context.addIssue({ code: 'custom', message, path: ['moving', 'sliceBits', 'value'] })
  }
})

import { z } from 'zod'
import { choice, describe, group, optional, quantity, text } from './schema-fields.ts'
import type { ActivationMemory, Area, Device, Drift, Ecu, Laser, Target, WeightMemory } from './target.ts'
import { targetRules } from './target-rules.ts'
import { unitClassSchema } from './unit-class-schema.ts'

const memory = {
  size: quantity('size', '1 B', '1024 TiB', 'Capacity'),
  bandwidth: quantity('bandwidth', '1 B/s', '1000 TB/s', 'Bandwidth of the port each unit has to itself'),
  energyPerByte: quantity('energy-per-byte', '0 J/B', '1 J/B', 'Energy of reading or writing one byte'),
}

const activationMemory = group<ActivationMemory>('Inputs, outputs and what lies between', {
  ...memory,
  elementBits: choice([8, 16, 32], 'Width of a stored value'),
})

const throughput = (meaning: string): ReturnType<typeof quantity> => quantity('throughput', '1 op/s', '1000 Top/s', meaning)
const energy = (meaning: string): ReturnType<typeof quantity> => quantity('energy', '0 J', '1 J', meaning)

const ecu = group<Ecu>('The electronic control unit', {
  launchLatency: quantity('time', '0 s', '1 s', 'Fixed time of starting one kernel'),
  throughput: group<Ecu['throughput']>('Element operations per second', {
    add: throughput('Additions and subtractions'),
    multiply: throughput('Multiplications'),
    compare: throughput('Comparisons, minima, maxima'),
    special: throughput('Divisions, roots, exponentials and the like'),
    move: throughput('Elements copied'),
  }),
  energy: group<Ecu['energy']>('Energy per element operation', {
    add: energy('Addition or subtraction'),
    multiply: energy('Multiplication'),
    compare: energy('Comparison, minimum, maximum'),
    special: energy('Division, root, exponential and the like'),
    move: energy('Element copied, without memory traffic'),
  }),
})

const laser = group<Laser>('Light sources', {
  powerPerWavelength: quantity('power', '1 nW', '1000 W', 'Optical power of one wavelength of one unit'),
  wallPlugEfficiency: quantity('fraction', '0.001', '1', 'Optical power per electrical power'),
  relativeIntensityNoise: quantity('noise', '-300 dB/Hz', '0 dB/Hz', 'Relative intensity noise'),
})

const loss = (meaning: string): ReturnType<typeof quantity> => quantity('ratio', '0 dB', '100 dB', meaning)

const device = group<Device>('Rings and waveguides', {
  wavelength: quantity('length', '100 nm', '100 um', 'Centre of the band'),
  qualityFactor: quantity('number', '1', '1e9', 'Loaded Q of a ring'),
  freeSpectralRange: quantity('length', '1 pm', '1 um', 'Free spectral range'),
  extinctionRatio: quantity('ratio', '0 dB', '100 dB', 'Extinction ratio of a ring'),
  ringPitch: quantity('length', '100 nm', '1 m', 'Distance of neighbouring rings on a bus'),
  tuningPowerPerFsr: quantity('power', '0 W', '1000 W', 'Heater power that moves a ring by a free spectral range'),
  resonanceShift: quantity('wavelength-shift', '0 m/K', '1 m/K', 'Resonance shift per temperature'),
  fabricationSpread: quantity('length', '0 m', '1 um', 'Standard deviation of resonances as made'),
  thermalCrosstalk: quantity('fraction', '0', '1', "Share of a heater's phase that reaches a ring beside it, at distance 0"),
  thermalCrosstalkLength: quantity('length', '1 nm', '1 m', 'Distance over which that share falls by e'),
  temperature: quantity('temperature', '1 K', '1000 K', 'Temperature of the receiver, for its noise'),
  waveguideLoss: quantity('loss', '0 dB/cm', '1000 dB/cm', 'Propagation loss'),
  ringThroughLoss: loss('Loss of passing a ring off resonance'),
  modulatorLoss: loss('Insertion loss of a modulator'),
  splitterLoss: loss('Excess loss of a splitter'),
  combinerLoss: loss('Excess loss of a combiner'),
  couplingLoss: loss('Loss from fibre to chip'),
  dropLoss: optional(loss('Insertion loss of the ring that drops a wavelength')),
  modulatorThroughLoss: optional(loss('Loss of passing a modulator off resonance')),
  linkPenalty: optional(loss('Power penalty of a link for extinction, crosstalk and truncation')),
  ringRadius: optional(quantity('length', '100 nm', '1 mm', 'Radius of a ring')),
  electroOpticPower: optional(quantity('power-per-shift', '0 uW/nm', '1e6 mW/nm', 'Power of the electro-optic tuner for each shift')),
  waveguidePowerLimit: optional(quantity('power', '1 nW', '1000 W', 'Light that a waveguide carries without nonlinear loss')),
  qualitySpread: optional(quantity('number', '0', '1e9', 'Standard deviation of the loaded Q as made')),
  drift: optional(
    group<Drift>('Random walk of the temperature', {
      walk: quantity('temperature', '0 K', '100 K', 'Standard deviation after the interval'),
      interval: quantity('time', '1 ns', '1e9 s', 'The interval'),
    }),
  ),
})

const space = (meaning: string): ReturnType<typeof quantity> => quantity('area', '0 um2', '1 m2', meaning)

const area = group<Area>('Floor space', {
  ring: space('One ring with its tuner'),
  modulator: space('One input modulator'),
  laser: space('The source of one wavelength of one unit'),
  photodiode: space('One photodiode'),
  tia: space('One amplifier'),
  ringDac: space('One DAC that drives rings'),
  inputDac: space('One DAC that drives a modulator'),
  adc: space('One ADC'),
  activationMemory: space('The activation memory'),
  weightMemory: space('The weight memory'),
  ecu: space('The electronic control unit'),
})

const name = text(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name of small letters, digits and dashes', 'Name of the target')
const description = text(/^\S[\s\S]{0,1999}$/, 'a description of 1 to 2000 characters', 'What the target stands for')
const unitsError = (issue: { input?: unknown }): string => `expected a list of 1 to 16 unit classes, found ${describe(issue.input)}`

/** The schema of a target document; its output is a `Target`. */
export const targetSchema: z.ZodType<Target> = group<Target>('A photonic accelerator', {
  name,
  description,
  units: z.array(unitClassSchema, { error: unitsError }).min(1, { error: unitsError }).max(16, { error: unitsError }),
  memories: group<Target['memories']>('Memories', {
    activation: activationMemory,
    weight: group<WeightMemory>('Ring codes of all tiles', memory),
  }),
  ecu,
  laser,
  device,
  area: optional(area),
}).superRefine((target, context) => {
  for (const { path, message } of targetRules(target)) context.addIssue({ code: 'custom', message, path: [...path] })
})

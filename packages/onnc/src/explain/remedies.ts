import type { Quantity, Target, UnitClass } from '@onnc/hardware'
import type { Program } from '@onnc/isa'

/** A machine that differs in one thing, to see what that thing costs. The program stays as it is, but for how it calibrates. */
export interface Remedy {
  readonly change: string
  readonly target?: (target: Target) => Target
  readonly program?: (program: Program) => Program
}

/** What can be asked of any target; the answer to each is the cost model's, not ours. */
export const remedies: readonly Remedy[] = [
  {
    change: 'rings that settle in half the time',
    target: (t) =>
      withUnits(t, ({ stationary, ...unit }) => ({ ...unit, stationary: { ...stationary, settle: times(stationary.settle, 0.5) } })),
  },
  {
    change: 'calibrations of one round',
    program: (program) => ({
      ...program,
      instructions: program.instructions.map((i) => (i.op === 'calibrate' ? { ...i, iterations: Math.min(1, i.iterations) } : i)),
    }),
  },
  {
    change: 'rings held at half the power',
    target: (t) =>
      withUnits(t, ({ stationary, ...unit }) => ({
        ...unit,
        stationary: { ...stationary, holdPowerPerRing: times(stationary.holdPowerPerRing, 0.5) },
      })),
  },
  {
    change: 'symbols and conversions at twice the rate',
    target: (t) =>
      withUnits(t, ({ moving, readout, ...unit }) => ({
        ...unit,
        moving: { ...moving, symbolRate: times(moving.symbolRate, 2) },
        readout: { ...readout, rate: times(readout.rate, 2) },
      })),
  },
  {
    change: 'an ECU twice as fast',
    target: ({ ecu, ...t }) => ({
      ...t,
      ecu: {
        ...ecu,
        launchLatency: times(ecu.launchLatency, 0.5),
        throughput: Object.fromEntries(
          Object.entries(ecu.throughput).map(([kind, rate]) => [kind, times(rate, 2)]),
        ) as Target['ecu']['throughput'],
      },
    }),
  },
  {
    change: 'memories of twice the bandwidth',
    target: ({ memories: { activation, weight }, ...t }) => ({
      ...t,
      memories: {
        activation: { ...activation, bandwidth: times(activation.bandwidth, 2) },
        weight: { ...weight, bandwidth: times(weight.bandwidth, 2) },
      },
    }),
  },
  {
    change: 'lasers of half the power',
    target: ({ laser, ...t }) => ({ ...t, laser: { ...laser, powerPerWavelength: times(laser.powerPerWavelength, 0.5) } }),
  },
]

function withUnits(target: Target, change: (unit: UnitClass) => UnitClass): Target {
  return { ...target, units: target.units.map(change) }
}

function times(quantity: Quantity, factor: number): Quantity {
  return { ...quantity, value: quantity.value * factor }
}

import { z } from 'zod'
import { fraction, latencySeconds, measure } from './common.ts'
import { energyJoules } from './energy.ts'

const joulesByComponent = z.record(z.string(), measure).meta({ description: 'Joules by component, those that are not 0, and `total`' })

export const figures = z
  .strictObject({
    framesPerSecond: measure,
    framesPerSecondPerWatt: measure.meta({ description: 'Inferences for each joule' }),
    products: measure.meta({ description: 'Multiplications of a weight and an input that streams compute' }),
    joulesPerMac: measure,
    joulesPerBit: measure.meta({ description: 'Per product and mean bit of weight and input' }),
    teraOpsPerSecond: measure.meta({ description: 'Two operations a product' }),
    teraOpsPerSecondPerWatt: measure,
    staticJoules: measure.meta({ description: 'Laser, detectors and held rings' }),
    dynamicJoules: measure.meta({ description: 'Everything else' }),
    meanWatts: measure,
  })
  .meta({ description: 'Figures of merit of one inference after the other' })

export const layer = z.strictObject({
  node: z.string().meta({ description: 'The ONNX node' }),
  busySeconds: measure.meta({ description: 'Time that units and ECU spend on it, added up' }),
  products: measure,
  energyJoules: joulesByComponent,
})

export const resource = z.strictObject({
  resource: z.string().meta({ description: "'ecu', or 'unit' and its number, and 'bank' and its number where banks work at once" }),
  streaming: measure,
  programming: measure,
  calibrating: measure,
  kernels: measure,
  shuffling: measure,
  waiting: z.strictObject({ data: measure, ecu: measure, memory: measure, unit: measure }).meta({
    description:
      'Standing still: for values of other units, for the ECU, for memory to be free, for another bank to be through with what they share',
  }),
  idle: measure.meta({ description: 'With nothing left to do, or nothing yet' }),
  energyJoules: measure,
})

export const criticalStretch = z.strictObject({ node: z.string(), op: z.string(), seconds: measure })

export const utilisation = z
  .strictObject({ units: fraction, ecu: fraction })
  .meta({ description: 'Share of the latency that photonic units (their mean) and the ECU are busy' })

/** Where time and energy of one inference go, for documents that are not about one run. */
export const analysis = z
  .strictObject({
    latencySeconds,
    energyJoules,
    utilisation,
    figures,
    layers: z.array(layer),
    resources: z.array(resource),
    criticalPath: z.array(criticalStretch),
  })
  .meta({ description: 'Modelled time and energy of one inference' })

export type Analysis = z.infer<typeof analysis>

import { z } from 'zod'
import { count, warnings } from './common.ts'

const bitTerm = z.strictObject({
  term: z.string().meta({ description: 'What limits the bits' }),
  bits: z.number().meta({ description: 'Bits it leaves' }),
  asked: z.number().optional().meta({ description: 'Bits the target asks for; a warning says where they fail' }),
})

const unitPhysics = z.strictObject({
  name: z.string().meta({ description: 'The unit class' }),
  count: count.meta({ description: 'Units' }),
  rows: count.meta({ description: 'Detectors of a unit' }),
  columns: count.meta({ description: 'Wavelengths of a unit' }),
  wavelengthsPerBus: count.meta({ description: 'Wavelengths that share a bus' }),
  spacingMetres: z.number().meta({ description: 'Distance of neighbouring wavelengths' }),
  widthMetres: z.number().meta({ description: 'Full width of a ring at half maximum' }),
  losses: z
    .array(z.strictObject({ cause: z.string(), decibel: z.number() }))
    .meta({ description: 'From a laser to a photodiode, of a weight of 1' }),
  laserDbm: z.number().meta({ description: 'Laser power of a wavelength' }),
  receivedDbm: z.number().meta({ description: 'What arrives of it' }),
  neededLaserDbm: z
    .number()
    .optional()
    .meta({ description: 'Laser power that the bits of a symbol need; absent where no power gives them' }),
  product: z.array(bitTerm).meta({ description: 'Of one product, weight and input full' }),
  productLimit: z.string().meta({ description: 'The term with the fewest bits' }),
  fullScale: z.array(bitTerm).meta({ description: 'Of a row, all products full' }),
  fullScaleLimit: z.string().meta({ description: 'The term with the fewest bits' }),
})

/** What `onnc targets check --json` prints. */
export const targetsCheckResult = z.strictObject({
  schema: z.literal('onnc.targets-check/1'),
  target: z.string().meta({ description: "The target's name" }),
  units: z.array(unitPhysics),
  area: z
    .array(z.strictObject({ part: z.string(), count, squareMetres: z.number() }))
    .optional()
    .meta({ description: 'Floor space; absent where the target does not say it' }),
  program: z
    .strictObject({
      file: z.string(),
      inputs: z.string().meta({ description: 'What is taken of the inputs' }),
      layers: z.array(
        z.strictObject({
          node: z.string().meta({ description: 'The ONNX node' }),
          streams: count.meta({ description: 'Streams through a tile' }),
          signalToNoiseDecibel: z.number().nullable().meta({ description: 'null where the weights are all zero' }),
          bits: z.number().nullable().meta({ description: 'The same as effective bits' }),
          limit: z.string().meta({ description: 'The largest cause of noise' }),
          share: z.number().meta({ description: 'Its share of the noise' }),
        }),
      ),
    })
    .optional(),
  warnings,
})

export type TargetsCheckResult = z.infer<typeof targetsCheckResult>

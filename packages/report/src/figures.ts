import { formatCount, formatLarge, formatPercent, formatSi } from './format-number.ts'
import type { View } from './result-view.ts'

/** A number people ask for first. */
export interface Figure {
  readonly name: string
  readonly value: number | undefined
  readonly format: (value: number) => string
  /** Whether a smaller value is a better one. */
  readonly less: boolean
}

/** The figures of a result, the same ones in the same order for every result. */
export function figuresOf({ analysis, eval: evaluated, run, compile, details }: View): Figure[] {
  const { latencySeconds, energyJoules, figures, utilisation } = analysis
  const joules = energyJoules?.total
  return [
    { name: 'Latency', value: latencySeconds, format: (s) => formatSi(s, 's'), less: true },
    { name: 'Energy', value: joules, format: (j) => formatSi(j, 'J'), less: true },
    {
      name: 'Inferences a second',
      value: figures?.framesPerSecond ?? (latencySeconds ? 1 / latencySeconds : undefined),
      format: formatLarge,
      less: false,
    },
    {
      name: 'Inferences a second and watt',
      value: figures?.framesPerSecondPerWatt ?? (joules ? 1 / joules : undefined),
      format: formatLarge,
      less: false,
    },
    { name: 'Mean power', value: figures?.meanWatts, format: (w) => formatSi(w, 'W'), less: true },
    { name: 'Energy a MAC', value: figures?.joulesPerMac, format: (j) => formatSi(j, 'J'), less: true },
    { name: 'Units busy', value: utilisation?.units, format: formatPercent, less: false },
    { name: 'ECU busy', value: utilisation?.ecu, format: formatPercent, less: true },
    { name: 'Accuracy', value: evaluated?.accuracy, format: formatPercent, less: false },
    { name: 'Accuracy in ONNX Runtime', value: evaluated?.referenceAccuracy, format: formatPercent, less: false },
    { name: 'Largest error', value: run?.comparison?.maxAbsError ?? undefined, format: (e) => e.toExponential(2), less: true },
    { name: 'Instructions', value: compile?.instructions, format: formatCount, less: true },
    { name: 'Tiles', value: compile?.tiles ?? details?.tiles.tiles.length, format: formatCount, less: true },
    { name: 'Bank programs', value: compile?.programs, format: formatCount, less: true },
    { name: 'Rings written', value: compile?.ringsWritten, format: formatCount, less: true },
    { name: 'Program file', value: compile?.fileBytes, format: (bytes) => `${formatCount(bytes)} bytes`, less: true },
  ]
}

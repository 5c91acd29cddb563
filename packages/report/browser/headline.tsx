import { formatPercent, formatSi } from '../src/format-number.ts'
import { componentColour } from './colours.ts'
import { PartTable } from './stacked-bar.tsx'
import type { View } from './view.ts'

interface Figure {
  readonly name: string
  readonly value: number | undefined
  readonly format: (value: number) => string
  /** Whether a smaller value is a better one. */
  readonly less: boolean
}

/** The numbers people ask for first, beside those of a baseline, and where the energy goes. */
export function Headline({ view, baseline }: { view: View; baseline: View | undefined }) {
  const compared = baseline === view ? undefined : baseline
  const before = compared === undefined ? [] : figuresOf(compared)
  const { total: _total, ...energy } = view.analysis.energyJoules ?? { total: 0 }
  const parts = Object.entries(energy).map(([name, value]) => ({ name, value, colour: componentColour(name) }))
  return (
    <>
      <dl class="figures">
        {figuresOf(view).map((figure, i) =>
          figure.value === undefined ? null : (
            <div key={figure.name}>
              <dt>{figure.name}</dt>
              <dd>
                {figure.format(figure.value)}
                <Change figure={figure} before={before[i]?.value} />
              </dd>
            </div>
          ),
        )}
      </dl>
      {parts.length > 0 && (
        <PartTable caption="Energy of one inference, by component" parts={parts} format={(joules) => formatSi(joules, 'J')} />
      )}
      {view.details === undefined && (
        <p class="hint">
          This result was saved without details. <code>--json --details</code> keeps what timeline, tiles and assumptions are drawn from.
        </p>
      )}
    </>
  )
}

function Change({ figure: { value, format, less }, before }: { figure: Figure; before: number | undefined }) {
  if (value === undefined || before === undefined || before === 0) return null
  const ratio = value / before
  const kind = ratio === 1 ? '' : ratio < 1 === less ? 'better' : 'worse'
  return <small class={kind}> {ratio === 1 ? 'the same' : `${ratio.toPrecision(3)} times ${format(before)}`}</small>
}

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

export function formatCount(value: number): string {
  return value.toLocaleString('en-US')
}

export function formatLarge(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)
}

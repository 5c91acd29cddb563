import { formatSi } from '../src/format-number.ts'
import { componentColour } from './colours.ts'
import { PartTable } from './stacked-bar.tsx'
import { type Figure, figuresOf } from '../src/figures.ts'
import type { View } from '../src/result-view.ts'

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

import type { Details } from '@onnc/results'

import { formatCount, formatPercent } from '../src/format-number.ts'
import { errorShare, nodeLabel } from '../src/result-view.ts'
import { concerns } from './concerns.ts'
import type { Selection } from './selection.ts'
import { StackedBar } from './stacked-bar.tsx'
import type { View } from '../src/result-view.ts'

export function hasAccuracy({ run, eval: evaluated }: View): boolean {
  return evaluated !== undefined || run?.comparison !== undefined || run?.clipping !== undefined || run?.signals !== undefined
}

/** How well the machine computes: errors, clipping, labels taken for others, spread over chips. */
export function Accuracy({ view: { run, eval: evaluated, details }, selection }: { view: View; selection: Selection }) {
  return (
    <>
      {run?.comparison !== undefined && <Errors comparison={run.comparison} />}
      {run?.signals !== undefined && <LayerErrors signals={run.signals} selection={selection} />}
      {details?.adcUse !== undefined && <AdcUse uses={details.adcUse} />}
      {run?.clipping !== undefined && <ClippingTable clipping={run.clipping} />}
      {evaluated !== undefined && (
        <p>
          {evaluated.correct} of {evaluated.count} images right, {formatPercent(evaluated.accuracy)}; ONNX Runtime{' '}
          {evaluated.referenceCorrect}, {formatPercent(evaluated.referenceAccuracy)}
          {evaluated.agreement === undefined ? '' : `; both say the same of ${formatPercent(evaluated.agreement)}`}.
        </p>
      )}
      {evaluated?.chips !== undefined && <Chips chips={evaluated.chips} images={evaluated.count} />}
      {evaluated?.confusion !== undefined && <Confusion counts={evaluated.confusion} />}
    </>
  )
}

function Errors({ comparison }: { comparison: NonNullable<NonNullable<View['run']>['comparison']> }) {
  return (
    <table>
      <caption>
        Against {comparison.reference}: {comparison.pass ? 'passes' : 'differs'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Output</th>
          <th scope="col">Type</th>
          <th scope="col">Largest error</th>
          <th scope="col">Relative</th>
          <th scope="col">Passes</th>
        </tr>
      </thead>
      <tbody>
        {comparison.outputs.map(({ name, type, shape, maxAbsError, maxRelError, pass }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {type}[{shape.join(',')}]
            </td>
            <td class="number">{errorText(maxAbsError)}</td>
            <td class="number">{errorText(maxRelError)}</td>
            <td>{pass ? 'yes' : 'no'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function errorText(value: number | null): string {
  return value === null ? 'not finite' : value.toExponential(2)
}

function LayerErrors({ signals, selection }: { signals: NonNullable<NonNullable<View['run']>['signals']>; selection: Selection }) {
  const most = Math.max(...signals.map((signal) => errorShare(signal)), 0)
  return (
    <div class="scroll short" role="region" aria-label="Errors by node" tabIndex={0}>
      <table class="parts errors">
        <caption>
          Error of what each node gives against exact arithmetic, as it adds up on the way: root mean square, of that of the value
        </caption>
        <tbody>
          {signals.map((signal) => (
            <tr key={signal.node} class={selection.node !== undefined && concerns(signal.node, selection.node) ? 'open' : ''}>
              <th scope="row">
                <button type="button" class="link" onClick={() => selection.select(signal.node)}>
                  {nodeLabel(signal.node)}
                </button>
              </th>
              <td class="wide">
                <StackedBar parts={[{ name: 'error', value: errorShare(signal), colour: '#d1495b' }]} most={most} format={formatPercent} />
              </td>
              <td class="number">{formatPercent(errorShare(signal))}</td>
              <td class="number">{signal.signalToNoiseDecibel === null ? '' : `${signal.signalToNoiseDecibel.toFixed(1)} dB`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AdcUse({ uses }: { uses: NonNullable<Details['adcUse']> }) {
  return (
    <div class="scroll short" role="region" aria-label="Use of ADC ranges" tabIndex={0}>
      <table class="parts">
        <caption>Use of the range of ADCs: rows of tiles by their largest sum, in tenths of the largest of their stream</caption>
        <tbody>
          {uses.map(({ node, rows }) => {
            const most = Math.max(...rows, 1)
            return (
              <tr key={node}>
                <th scope="row">{node}</th>
                <td class="wide">
                  <svg
                    class="tenths"
                    viewBox="0 0 100 30"
                    preserveAspectRatio="none"
                    role="img"
                    aria-label={rows.map((n, i) => `${i * 10} to ${i * 10 + 10} %: ${n}`).join(', ')}
                  >
                    {rows.map((n, i) => (
                      <rect key={i} x={i * 10 + 0.5} width="9" y={30 - (29 * n) / most} height={(29 * n) / most} fill="#8d6a9f" />
                    ))}
                  </svg>
                </td>
                <td class="number">{formatCount(rows.reduce((sum, n) => sum + n, 0))} rows</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function ClippingTable({ clipping }: { clipping: NonNullable<NonNullable<View['run']>['clipping']> }) {
  return (
    <table>
      <caption>Conversions that met a sum outside the range of their ADC</caption>
      <tbody>
        {clipping.map(({ node, conversions, clipped }) => (
          <tr key={node}>
            <th scope="row">{node}</th>
            <td class="number">{clipped}</td>
            <td class="number">of {conversions}</td>
            <td class="number">{formatPercent(conversions === 0 ? 0 : clipped / conversions)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const bins = 20

function Chips({ chips, images }: { chips: NonNullable<NonNullable<View['eval']>['chips']>; images: number }) {
  const shares = chips.correct.map((correct) => correct / images)
  const [low, high] = [Math.min(...shares), Math.max(...shares)]
  const width = (high - low) / bins || 1
  const counts = Array.from({ length: bins }, () => 0)
  for (const share of shares) counts[Math.min(bins - 1, Math.floor((share - low) / width))]!++
  const most = Math.max(...counts)
  const label = `Accuracy of ${chips.count} chips, from ${formatPercent(low)} to ${formatPercent(high)}, mean ${formatPercent(chips.meanAccuracy)}`
  return (
    <figure>
      <svg class="histogram" viewBox={`0 0 ${bins * 10} 60`} role="img" aria-label={label}>
        {counts.map((count, i) => (
          <rect key={i} x={i * 10 + 1} width="8" y={55 - (50 * count) / most} height={(50 * count) / most} fill="#3aa6b9" />
        ))}
      </svg>
      <figcaption>
        {label}, standard deviation {formatPercent(chips.deviation)}.
      </figcaption>
    </figure>
  )
}

function Confusion({ counts }: { counts: readonly (readonly number[])[] }) {
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0))
  return (
    <div class="scroll" role="region" aria-label="Labels and what they are taken for" tabIndex={0}>
      <table class="confusion">
        <caption>Images by label (rows) and by what the target takes them for (columns)</caption>
        <thead>
          <tr>
            <td />
            {counts.map((_, i) => (
              <th key={i} scope="col">
                {i}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, i) => (
            <tr key={i}>
              <th scope="row">{i}</th>
              {row.map((count, j) => (
                <td key={j} style={cellStyle(i === j, rows[i]! > 0 ? count / rows[i]! : 0)}>
                  {count === 0 ? '' : count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function cellStyle(right: boolean, share: number): { background: string } {
  const strength = Math.round(Math.sqrt(share) * 35)
  return { background: `color-mix(in srgb, ${right ? '#6a994e' : '#d1495b'} ${strength}%, transparent)` }
}

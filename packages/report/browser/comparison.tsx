import { formatSi } from '../src/format-number.ts'
import { figuresOf } from '../src/figures.ts'
import { layerRows, nodeLabel, type View } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

/** Two results side by side: their figures, then the layers that differ most. */
export function Comparison({ views, selection }: { views: readonly View[]; selection: Selection }) {
  const [first, second] = [views[0]!, views[1]!]
  const after = figuresOf(second)
  const pairs = figuresOf(first).flatMap((figure, i) => {
    const value = after[i]?.value
    return figure.value === undefined || value === undefined ? [] : [{ ...figure, before: figure.value, value }]
  })
  const others = new Map(layerRows(second).map((row) => [row.node, row]))
  const layers = layerRows(first)
    .flatMap((row) => {
      const other = others.get(row.node)
      return other === undefined ? [] : [{ node: row.node, before: row, after: other }]
    })
    .toSorted((a, b) => Math.abs(b.after.joules - b.before.joules) - Math.abs(a.after.joules - a.before.joules))
  const alone = [
    ...layerRows(first).filter(({ node }) => !others.has(node)),
    ...layerRows(second).filter(({ node }) => !layerRows(first).some((row) => row.node === node)),
  ]
  return (
    <>
      {first.target !== second.target && (
        <p class="warnings">
          The machines differ: {first.target} and {second.target}. Differences are of the machines as much as of the programs.
        </p>
      )}
      {first.model !== second.model && (
        <p class="warnings">
          The files differ: {first.model} and {second.model}.
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">{first.name}</th>
            <th scope="col">{second.name}</th>
            <th scope="col">Ratio</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ name, before, value, format, less }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{format(before)}</td>
              <td class="number">{format(value)}</td>
              <td class={`number ${before === value ? '' : value < before === less ? 'better' : 'worse'}`}>{ratioText(before, value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {layers.length > 0 && (
        <div class="scroll" role="region" aria-label="Layers of both" tabIndex={0}>
          <table>
            <caption>Layers of both, those first whose energy differs most</caption>
            <thead>
              <tr>
                <th scope="col">Node</th>
                <th scope="col">Busy before</th>
                <th scope="col">after</th>
                <th scope="col">ratio</th>
                <th scope="col">Energy before</th>
                <th scope="col">after</th>
                <th scope="col">ratio</th>
              </tr>
            </thead>
            <tbody>
              {layers.map(({ node, before, after }) => (
                <tr key={node}>
                  <th scope="row">
                    <button type="button" class="link" onClick={() => selection.select(node)}>
                      {nodeLabel(node)}
                    </button>
                  </th>
                  <td class="number">{formatSi(before.busySeconds, 's')}</td>
                  <td class="number">{formatSi(after.busySeconds, 's')}</td>
                  <td class="number">{ratioText(before.busySeconds, after.busySeconds)}</td>
                  <td class="number">{formatSi(before.joules, 'J')}</td>
                  <td class="number">{formatSi(after.joules, 'J')}</td>
                  <td class="number">{ratioText(before.joules, after.joules)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {alone.length > 0 && <p>In one of them only: {alone.map(({ node }) => nodeLabel(node)).join(', ')}.</p>}
    </>
  )
}

function ratioText(before: number, after: number): string {
  return before === 0 ? (after === 0 ? '1' : 'new') : (after / before).toPrecision(3)
}

import type { View } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

/** Every warning, and what the passes decided. */
export function Notes({ view, selection }: { view: View; selection: Selection }) {
  const remarks = view.details?.remarks ?? view.compile?.remarks ?? []
  return (
    <>
      {view.warnings.length === 0 ? (
        <p>No warnings.</p>
      ) : (
        <ul class="warnings">
          {view.warnings.map(({ message, fix, notes, location }, i) => (
            <li key={i}>
              {location?.kind === 'node' ? `${location.node}: ` : ''}
              {message}
              {fix === undefined ? '' : ` (try: ${fix})`}
              {notes?.map((note, j) => (
                <div key={j}>{note}</div>
              ))}
            </li>
          ))}
        </ul>
      )}
      {remarks.length > 0 && (
        <details open={remarks.length <= 20}>
          <summary>{remarks.length} remarks</summary>
          <ul>
            {remarks.map(({ message, node }, i) => (
              <li key={i}>
                {node !== undefined && (
                  <button type="button" class="link" onClick={() => selection.select(node)}>
                    {node}
                  </button>
                )}{' '}
                {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

import { useState } from 'preact/hooks'
import type { Details } from '@onnc/results'

/** Every number that the results rest on, with where it comes from. */
export function Assumptions({ details: { machine } }: { details: Details }) {
  const [text, filter] = useState('')
  const [onlyAssumed, showAssumed] = useState(false)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = machine.quantities.filter((quantity) => {
    const all = Object.values(quantity).join(' ').toLowerCase()
    return words.every((word) => all.includes(word)) && (!onlyAssumed || isAssumed(quantity.source))
  })
  const assumed = machine.quantities.filter(({ source }) => isAssumed(source)).length
  return (
    <>
      <p>
        {machine.units
          .map(({ name, count, rows, columns, banks }) => `${name}: ${count} of ${rows} x ${columns}, ${banks} banks each`)
          .join('; ')}
        . {machine.quantities.length} quantities, {assumed} of them assumptions or resting on one.
      </p>
      <p class="filters">
        <label>
          Find <input type="search" value={text} onInput={(event) => filter(event.currentTarget.value)} />
        </label>{' '}
        <label>
          <input type="checkbox" checked={onlyAssumed} onChange={(event) => showAssumed(event.currentTarget.checked)} /> only assumptions
        </label>{' '}
        <span role="status">{shown.length} shown</span>
      </p>
      <div class="scroll" role="region" aria-label="Quantities of the target" tabIndex={0}>
        <table class="quantities">
          <thead>
            <tr>
              <th scope="col">Quantity</th>
              <th scope="col">Value</th>
              <th scope="col">Meaning</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ path, value, meaning, source }) => (
              <tr key={path} class={isAssumed(source) ? 'assumed' : ''}>
                <th scope="row">{path}</th>
                <td>{value}</td>
                <td>{meaning}</td>
                <td>{source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function isAssumed(source: string): boolean {
  return /assumption:/i.test(source)
}

import { useMemo, useState } from 'preact/hooks'
import type { Details } from '@onnc/results'

import { formatPercent } from '../src/format-number.ts'
import { concerns } from './concerns.ts'
import { type Tile, TilePicture, tileText } from './tile-picture.tsx'
import { nodeLabel } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

const pageSize = 200

/** Pictures of the tiles of one layer or all, how full they are, and which of them are the same. */
export function Tiles({ tiles: { tiles, block }, selection }: { tiles: Details['tiles']; selection: Selection }) {
  const [most, showMost] = useState(pageSize)
  const [chosen, choose] = useState<Tile | undefined>(undefined)
  const nodes = useMemo(() => [...new Set(tiles.flatMap(({ nodes }) => nodes))], [tiles])
  const members = useMemo(() => groupSizes(tiles), [tiles])
  const { node: selected } = selection
  const node = selected === undefined ? undefined : nodes.find((name) => concerns(name, selected))
  const shown = node === undefined ? tiles : tiles.filter((tile) => tile.nodes.includes(node))
  if (tiles.length === 0) return <p>The program has no tiles: nothing runs on rings.</p>
  return (
    <>
      <p>
        {tiles.length} tiles, {members.size} of them different, {tiles.filter(({ uses }) => uses > 1).length} used more than once.{' '}
        {block > 1 ? `A cell is the mean magnitude of ${block} x ${block} rings. ` : 'Blue: below zero; red: above. '}
        The line below a tile is how much of its crossbar it fills; = beside its number: equal to others, or used more than once.
      </p>
      <label>
        Layer{' '}
        <select value={node ?? ''} onChange={(event) => selection.select(event.currentTarget.value || undefined)}>
          <option value="">all</option>
          {nodes.map((name) => (
            <option key={name} value={name}>
              {nodeLabel(name)}
            </option>
          ))}
        </select>
      </label>
      <div class="tiles">
        {shown.slice(0, most).map((tile) => {
          const equal = chosen !== undefined && chosen.group === tile.group
          const shared = (members.get(tile.group) ?? 1) > 1 || tile.uses > 1
          return (
            <button key={tile.tile} type="button" class={equal ? 'equal' : ''} aria-pressed={chosen === tile} onClick={() => choose(tile)}>
              <TilePicture tile={tile} block={block} size={64} />
              <span class="fill" style={{ width: `${64 * tile.fill}px` }} />
              <span>
                {tile.tile}
                {shared ? ' =' : ''}
              </span>
            </button>
          )
        })}
      </div>
      {shown.length > most && (
        <button type="button" onClick={() => showMost(most + 4 * pageSize)}>
          Show more of {shown.length}
        </button>
      )}
      {chosen !== undefined && (
        <div class="chosen" role="status">
          <TilePicture tile={chosen} block={block} size={256} />
          <p>{tileText(chosen)}</p>
          <p>
            {members.get(chosen.group) === 1
              ? 'No other tile is equal to it.'
              : `${members.get(chosen.group)} tiles are equal to it, itself included.`}{' '}
            {chosen.zeros === undefined
              ? 'Each inference writes its own values to it.'
              : `${formatPercent(1 - chosen.zeros)} of its rings hold something.`}
          </p>
        </div>
      )}
    </>
  )
}

function groupSizes(tiles: readonly Tile[]): Map<number, number> {
  const sizes = new Map<number, number>()
  for (const { group } of tiles) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  return sizes
}

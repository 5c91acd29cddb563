import { formatPercent, formatSi } from '../src/format-number.ts'
import { concerns } from './concerns.ts'
import { causeColour, componentColour } from './colours.ts'
import { PartTable } from './stacked-bar.tsx'
import { TilePicture } from './tile-picture.tsx'
import { type LayerRow, nodeLabel, type View } from '../src/result-view.ts'

const mostPictures = 24

/** What one layer takes, from tiles to remarks. */
export function LayerPanel({ row, view }: { row: LayerRow; view: View }) {
  const { detail, energy, node } = row
  const tiles = view.details?.tiles.tiles.filter(({ nodes }) => nodes.includes(node)) ?? []
  const remarks = [...(view.details?.remarks ?? view.compile?.remarks ?? [])].filter((remark) => concerns(remark.node, node))
  return (
    <div class="columns">
      {nodeLabel(node) !== node && node !== '' && <p class="names">{node}</p>}
      {detail !== undefined && (
        <PartTable
          caption={`Time of units and ECU; runs from ${formatSi(detail.startSeconds, 's')} to ${formatSi(detail.endSeconds, 's')}`}
          parts={Object.entries(detail.secondsByCause).map(([name, value]) => ({ name, value, colour: causeColour(name) }))}
          format={(seconds) => formatSi(seconds, 's')}
        />
      )}
      <PartTable
        caption="Energy"
        parts={Object.entries(energy).map(([name, value]) => ({ name, value, colour: componentColour(name) }))}
        format={(joules) => formatSi(joules, 'J')}
      />
      {tiles.length > 0 && (
        <div>
          <h3>
            {tiles.length} {tiles.length === 1 ? 'tile' : 'tiles'}, {formatPercent(detail?.fill ?? 0)} full
          </h3>
          <div class="pictures">
            {tiles.slice(0, mostPictures).map((tile) => (
              <TilePicture key={tile.tile} tile={tile} block={view.details!.tiles.block} size={48} />
            ))}
          </div>
          {tiles.length > mostPictures && <p>and {tiles.length - mostPictures} more under Tiles</p>}
        </div>
      )}
      {remarks.length > 0 && (
        <div>
          <h3>Remarks</h3>
          <ul>
            {remarks.map(({ message }, i) => (
              <li key={i}>{message}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

import type { Details } from '@onnc/results'
import { useState } from 'preact/hooks'

import type { GraphLayout } from '../src/graph-layout.ts'
import { graphLabel, placeStyles } from '../src/graph-style.ts'
import { arrowCorners, curvePath } from '../src/graph-path.ts'
import { concerns } from './concerns.ts'
import type { Selection } from './selection.ts'
import { Legend } from './stacked-bar.tsx'

type ModelGraph = NonNullable<Details['graph']>

/** The model as a graph, coloured by where nodes run; a node that is clicked is the one that all other parts show. */
export function Graph({ graph, layout, selection }: { graph: ModelGraph; layout: GraphLayout | undefined; selection: Selection }) {
  const [scale, setScale] = useState(1)
  if (layout === undefined) return <p>A graph of {graph.nodes.length} nodes is too large to be drawn; --emit dot writes it for Graphviz.</p>
  return (
    <>
      <p class="filters">
        <button type="button" onClick={() => setScale(scale * 1.25)}>
          Larger
        </button>
        <button type="button" onClick={() => setScale(scale / 1.25)}>
          Smaller
        </button>
      </p>
      <Legend parts={Object.values(placeStyles).map(({ colour, meaning }) => ({ name: meaning, colour }))} />
      <div class="scroll graph" role="region" aria-label="Graph of the model" tabIndex={0}>
        <svg viewBox={`0 0 ${layout.width} ${layout.height}`} width={layout.width * scale} height={layout.height * scale}>
          {layout.curves.map((curve, i) => (
            <g key={i} class="edge">
              <path d={curvePath(curve)} />
              <polygon points={arrowCorners(curve.points.at(-1), curve.tip)} />
            </g>
          ))}
          {graph.nodes.map((node, i) => {
            const { x, y, width, height } = layout.boxes[i]!
            const chosen = selection.node !== undefined && concerns(node.name, selection.node)
            const edge = node.op === 'input' || node.op === 'output'
            const act = edge ? {} : { onClick: () => selection.select(chosen ? undefined : node.name) }
            return (
              <g key={i} class={`node${chosen ? ' chosen' : ''}${edge ? ' edge-node' : ''}`} data-node={node.name} {...act}>
                <title>{`${node.op} ${node.name}: ${placeStyles[node.place].meaning}`}</title>
                <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx="3" fill={placeStyles[node.place].colour} />
                <text x={x} y={y + 4} text-anchor="middle">
                  {graphLabel(node)}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
    </>
  )
}

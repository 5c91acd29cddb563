import type { Details } from '@onnc/results'

import { escapeText } from './escape-text.ts'
import { graphLabel, placeStyles } from './graph-style.ts'
import { type GraphLayout, layoutGraph } from './graph-layout.ts'
import { arrowCorners, curvePath } from './graph-path.ts'

type Graph = NonNullable<Details['graph']>

/** A graph for Graphviz, coloured by where nodes run. Names may hold anything. */
export function graphDot({ nodes, edges }: Graph): string {
  const places = [...new Set(nodes.map(({ place }) => place))]
  return [
    'digraph model {',
    '  graph [rankdir=TB, nodesep=0.25, ranksep=0.35, fontname=Helvetica]',
    '  node [shape=box, style=filled, fontname=Helvetica, fontsize=11]',
    `  label=${quoted(places.map((place) => `${placeStyles[place].meaning}: ${placeStyles[place].colour}`).join('   '))}`,
    ...nodes.map(
      (node, i) =>
        `  n${i} [label=${quoted(graphLabel(node))}, tooltip=${quoted(node.name)}, fillcolor="${placeStyles[node.place].colour}"]`,
    ),
    ...edges.map(([from, to]) => `  n${from} -> n${to}`),
    '}',
    '',
  ].join('\n')
}

function quoted(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll(/[\r\n]+/g, ' ')}"`
}

/** The same as a picture that stands alone; undefined where the graph is too large to be drawn. */
export async function graphSvg(graph: Graph): Promise<string | undefined> {
  const layout = await layoutGraph(graph)
  return layout === undefined ? undefined : drawSvg(graph, layout)
}

const margin = 12
const legendHeight = 24

function drawSvg({ nodes }: Graph, { width, height, boxes, curves }: GraphLayout): string {
  const places = [...new Set(nodes.map(({ place }) => place))]
  const legend = places.map((place, i) => {
    const { colour, meaning } = placeStyles[place]
    return `<rect x="${i * 110}" y="0" width="12" height="12" fill="${colour}" stroke="#555"/><text x="${i * 110 + 18}" y="10">${meaning}</text>`
  })
  const whole = [Math.max(width, places.length * 110) + 2 * margin, height + legendHeight + 2 * margin].map((n) => n.toFixed(0))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.join(' ')}" width="${whole[0]}" height="${whole[1]}" font-family="Helvetica, Arial, sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<g transform="translate(${margin} ${margin})">
${legend.join('\n')}
</g>
<g transform="translate(${margin} ${margin + legendHeight})">
${curves.map((curve) => `<path d="${curvePath(curve)}" fill="none" stroke="#555"/>${arrow(curve)}`).join('\n')}
${nodes
  .map((node, i) => {
    const { x, y, width: w, height: h } = boxes[i]!
    const box = `<rect x="${(x - w / 2).toFixed(1)}" y="${(y - h / 2).toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" rx="3" fill="${placeStyles[node.place].colour}" stroke="#555"/>`
    const label = `<text x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="middle">${escapeText(graphLabel(node))}</text>`
    return `<g><title>${escapeText(`${node.op} ${node.name}: ${placeStyles[node.place].meaning}`)}</title>${box}${label}</g>`
  })
  .join('\n')}
</g>
</svg>
`
}

/** From the end of an edge to its tip. */
function arrow({ points, tip }: GraphLayout['curves'][number]): string {
  const corners = arrowCorners(points.at(-1), tip)
  return corners === '' ? '' : `<polygon points="${corners}" fill="#555"/>`
}

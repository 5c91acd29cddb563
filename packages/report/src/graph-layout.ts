import { type Graph as VizGraph, instance } from '@viz-js/viz'
import type { Details } from '@onnc/results'

import { graphLabel } from './graph-style.ts'

type Graph = NonNullable<Details['graph']>

/** Where the boxes and the lines of a graph lie, in points from the upper left. */
export interface GraphLayout {
  readonly width: number
  readonly height: number
  /** By node: its middle and size. */
  readonly boxes: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]
  /** By edge: control points of its Bezier curves, and the tip of its arrow. */
  readonly curves: readonly {
    readonly points: readonly (readonly [number, number])[]
    readonly tip: readonly [number, number] | undefined
  }[]
}

/** Larger graphs take Graphviz minutes, and nobody sees anything in them. */
const mostDrawn = 1500

/** Lays a graph out from top to bottom with Graphviz; undefined where it is too large. */
export async function layoutGraph(graph: Graph): Promise<GraphLayout | undefined> {
  const { nodes, edges } = graph
  if (nodes.length === 0 || nodes.length > mostDrawn || edges.length > 4 * mostDrawn) return undefined
  const viz = await instance()
  const input: VizGraph = {
    directed: true,
    graphAttributes: { rankdir: 'TB', nodesep: 0.25, ranksep: 0.35 },
    nodeAttributes: { shape: 'box', fontname: 'Helvetica', fontsize: 11, height: 0.3, margin: 0.12 },
    nodes: nodes.map((node, i) => ({ name: String(i), attributes: { label: plainLabel(graphLabel(node)) } })),
    edges: edges.map(([from, to]) => ({ tail: String(from), head: String(to) })),
  }
  const drawn = viz.renderJSON(input) as Drawn
  const [, , width, height] = drawn.bb.split(',').map(Number) as [number, number, number, number]
  const at = (text: string): [number, number] => {
    const [x, y] = text.split(',').map(Number) as [number, number]
    return [x, height - y]
  }
  const byName = new Map((drawn.objects ?? []).map((object) => [object.name, object]))
  return {
    width,
    height,
    boxes: nodes.map((_, i) => {
      const object = byName.get(String(i))!
      const [x, y] = at(object.pos)
      return { x, y, width: 72 * Number(object.width), height: 72 * Number(object.height) }
    }),
    curves: edges.map((_, i) => curveOf(drawn.edges?.[i]?.pos ?? '', at)),
  }
}

/** What of Graphviz's answer we read. */
interface Drawn {
  readonly bb: string
  readonly objects?: readonly { readonly name: string; readonly pos: string; readonly width: string; readonly height: string }[]
  readonly edges?: readonly { readonly pos: string }[]
}

function curveOf(pos: string, at: (text: string) => [number, number]): GraphLayout['curves'][number] {
  const parts = pos.split(' ').filter(Boolean)
  const tip = parts.find((part) => part.startsWith('e,'))
  return { points: parts.filter((part) => /^[-\d]/.test(part)).map(at), tip: tip === undefined ? undefined : at(tip.slice(2)) }
}

/** Graphviz gives backslashes in labels a meaning. */
function plainLabel(label: string): string {
  return label.replaceAll('\\', '\\\\')
}

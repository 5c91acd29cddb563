import type { Details } from '@onnc/results'

type GraphNode = NonNullable<Details['graph']>['nodes'][number]

/** Where a node runs, in colours that go with dark letters, and in words. */
export const placeStyles: Readonly<Record<GraphNode['place'], { readonly colour: string; readonly meaning: string }>> = {
  rings: { colour: '#9adbe6', meaning: 'on rings' },
  ecu: { colour: '#f4d58d', meaning: 'on the ECU' },
  both: { colour: '#b5d99c', meaning: 'on both' },
  none: { colour: '#e3e6ea', meaning: 'nothing to run' },
}

const longest = 40

/** The operator, and the node's name where it says more. */
export function graphLabel({ name, op }: GraphNode): string {
  const shown = name.length > longest ? `${name.slice(0, longest - 1)}\u2026` : name
  if (shown === '') return op
  return name.includes(op) ? shown : `${op} ${shown}`
}

import type { GraphLayout } from './graph-layout.ts'

/** The Bezier curves of an edge as the path of an SVG. */
export function curvePath({ points }: GraphLayout['curves'][number]): string {
  const [first, ...rest] = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`)
  return first === undefined ? '' : `M${first}${rest.length > 0 ? ` C${rest.join(' ')}` : ''}`
}

/** The corners of the arrow head between the end of an edge and its tip. */
export function arrowCorners(end: readonly [number, number] | undefined, tip: readonly [number, number] | undefined): string {
  if (end === undefined || tip === undefined) return ''
  const [dx, dy] = [tip[0] - end[0], tip[1] - end[1]]
  const [x, y] = [end[0], end[1]]
  return [tip, [x - dy * 0.35, y + dx * 0.35], [x + dy * 0.35, y - dx * 0.35]].map((c) => c.map((n) => n.toFixed(1)).join(',')).join(' ')
}

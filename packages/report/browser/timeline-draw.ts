import { causeColour, nameColour } from './colours.ts'
import { ticksBetween } from './ticks-between.ts'
import { meanBetween, type TimelineModel, type Track, visibleBoxes } from './timeline-model.ts'
import type { Details } from '@onnc/results'

import { formatSi } from '../src/format-number.ts'
import { nodeLabel } from '../src/result-view.ts'

export interface Frame {
  readonly from: number
  readonly to: number
  readonly scrollTop: number
  readonly colourBy: 'cause' | 'node'
  /** Nodes that stand out, by index. */
  readonly selected: ReadonlySet<number> | undefined
}

export interface Surface {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly ink: string
  readonly faint: string
  readonly paper: string
}

export const labelWidth = 110
export const axisHeight = 20
export const curveHeight = 44

const rowHeights = { resource: 15, bank: 9 } as const

/** Where each track lies, from the top of the first one. */
export function trackPlaces({ tracks, curves }: TimelineModel): { tops: readonly number[]; height: number } {
  let y = axisHeight + curves.length * curveHeight
  const tops = tracks.map(({ kind }) => {
    const top = y
    y += rowHeights[kind]
    return top
  })
  return { tops, height: y + 4 }
}

/** Draws what lies between two times; how many boxes that took. */
export function drawTimeline(surface: Surface, model: TimelineModel, timeline: Details['timeline'], frame: Frame): number {
  const { context, width, height, paper } = surface
  const plot = width - labelWidth
  context.fillStyle = paper
  context.fillRect(0, 0, width, height)
  const { tops } = trackPlaces(model)
  let boxes = 0
  for (const [i, track] of model.tracks.entries()) {
    const y = tops[i]! - frame.scrollTop
    if (y > -20 && y < height) boxes += drawTrack(surface, track, y, timeline, frame, plot)
  }
  context.fillStyle = paper
  context.fillRect(0, 0, width, axisHeight)
  for (const [i, curve] of model.curves.entries()) drawCurve(surface, curve, axisHeight + i * curveHeight - frame.scrollTop, frame, plot)
  drawAxis(surface, frame, plot)
  return boxes
}

function drawTrack(
  { context, ink, paper, faint }: Surface,
  track: Track,
  y: number,
  { slices, nodes, causes }: Details['timeline'],
  { from, to, colourBy, selected }: Frame,
  plot: number,
): number {
  const rowHeight = rowHeights[track.kind]
  const boxes = visibleBoxes(track, from, to, plot)
  context.font = '10px system-ui, sans-serif'
  context.textBaseline = 'middle'
  for (const { index, x, width } of boxes) {
    const slice = track.slice[index]!
    const place = slices.node[slice]!
    const node = nodes[place]!
    const cause = causes[slices.cause[slice]!]!
    const dimmed = selected !== undefined && !selected.has(place)
    context.globalAlpha = dimmed ? 0.25 : 1
    context.fillStyle =
      colourBy === 'node' || track.kind === 'bank' ? (cause.startsWith('wait') ? faint : nameColour(node)) : causeColour(cause)
    context.fillRect(labelWidth + x, y + 1, Math.max(width - (width > 4 ? 1 : 0), 1), rowHeight - 2)
    if (width > 40 && track.kind === 'resource') {
      context.save()
      context.beginPath()
      context.rect(labelWidth + x, y, width - 3, rowHeight)
      context.clip()
      context.fillStyle = cause.startsWith('wait') ? '#222' : '#fff'
      context.fillText(cause.startsWith('wait') ? cause : nodeLabel(node), labelWidth + x + 3, y + rowHeight / 2)
      context.restore()
    }
  }
  context.globalAlpha = 1
  context.fillStyle = paper
  context.fillRect(0, y, labelWidth, rowHeight)
  context.fillStyle = ink
  if (track.kind === 'bank') context.font = '8px system-ui, sans-serif'
  context.fillText(track.name, 4, y + rowHeight / 2, labelWidth - 8)
  return boxes.length
}

function drawCurve(
  { context, ink, faint }: Surface,
  curve: TimelineModel['curves'][number],
  y: number,
  { from, to }: Frame,
  plot: number,
): void {
  const means = Array.from({ length: Math.ceil(plot) }, (_, x) =>
    meanBetween(curve, from + (x * (to - from)) / plot, from + ((x + 1) * (to - from)) / plot),
  )
  const most = means.reduce((a, b) => Math.max(a, b), 0)
  context.fillStyle = faint
  context.fillRect(labelWidth, y + curveHeight - 3, plot, 1)
  context.fillStyle = '#3aa6b9'
  if (most > 0)
    for (const [x, mean] of means.entries()) {
      const tall = ((curveHeight - 8) * mean) / most
      context.fillRect(labelWidth + x, y + curveHeight - 3 - tall, 1, tall)
    }
  context.fillStyle = ink
  context.font = '10px system-ui, sans-serif'
  context.textBaseline = 'middle'
  context.fillText(curve.name, 4, y + 12)
  context.fillText(`to ${curve.unit === 'W' ? formatSi(most, 'W') : `${most.toPrecision(3)} ${curve.unit}`}`, 4, y + 26, labelWidth - 8)
}

function drawAxis({ context, ink, faint, height }: Surface, { from, to }: Frame, plot: number): void {
  context.font = '10px system-ui, sans-serif'
  context.textBaseline = 'middle'
  for (const tick of ticksBetween(from, to, plot / 110)) {
    const x = labelWidth + ((tick - from) * plot) / (to - from)
    context.fillStyle = faint
    context.globalAlpha = 0.5
    context.fillRect(x, axisHeight - 4, 1, height)
    context.globalAlpha = 1
    context.fillStyle = ink
    context.fillText(formatSi(tick * 1e-12, 's'), x + 3, axisHeight / 2)
  }
}

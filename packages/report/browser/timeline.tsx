import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Details } from '@onnc/results'

import { formatSi } from '../src/format-number.ts'
import { concerns } from './concerns.ts'
import { causeColour } from './colours.ts'
import { Legend } from './stacked-bar.tsx'
import { createPixelStrip, type PixelStrip } from './pixel-strip.ts'
import { drawTimeline, type Frame, labelWidth, type Surface, trackPlaces } from './timeline-draw.ts'
import { sliceAt, timelineModel } from './timeline-model.ts'
import { around, panned, type Window, zoomed } from './timeline-window.ts'
import { nodeLabel } from '../src/result-view.ts'
import type { Selection } from './selection.ts'

type Slices = Details['timeline']

const mostHeight = 560

/** What every unit, bank, the memories and the ECU do when. Dragged, zoomed, and walked with the keyboard. */
export function Timeline({ timeline, selection }: { timeline: Slices; selection: Selection }) {
  const model = useMemo(() => timelineModel(timeline), [timeline])
  const { height: whole, tops } = useMemo(() => trackPlaces(model), [model])
  const height = Math.min(whole, mostHeight)
  const [shown, show] = useState<Window>({ from: 0, to: model.span })
  const [colourBy, setColourBy] = useState<Frame['colourBy']>('node')
  const [hovered, hover] = useState<{ slice: number; x: number; y: number } | undefined>(undefined)
  const chosenNodes = useMemo(() => nodesOf(timeline, selection.node), [timeline, selection.node])
  const canvas = useRef<HTMLCanvasElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const frame: Frame = { ...shown, scrollTop: 0, colourBy, selected: chosenNodes }
  const strip = useMemo(createPixelStrip, [])
  const pending = useRef(0)
  const latest = useRef(frame)
  latest.current = frame

  const redraw = (): void => {
    if (pending.current !== 0) return
    pending.current = requestAnimationFrame(() => {
      pending.current = 0
      if (canvas.current === null || scroller.current === null) return
      const boxes = paint(canvas.current, { height, strip }, (surface) =>
        drawTimeline(surface, model, timeline, { ...latest.current, scrollTop: scroller.current!.scrollTop }),
      )
      canvas.current.dataset['boxes'] = String(boxes)
      canvas.current.dataset['frames'] = String(Number(canvas.current.dataset['frames'] ?? 0) + 1)
      canvas.current.dataset['from'] = String(latest.current.from)
      canvas.current.dataset['to'] = String(latest.current.to)
    })
  }
  useEffect(redraw)
  useEffect(() => {
    const watch = new ResizeObserver(redraw)
    watch.observe(canvas.current!)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', redraw)
    return () => {
      watch.disconnect()
      dark.removeEventListener('change', redraw)
    }
  }, [])
  // Preact's own handlers are passive for wheels, and the page would scroll.
  useEffect(() => {
    const element = canvas.current!
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return
      event.preventDefault()
      const time = timeAt(element, event.clientX, latest.current)
      const { from, to } = latest.current
      show((now) =>
        event.shiftKey
          ? panned(now, ((event.deltaY || event.deltaX) * (to - from)) / 1000, model.span)
          : zoomed(now, 1.002 ** event.deltaY, time, model.span),
      )
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [model])

  const found = (event: MouseEvent): number => {
    const box = canvas.current!.getBoundingClientRect()
    const y = event.clientY - box.top + scroller.current!.scrollTop
    const track = tops.findLastIndex((top) => top <= y)
    if (track < 0 || event.clientX - box.left < labelWidth) return -1
    const pixel = (shown.to - shown.from) / (box.width - labelWidth)
    return sliceAt(model.tracks[track]!, timeAt(canvas.current!, event.clientX, shown), 2 * pixel)
  }
  const drag = useRef<{ x: number; window: Window; moved: boolean } | undefined>(undefined)
  const middle = (shown.from + shown.to) / 2
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => show(panned(shown, -0.1 * (shown.to - shown.from), model.span)),
    ArrowRight: () => show(panned(shown, 0.1 * (shown.to - shown.from), model.span)),
    '+': () => show(zoomed(shown, 0.7, middle, model.span)),
    '=': () => show(zoomed(shown, 0.7, middle, model.span)),
    '-': () => show(zoomed(shown, 1 / 0.7, middle, model.span)),
    Home: () => show({ from: 0, to: model.span }),
  }
  const chosen = useMemo(() => (chosenNodes === undefined ? undefined : extentOf(timeline, chosenNodes)), [timeline, chosenNodes])
  return (
    <>
      <p class="filters">
        <button type="button" onClick={keys['+']}>
          Zoom in
        </button>
        <button type="button" onClick={keys['-']}>
          Zoom out
        </button>
        <button type="button" onClick={keys['Home']}>
          Show all
        </button>
        <button type="button" disabled={chosen === undefined} onClick={() => chosen && show(around(chosen.from, chosen.to, model.span))}>
          Show the selected layer
        </button>
        <label>
          Colour{' '}
          <select value={colourBy} onChange={(event) => setColourBy(event.currentTarget.value as Frame['colourBy'])}>
            <option value="node">by layer</option>
            <option value="cause">by what is done</option>
          </select>
        </label>
        <span role="status">
          {formatSi(shown.from * 1e-12, 's')} to {formatSi(shown.to * 1e-12, 's')} of {formatSi(model.span * 1e-12, 's')},{' '}
          {timeline.slices.instruction.length} slices
        </span>
      </p>
      {colourBy === 'cause' && <Legend parts={timeline.causes.map((name) => ({ name, colour: causeColour(name) }))} />}
      <div ref={scroller} class="timeline" style={{ height: `${height}px` }} onScroll={redraw}>
        <div style={{ height: `${whole}px` }}>
          <canvas
            ref={canvas}
            style={{ height: `${height}px` }}
            tabIndex={0}
            role="img"
            aria-label="Timeline of units, banks, memories and ECU. Arrow keys pan, plus and minus zoom, Home shows all; drag to pan, hold Control and turn the wheel to zoom. The tables of layers and machine say the same in numbers."
            onKeyDown={(event) => {
              const act = keys[event.key]
              if (act === undefined || event.ctrlKey || event.metaKey) return
              event.preventDefault()
              act()
            }}
            onPointerDown={(event) => {
              drag.current = { x: event.clientX, window: shown, moved: false }
              canvas.current!.setPointerCapture(event.pointerId)
            }}
            onPointerMove={(event) => {
              const grip = drag.current
              if (grip === undefined) {
                const slice = found(event)
                const box = canvas.current!.getBoundingClientRect()
                hover(slice < 0 ? undefined : { slice, x: event.clientX - box.left, y: event.clientY - box.top })
                return
              }
              const plot = canvas.current!.clientWidth - labelWidth
              const by = ((grip.x - event.clientX) * (grip.window.to - grip.window.from)) / plot
              if (Math.abs(grip.x - event.clientX) > 3) grip.moved = true
              if (grip.moved) show(panned(grip.window, by, model.span))
            }}
            onPointerUp={(event) => {
              const grip = drag.current
              drag.current = undefined
              if (grip === undefined || grip.moved) return
              const slice = found(event)
              selection.select(slice < 0 ? undefined : timeline.nodes[timeline.slices.node[slice]!])
            }}
            onPointerLeave={() => hover(undefined)}
            onDblClick={(event) => show(zoomed(shown, 0.4, timeAt(canvas.current!, event.clientX, shown), model.span))}
          />
          {hovered !== undefined && (
            <div class="tip" style={{ left: `${hovered.x + 12}px`, top: `${hovered.y + 12 + (scroller.current?.scrollTop ?? 0)}px` }}>
              {sliceText(timeline, hovered.slice)}
            </div>
          )}
        </div>
      </div>
    </>
  )
}

function timeAt(canvas: HTMLCanvasElement, clientX: number, { from, to }: Window): number {
  const box = canvas.getBoundingClientRect()
  return from + ((clientX - box.left - labelWidth) * (to - from)) / (box.width - labelWidth)
}

/** Nodes of the timeline that a selection means, by index. */
function nodesOf({ nodes }: Slices, selected: string | undefined): ReadonlySet<number> | undefined {
  if (selected === undefined) return undefined
  return new Set(nodes.flatMap((node, i) => (concerns(node, selected) || node === selected ? [i] : [])))
}

function extentOf({ slices, causes }: Slices, wanted: ReadonlySet<number>): Window | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const [i, node] of slices.node.entries()) {
    if (!wanted.has(node) || causes[slices.cause[i]!]!.startsWith('wait')) continue
    from = Math.min(from, slices.startPicoseconds[i]!)
    to = Math.max(to, slices.startPicoseconds[i]! + slices.picoseconds[i]!)
  }
  return to > from ? { from, to } : undefined
}

/** What hovering tells: instruction, layer, place, time and energy. */
function sliceText({ slices, nodes, causes, resources }: Slices, i: number): string {
  const parts = [
    `${nodeLabel(nodes[slices.node[i]!]!)}: ${causes[slices.cause[i]!]!}`,
    `instruction ${slices.instruction[i]!} on ${resources[slices.resource[i]!]!}`,
    ...(slices.bank[i]! < 0 ? [] : [`bank ${slices.bank[i]!}`]),
    ...(slices.tile[i]! < 0 ? [] : [`tile ${slices.tile[i]!}`]),
    `${formatSi(slices.picoseconds[i]! * 1e-12, 's')} from ${formatSi(slices.startPicoseconds[i]! * 1e-12, 's')}`,
    ...((slices.femtojoules[i] ?? 0) === 0 ? [] : [formatSi(slices.femtojoules[i]! * 1e-15, 'J')]),
  ]
  return parts.join(', ')
}

/** Sets a canvas up for the pixels of this screen and the colours of this page, and draws on it. */
function paint(
  canvas: HTMLCanvasElement,
  { height, strip }: { height: number; strip: PixelStrip },
  draw: (surface: Surface) => number,
): number {
  const context = canvas.getContext('2d')
  if (context === null) return 0
  const ratio = devicePixelRatio || 1
  const width = canvas.clientWidth
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const style = getComputedStyle(canvas)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  return draw({ context, width, height, ink: colour('--ink'), faint: colour('--faint'), paper: colour('--paper'), strip })
}

import { useEffect, useRef } from 'preact/hooks'
import type { Details } from '@onnc/results'

import { formatPercent } from '../src/format-number.ts'

export type Tile = Details['tiles']['tiles'][number]

/** The codes of a tile as an image: blue below zero, red above, dark where they are large; zero is the paper. */
export function TilePicture({ tile, block, size }: { tile: Tile; block: number; size: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [down, across] = [Math.ceil(tile.rows / block), Math.ceil(tile.columns / block)]
  useEffect(() => paintTile(canvas.current!, tile, { down, across }), [tile, down, across])
  const label = tileText(tile)
  return (
    <canvas
      ref={canvas}
      class="tile"
      role="img"
      aria-label={label}
      title={label}
      width={across}
      height={down}
      style={{
        width: `${(size * tile.columns) / Math.max(tile.rows, tile.columns)}px`,
        height: `${(size * tile.rows) / Math.max(tile.rows, tile.columns)}px`,
      }}
    />
  )
}

export function tileText({ tile, rows, columns, levels, zeros, fill, uses, programs, streams, nodes }: Tile): string {
  return (
    `tile ${tile}: ${rows} x ${columns} of ${levels} levels, ${zeros === undefined ? 'written with activations' : `${formatPercent(zeros)} zero`}, crossbar ${formatPercent(fill)} full; ` +
    `${times(uses, 'use')}, ${times(programs, 'program')}, ${times(streams, 'stream')}; ${nodes.join(', ')}`
  )
}

function times(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function paintTile(canvas: HTMLCanvasElement, { cells }: Tile, { down, across }: { down: number; across: number }): void {
  const context = canvas.getContext('2d')
  if (context === null || cells === undefined || down * across === 0) return
  const bytes = Int8Array.from(atob(cells), (c) => c.charCodeAt(0))
  const image = context.createImageData(across, down)
  for (let i = 0; i < bytes.length; i++) {
    const strength = Math.abs(bytes[i]!) / 127
    const [red, green, blue] = bytes[i]! < 0 ? [33, 102, 172] : [178, 24, 43]
    image.data[4 * i] = red!
    image.data[4 * i + 1] = green!
    image.data[4 * i + 2] = blue!
    image.data[4 * i + 3] = Math.round(255 * Math.sqrt(strength))
  }
  context.putImageData(image, 0, 0)
}

import { nodeNames } from '@onnc/executor'
import { unitClassOf } from '@onnc/hardware'
import type { Tile } from '@onnc/isa'
import type { Details } from '@onnc/results'
import { createHash } from 'node:crypto'

import type { TimedRun } from './timed-run.ts'

/** Cells of all tiles together: about a megabyte of text. */
const mostCells = 2 ** 20

interface TileWork {
  readonly nodes: Set<string>
  programs: number
  streams: number
  unit: number
}

/** The tiles of a program, each with a picture of its codes; in programs of many tiles, a cell of it stands for a block of rings. */
export function tileDetails({ program, target, steps }: TimedRun): Details['tiles'] {
  const nodeOf = nodeNames(program)
  const work = new Map<number, TileWork>()
  for (const { tile, op, unit, instruction } of steps) {
    if (tile === undefined) continue
    const known = work.get(tile) ?? { nodes: new Set(), programs: 0, streams: 0, unit }
    work.set(tile, known)
    if (op === 'program' || op === 'imprint') known.programs++
    if (op === 'stream') known.streams++
    known.nodes.add(nodeOf(instruction))
  }
  const uses = program.tiles.map(() => 0)
  for (const { tile } of program.uses) uses[tile] = (uses[tile] ?? 0) + 1
  const block = blockOf(program.tiles)
  const groups = new Map<string, number>()
  const tiles = program.tiles.map((tile, index) => {
    const { rows, columns, levels } = tile
    const { codes } = tile
    const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength)
    const isWritten = tile.activations !== undefined
    const key = isWritten
      ? `activations ${tile.activations} ${index}`
      : `${rows} ${columns} ${createHash('sha1').update(bytes).digest('hex')}`
    const group = groups.get(key) ?? groups.size
    groups.set(key, group)
    const known = work.get(index)
    const unitClass = unitClassOf(target, known?.unit ?? 0)
    const crossbar = unitClass === undefined ? rows * columns : unitClass.rows * unitClass.columns
    return {
      tile: index,
      nodes: [...(known?.nodes ?? [])],
      rows,
      columns,
      levels,
      ...(isWritten ? {} : { zeros: zerosOf(codes) / codes.length }),
      fill: Math.min(1, (rows * columns) / crossbar),
      group,
      uses: uses[index]!,
      programs: known?.programs ?? 0,
      streams: known?.streams ?? 0,
      ...(isWritten ? {} : { cells: cellsOf({ rows, columns, levels, codes }, block) }),
    }
  })
  return { block, tiles }
}

function zerosOf(codes: Tile['codes']): number {
  let zeros = 0
  for (let i = 0; i < codes.length; i++) if (codes[i] === 0) zeros++
  return zeros
}

function blockOf(tiles: readonly Tile[]): number {
  for (let block = 1; ; block *= 2) {
    const cells = tiles.reduce((sum, { rows, columns }) => sum + Math.ceil(rows / block) * Math.ceil(columns / block), 0)
    if (cells <= mostCells || cells <= tiles.length) return block
  }
}

/** One signed byte a cell: the code, or the mean magnitude of a block, as a share of the largest code times 127. */
function cellsOf({ rows, columns, levels, codes }: Pick<Tile, 'rows' | 'columns' | 'levels' | 'codes'>, block: number): string {
  const scale = 127 / ((levels - 1) / 2)
  if (block === 1) return Buffer.from(Int8Array.from(codes, (code) => Math.round(code * scale)).buffer).toString('base64')
  const [down, across] = [Math.ceil(rows / block), Math.ceil(columns / block)]
  const sums = new Float64Array(down * across)
  const counts = new Float64Array(down * across)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = Math.floor(row / block) * across + Math.floor(column / block)
      sums[cell]! += Math.abs(codes[row * columns + column]!)
      counts[cell]!++
    }
  }
  return Buffer.from(Int8Array.from(sums, (sum, cell) => Math.round((sum / counts[cell]!) * scale)).buffer).toString('base64')
}

import type { Pattern } from '@onnc/dialects'

import { mergedAxes } from './address-patterns.ts'
import type { Block } from './matrix-blocks.ts'

/** Rows of a computed matrix that lie along one axis of its tensor, of one block. */
export interface MatrixPart {
  /** Which block of the product. */
  readonly group: number
  /** First row in the whole matrix. */
  readonly row: number
  readonly rows: number
  /** One vector a row. */
  readonly pattern: Pattern
}

/** The parts of a matrix whose vectors count through `groups` blocks first and then through the rows of each, in the order of its rows. */
export function matrixBlocks(pattern: Pattern, groups: number): MatrixPart[] {
  const { outer, inner } = splitRows(pattern, groups)
  const total = outer.reduce((product, { count }) => product * count, 1)
  return Array.from({ length: total }, (_, index) => {
    let [rest, offset] = [index, pattern.offset]
    for (const { count, stride } of outer.toReversed()) {
      offset += (rest % count) * stride
      rest = Math.floor(rest / count)
    }
    return {
      group: Math.floor((index * groups) / total),
      row: index * inner.count,
      rows: inner.count,
      pattern: { ...pattern, offset, positions: [inner] },
    }
  })
}

/** How many parts there are. */
export function matrixBlockCount(pattern: Pattern, groups: number): number {
  return splitRows(pattern, groups).outer.reduce((product, { count }) => product * count, 1)
}

function splitRows(pattern: Pattern, groups: number): { outer: Pattern['positions']; inner: Pattern['positions'][number] } {
  let [blocks, axis] = [1, 0]
  while (blocks < groups) blocks *= pattern.positions[axis++]!.count
  const rows = mergedAxes(pattern.positions.slice(axis))
  return { outer: [...pattern.positions.slice(0, axis), ...rows.slice(0, -1)], inner: rows.at(-1)! }
}

/** The vectors of one tile. */
export function matrixRange({ pattern }: MatrixPart, { row, rows, column, columns }: Block): Pattern {
  const [axis] = pattern.positions as [Pattern['positions'][number]]
  return {
    ...pattern,
    offset: pattern.offset + row * axis.stride,
    positions: [{ count: rows, stride: axis.stride }],
    first: pattern.first + column,
    count: columns,
  }
}

import type { Tile } from './program.ts'

/** A tile whose codes and exact weights are read or computed each time they are asked for. Take them once: `const { codes } = tile`. */
export function lazyTile(
  { rows, columns, levels, step }: Pick<Tile, 'rows' | 'columns' | 'levels' | 'step'>,
  codes: () => Tile['codes'],
  exact?: () => Float32Array,
): Tile {
  const size = { rows, columns, levels }
  if (exact === undefined) {
    return {
      ...size,
      get codes() {
        return codes()
      },
      step,
    }
  }
  return {
    ...size,
    get codes() {
      return codes()
    },
    step,
    get exact() {
      return exact()
    },
  }
}

/** Whether a tile keeps its unquantised weights; does not read them. */
export function hasExact(tile: Tile): boolean {
  return 'exact' in tile
}

import type { Tile } from './program.ts'

/** A tile whose codes and exact weights are read or computed each time they are asked for. Take them once: `const { codes } = tile`. */
export function lazyTile(
  size: Pick<Tile, 'rows' | 'columns' | 'levels' | 'step'>,
  codes: () => Tile['codes'],
  exact?: () => Float32Array,
): Tile {
  return exact === undefined ? new LazyTile(size, codes) : new LazyExactTile(size, codes, exact)
}

/** A class, since accessors of plain objects take half a kilobyte each, and a program may have a hundred thousand tiles. */
class LazyTile implements Tile {
  readonly rows: number
  readonly columns: number
  readonly levels: number
  readonly step: number
  readonly #codes: () => Tile['codes']

  constructor({ rows, columns, levels, step }: Pick<Tile, 'rows' | 'columns' | 'levels' | 'step'>, codes: () => Tile['codes']) {
    this.rows = rows
    this.columns = columns
    this.levels = levels
    this.step = step
    this.#codes = codes
  }

  get codes(): Tile['codes'] {
    return this.#codes()
  }
}

class LazyExactTile extends LazyTile {
  readonly #exact: () => Float32Array

  constructor(size: Pick<Tile, 'rows' | 'columns' | 'levels' | 'step'>, codes: () => Tile['codes'], exact: () => Float32Array) {
    super(size, codes)
    this.#exact = exact
  }

  get exact(): Float32Array {
    return this.#exact()
  }
}

/** A tile whose codes are written at run time, from the activations that a pattern visits. */
export function activationTile(size: Pick<Tile, 'rows' | 'columns' | 'levels'>, pattern: number): Tile {
  const { rows, columns, levels } = size
  const none = (): Tile['codes'] => (levels <= 255 ? new Int8Array(rows * columns) : new Int16Array(rows * columns))
  return new ActivationTile({ rows, columns, levels, step: 1 }, none, pattern)
}

class ActivationTile extends LazyTile {
  readonly activations: number

  constructor(size: Pick<Tile, 'rows' | 'columns' | 'levels' | 'step'>, codes: () => Tile['codes'], activations: number) {
    super(size, codes)
    this.activations = activations
  }
}

/** Whether a tile keeps its unquantised weights; does not read them. */
export function hasExact(tile: Tile): boolean {
  return 'exact' in tile
}

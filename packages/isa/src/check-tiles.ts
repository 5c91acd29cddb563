import type { Diagnostic } from '@onnc/support'
import type { Problems } from './problems.ts'
import { axisProduct } from './check-patterns.ts'
import { programLimits, type Tile, type Use } from './program.ts'
import { type AddressPattern } from './address-pattern.ts'
import { outputsOf } from './uses-section.ts'
import { entryLength, entryNumber, entryReference, tileCode } from './program-diagnostics.ts'

/** Checks tiles; `codes` says whether to look at every code, which reads or computes all of them. */
export function checkTiles(tiles: readonly Tile[], look: { readonly codes: boolean }, problems: Problems): void {
  for (let i = 0; i < tiles.length && !problems.full; i++) {
    const tile = tiles[i]!
    const shape = tileShape(tile, i)
    if (shape !== undefined) {
      problems.add(shape)
      continue
    }
    const rings = tile.rows * tile.columns
    if (!(Number.isFinite(tile.step) && tile.step >= 0)) problems.add(entryNumber(`tiles[${i}]`, 'step', tile.step, '0 or more'))
    checkExact(tile, i, rings, problems)
    if (!look.codes) continue
    const { codes } = tile
    if (codes.length !== rings) problems.add(entryLength(`tiles[${i}]`, 'codes', codes.length, rings))
    checkCodes(tile, codes, i, problems)
  }
}

/** What is wrong with the shape or the levels of tile `i`, if anything. */
export function tileShape({ rows, columns, levels }: Pick<Tile, 'rows' | 'columns' | 'levels'>, i: number): Diagnostic | undefined {
  const entry = `tiles[${i}]`
  if (!(Number.isInteger(rows) && rows >= 1)) return entryNumber(entry, 'rows', rows, '1 or more')
  if (!(Number.isInteger(columns) && columns >= 1)) return entryNumber(entry, 'columns', columns, '1 or more')
  if (rows * columns > programLimits.rings) return entryNumber(entry, 'rows x columns', rows * columns, `at most ${programLimits.rings}`)
  if (levels % 2 === 1 && levels >= 3 && levels <= programLimits.levels) return undefined
  return entryNumber(entry, 'levels', levels, `an odd number from 3 to ${programLimits.levels}`)
}

/** The weights of a tile that holds them as data; those that are read or computed have their length by construction. */
function checkExact(tile: Tile, i: number, rings: number, problems: Problems): void {
  const { value } = Object.getOwnPropertyDescriptor(tile, 'exact') ?? {}
  if (value instanceof Float32Array && value.length !== rings) problems.add(entryLength(`tiles[${i}]`, 'exact', value.length, rings))
}

/** Reports the first code of a tile that is no level. */
function checkCodes({ levels, columns }: Tile, codes: Tile['codes'], i: number, problems: Problems): void {
  const highest = (levels - 1) / 2
  for (let ring = 0; ring < codes.length; ring++) {
    const code = codes[ring]!
    if (code >= -highest && code <= highest) continue
    return problems.add(tileCode(`tiles[${i}]`, Math.floor(ring / columns), ring % columns, code, highest))
  }
}

/** Checks that tiles of activations are as large as their patterns. */
export function checkActivationTiles(tiles: readonly Tile[], patterns: readonly AddressPattern[], problems: Problems): void {
  for (let i = 0; i < tiles.length && !problems.full; i++) {
    const { activations, rows, columns } = tiles[i]!
    if (activations === undefined) continue
    const pattern = patterns[activations]
    if (pattern === undefined) problems.add(entryReference(`tiles[${i}]`, 'pattern', activations, patterns.length))
    else if (pattern.count !== columns)
      problems.add(entryNumber(`tiles[${i}]`, 'columns', columns, `${pattern.count}, as its pattern has elements`))
    else if (axisProduct(pattern.positions) !== rows)
      problems.add(entryNumber(`tiles[${i}]`, 'rows', rows, `${axisProduct(pattern.positions)}, as its pattern has vectors`))
  }
}

export function checkUses(uses: readonly Use[], tiles: readonly Tile[], problems: Problems): void {
  for (let i = 0; i < uses.length && !problems.full; i++) {
    const { tile: index, direction, firstOutput, outScale, bias, gain, inScale } = uses[i]!
    const tile = tiles[index]
    if (tile === undefined) {
      problems.add(entryReference(`uses[${i}]`, 'tile', index, tiles.length))
      continue
    }
    const all = outputsOf(tile, direction)
    const outputs = firstOutput === undefined ? all : outScale.length
    if (firstOutput !== undefined && !isRange(firstOutput, outputs, all))
      problems.add(entryNumber(`uses[${i}]`, 'first output', firstOutput, `the first of ${outputs} of ${all} outputs`))
    if (outScale.length !== outputs) problems.add(entryLength(`uses[${i}]`, 'outScale', outScale.length, outputs))
    if (gain !== undefined && !(gain > 0 && gain <= 1)) problems.add(entryNumber(`uses[${i}]`, 'gain', gain, 'above 0 and at most 1'))
    if (gain !== undefined && outputs !== 1) problems.add(entryNumber(`uses[${i}]`, 'outputs', outputs, '1, as it has a gain'))
    const inputs = tile.rows + tile.columns - all
    if (inScale !== undefined && inScale.length !== inputs) problems.add(entryLength(`uses[${i}]`, 'inScale', inScale.length, inputs))
    if (inScale?.every(Number.isFinite) === false) problems.add(entryNumber(`uses[${i}]`, 'inScale', NaN, 'finite numbers'))
    if (bias !== undefined && bias.length !== outputs) problems.add(entryLength(`uses[${i}]`, 'bias', bias.length, outputs))
  }
}

/** Whether outputs [first, first + count) are some of `all`. */
function isRange(first: number, count: number, all: number): boolean {
  return Number.isInteger(first) && first >= 0 && count > 0 && first + count <= all
}

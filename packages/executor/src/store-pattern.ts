import type { CompiledPattern } from './compile-pattern.ts'
import type { Engine } from './engine.ts'

/** Positions of a run, on average, from which on it pays to copy runs as vectors. */
const shortRun = 4

/**
 * Puts a pattern's tables into the engine's memory; the address of its record, which kernels/gather.as describes: besides the address tables, the
 * runs of positions that lie one behind the other, and the positions that have padding.
 */
export function storePattern(engine: Engine, pattern: CompiledPattern): number {
  const { positions, elements, positionAddress, elementAddress, padding } = pattern
  const starts = runStarts(positionAddress)
  const long = positions >= shortRun * (starts.length - 1)
  const borders: number[] = []
  if (padding !== undefined) {
    const whole = padding.kinds.map(({ element }) => element.length === elements)
    for (let p = 0; p < positions; p++) if (!whole[padding.kindOf[p]!]!) borders.push(p)
  }
  const address = {
    positions: storeWords(engine, positionAddress),
    elements: storeWords(engine, elementAddress),
    runs: long ? storeWords(engine, starts) : 0,
    kinds:
      borders.length === 0
        ? 0
        : storeWords(
            engine,
            Int32Array.from(borders, (p) => padding!.kindOf[p]!),
          ),
    real: borders.length === 0 ? 0 : storeReality(engine, pattern),
    borders: borders.length === 0 ? 0 : storeWords(engine, Int32Array.from(borders)),
  }
  const record = [
    positions,
    elements,
    address.positions,
    address.elements,
    address.runs,
    long ? starts.length - 1 : 0,
    address.kinds,
    address.real,
    address.borders,
    borders.length,
  ]
  return storeWords(engine, Int32Array.from(record))
}

/** First position of each run of consecutive addresses, and behind them the number of positions. */
function runStarts(addresses: Int32Array): Int32Array {
  const starts: number[] = []
  for (let p = 0; p < addresses.length; p++) if (p === 0 || addresses[p] !== addresses[p - 1]! + 1) starts.push(p)
  starts.push(addresses.length)
  return Int32Array.from(starts)
}

function storeReality(engine: Engine, { elements, padding }: CompiledPattern): number {
  const { kinds } = padding!
  const address = engine.allocate(kinds.length * elements)
  const { bytes } = engine.views()
  for (const [k, { element }] of kinds.entries()) for (const e of element) bytes[address + k * elements + e] = 1
  return address
}

export function storeWords(engine: Engine, words: ArrayLike<number>): number {
  const address = engine.allocate(words.length * 4)
  engine.views().words.set(words, address / 4)
  return address
}

export function storeFloats(engine: Engine, floats: ArrayLike<number>): number {
  const address = engine.allocate(floats.length * 4)
  engine.views().floats.set(floats, address / 4)
  return address
}

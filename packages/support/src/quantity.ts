import { type Dimension, dimensions, familyOf, type Unit, units } from './quantity-units.ts'

/** A number read with its unit. `value` is in the dimension's base unit, `unit` as written. */
export type ParsedQuantity =
  | { readonly ok: true; readonly value: number; readonly unit: string }
  | { readonly ok: false; readonly message: string }

const pattern = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d{1,4}))?(?:\s*([A-Za-z%µμ][A-Za-z/]*2?))?$/
const maxLength = 64

/**
 * Reads a quantity such as '20 ns', '13 dBm' or '64 KiB'; plain numbers are numbers or fractions. Decimal prefixes are applied to the
 * digits, so the result is the floating-point number nearest to what is written.
 *
 * The message of a failure says what was expected and found, ready for a diagnostic.
 */
export function parseQuantity(written: string | number, dimension: Dimension): ParsedQuantity {
  const found = describeFound(written)
  if (typeof written === 'number') {
    if (Number.isFinite(written) && plain(dimension)) return { ok: true, value: written, unit: '' }
    return { ok: false, message: `${expected(dimension)} such as '${dimensions[dimension].example}', found ${found}` }
  }
  const match = written.length <= maxLength ? pattern.exec(written.trim()) : null
  const symbol = (match?.[3] ?? '').replace(/^[µμ]/u, 'u')
  const unit = units.get(symbol)
  if (match === null || unit === undefined || !(unit.dimension === dimension || (symbol === '' && plain(dimension)))) {
    return { ok: false, message: `${expected(dimension)}, found ${found}` }
  }
  const value = toBase(match[1] ?? '', Number(match[2] ?? 0), unit)
  if (!Number.isFinite(value)) return { ok: false, message: `${expected(dimension)} of finite size, found ${found}` }
  return { ok: true, value, unit: symbol }
}

/**
 * Writes a value given in base units with the unit `symbol`, so that `parseQuantity` gives back the same floating-point number.
 * A power that no short dBm figure stands for is written in watts. Throws on a unit that is not in the table.
 */
export function writeQuantity(value: number, symbol: string): string {
  const unit = units.get(symbol)
  if (unit === undefined) throw new Error(`no unit '${symbol}'`)
  if (unit.scale === 'dBm') return writeDbm(value) ?? writeQuantity(value, 'W')
  if (value === 0) return withUnit(0, symbol)
  const [digits = '0', exponent = '0'] = (value / unit.factor).toExponential().split('e')
  const scientific = `${digits}e${Number(exponent) - unit.exponent}`
  const shifted = Number(scientific)
  const number = sameNumber(shifted.toExponential(), scientific) ? String(shifted) : scientific
  return withUnit(number, symbol)
}

/**
 * Prints a value given in the base unit `symbol` ('s', 'W', 'S/s', 'B' ...) with the prefix that keeps it at 1 or above and below 1000
 * (1024 for bytes), rounded to `digits` significant digits: `formatQuantity(4e-6, 's')` is '4 us'.
 */
export function formatQuantity(value: number, symbol: string, digits = 4): string {
  if (value === 0 || !Number.isFinite(value)) return withUnit(value, symbol)
  const family = familyOf(symbol)
  let printed = withUnit(round(value, digits), symbol)
  for (const unit of family) {
    const scaled = round(value / (unit.factor * 10 ** unit.exponent), digits)
    if (Math.abs(scaled) < 1 && unit !== family[0]) break
    printed = withUnit(scaled, unit.symbol)
  }
  return printed
}

/** What a reader expects to see for a dimension: "expected a frequency". */
function expected(dimension: Dimension): string {
  return `expected ${dimensions[dimension].name}`
}

function describeFound(written: string | number): string {
  if (typeof written === 'number') return String(written)
  return written.length <= maxLength ? `'${written}'` : `'${written.slice(0, maxLength)}...' (${written.length} characters)`
}

function plain(dimension: Dimension): boolean {
  return dimension === 'number' || dimension === 'fraction'
}

function toBase(digits: string, exponent: number, unit: Unit): number {
  if (unit.scale === 'dBm') return 1e-3 * 10 ** (Number(`${digits}e${exponent}`) / 10)
  return Number(`${digits}e${exponent + unit.exponent}`) * unit.factor
}

function writeDbm(watts: number): string | undefined {
  const dbm = 10 * Math.log10(watts / 1e-3)
  if (!Number.isFinite(dbm)) return undefined
  for (let digits = 1; digits <= 17; digits++) {
    const number = Number(dbm.toPrecision(digits))
    if (1e-3 * 10 ** (number / 10) === watts) return `${number} dBm`
  }
  return undefined
}

function sameNumber(a: string, b: string): boolean {
  const [digitsA, exponentA] = a.split('e')
  const [digitsB, exponentB] = b.split('e')
  return digitsA === digitsB && Number(exponentA) === Number(exponentB)
}

function round(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}

function withUnit(value: number | string, symbol: string): string {
  return symbol === '' ? String(value) : `${value} ${symbol}`
}

const prefixes = ['', 'm', 'u', 'n', 'p', 'f'] as const

/** A value in SI base units with the prefix that leaves one to three digits before the point: 4.1e-5 s is "41.0 us". */
export function formatSi(value: number, unit: string): string {
  if (value === 0) return `0 ${unit}`
  const rounded = Number(value.toPrecision(3))
  const power = Math.min(prefixes.length - 1, Math.max(0, Math.ceil(-Math.log10(Math.abs(rounded)) / 3)))
  return `${(rounded * 1e3 ** power).toPrecision(3)} ${prefixes[power]}${unit}`
}

export function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`
}

/** A whole number with its thousands apart. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US')
}

/** A large number to three digits or more. */
export function formatLarge(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)
}

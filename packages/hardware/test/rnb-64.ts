import { loadTarget, type Target, type UnitClass } from '../src/index.ts'

/** The shipped target rnb-64 and its only unit class. */
export function rnb64(): { target: Target; unit: UnitClass } {
  const loaded = loadTarget('rnb-64')
  const unit = loaded.ok ? loaded.value.units[0] : undefined
  if (!loaded.ok || unit === undefined) throw new Error(JSON.stringify(loaded.diagnostics))
  return { target: loaded.value, unit }
}

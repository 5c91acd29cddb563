import type { Attribute } from './attribute.ts'
import { locationText } from './print-attribute.ts'

/** Where an operation comes from. Serves diagnostics and the source map only: no pass may depend on it. */
export type Location =
  | { readonly kind: 'unknown' }
  | FileLocation
  | { readonly kind: 'name'; readonly name: string; readonly child?: Location }
  | { readonly kind: 'fused'; readonly locations: readonly Location[]; readonly metadata?: Attribute }
  | { readonly kind: 'callsite'; readonly callee: Location; readonly caller: Location }

/** A place, or with `end` a range, in a text file. */
export interface FileLocation {
  readonly kind: 'file'
  readonly file: string
  readonly line: number
  readonly column: number
  readonly end?: { readonly line: number; readonly column: number }
}

export const unknownLocation: Location = { kind: 'unknown' }

export function nameLocation(name: string): Location {
  return { kind: 'name', name }
}

/** One location for what was made from several; duplicates and unknown ones drop out. */
export function fuseLocations(locations: readonly Location[]): Location {
  const parts = new Map<string, Location>()
  for (const location of locations)
    for (const part of location.kind === 'fused' && location.metadata === undefined ? location.locations : [location])
      if (part.kind !== 'unknown') parts.set(locationText(part), part)
  const unique = [...parts.values()]
  if (unique.length === 0) return unknownLocation
  return unique.length === 1 ? unique[0]! : { kind: 'fused', locations: unique }
}

/** Names of the ONNX nodes a location speaks of, for messages and source maps. */
export function locationNames(location: Location): string[] {
  if (location.kind === 'name') return [location.name]
  return location.kind === 'fused' ? location.locations.flatMap(locationNames) : []
}

export { locationText } from './print-attribute.ts'

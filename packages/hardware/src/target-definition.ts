import { createHash } from 'node:crypto'
import { failure, type Result, writeQuantity } from '@onnc/support'
import { checkTarget } from './check-target.ts'
import { maxTargetLength } from './read-document.ts'
import { targetNotJson, targetTooLarge } from './target-diagnostics.ts'
import type { Quantity, Sources, Target } from './target.ts'

/**
 * The target as canonical JSON, kept in programs, and its SHA-256 in hex. The definition is itself a target document: keys sorted, no
 * white space, each leaf `{source, value}`. Comments, order of keys and spelling of numbers in a file do not show in it; units do.
 * `targetFromDefinition` gives an equal target back.
 */
export function targetDefinition(target: Target): { definition: string; fingerprint: string } {
  const definition = JSON.stringify(sorted(targetDocument(target)))
  return { definition, fingerprint: createHash('sha256').update(definition, 'utf8').digest('hex') }
}

/** Reads a definition back, as strictly as a file. Errors: target-too-large, target-not-json, target-field. */
export function targetFromDefinition(json: string): Result<Target> {
  if (json.length > maxTargetLength) {
    return failure(targetTooLarge(`${maxTargetLength} characters`, String(json.length)))
  }
  let document: unknown
  try {
    document = JSON.parse(json)
  } catch {
    return failure(targetNotJson())
  }
  return checkTarget(document, () => ({ kind: 'file', file: 'target definition' }))
}

/** The document a target was read from, up to spelling: quantities and plain values with their sources again. */
export function targetDocument(target: Target): Record<string, unknown> {
  return documentOf(target) as Record<string, unknown>
}

function documentOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(documentOf)
  if (typeof value !== 'object' || value === null) return value
  if (isQuantity(value)) {
    return { value: value.unit === '' ? value.value : writeQuantity(value.value, value.unit), source: value.source }
  }
  const { sources = {}, ...fields } = value as { sources?: Sources }
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const source = sources[name]
      return [name, source === undefined ? documentOf(field) : { value: field, source }]
    }),
  )
}

function isQuantity(value: object): value is Quantity {
  return 'value' in value && 'unit' in value && 'source' in value
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]))
}

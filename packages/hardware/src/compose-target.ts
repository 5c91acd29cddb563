import { at, type Diagnostic, failure, formatLocation, nearestName, type Result, type SourceLocation, success } from '@onnc/support'
import type { Located, LocatedEntry, LocatedMap } from './located.ts'
import { maxTargetValues } from './read-document.ts'
import { targetExtends, targetPart, targetTooLarge } from './target-diagnostics.ts'

/** Where composition finds what a document names. */
export interface TargetSource {
  /** The document that `extends` names, seen from `file`; `key` is the same for the same document however it is named. */
  readonly base: (name: string, file: string) => Result<{ readonly key: string; readonly file: string; readonly document: Located }>
  /** A shipped device part. */
  readonly part: (name: string) => Located | undefined
  readonly partNames: () => readonly string[]
}

const maxDepth = 16

/**
 * The complete document that `root` stands for:
 *
 * - `part: NAME` in a group: the values of that device part, from `parts` of the document (or of what it extends) or a shipped one; what
 *   the group says itself goes before.
 * - `extends: NAME`, a shipped target or a file beside it: what the document does not say is as there, but for name and description. Groups
 *   are merged, unit classes by their name; a leaf is replaced together with its source; null takes away what the base has.
 *
 * Every value keeps the place it was written at. Errors: target-extends, target-part, target-too-large, and those of reading bases.
 */
export function composeTarget(root: Located, { file, key }: { file: string; key: string }, source: TargetSource): Result<Located> {
  const whole = extend(root, { file, key, chain: [], source })
  return whole.ok ? success(whole.value.document) : whole
}

type Parts = ReadonlyMap<string, Located>

/** A complete document, and the parts that those which extend it may use. */
interface Complete {
  readonly document: Located
  readonly parts: Parts
}

interface Place {
  readonly file: string
  readonly key: string
  /** Documents that led here, outermost first. */
  readonly chain: readonly { readonly key: string; readonly file: string }[]
  readonly source: TargetSource
}

function extend(document: Located, place: Place): Result<Complete> {
  const base = baseOf(document, place)
  if (!base.ok) return base
  const parts: Parts = new Map([...base.value.parts, ...ownParts(document)])
  const filled = fillParts(without(document, ['extends', 'parts']), parts, place.source)
  if (!filled.ok) return filled
  return success({ document: base.value.document === undefined ? filled.value : merge(base.value.document, filled.value), parts })
}

/** What the document extends, complete, without its name and description. */
function baseOf(document: Located, { file, key, chain, source }: Place): Result<{ document?: Located; parts: Parts }> {
  const named = document.kind === 'map' ? document.entries.get('extends')?.node : undefined
  if (named === undefined) return success({ parts: new Map<string, Located>() })
  const refuse = (message: string): Result<never> => failure(at(targetExtends(message), named.at))
  if (named.kind !== 'scalar' || typeof named.value !== 'string') return refuse('expected the name of a target, or a file')
  const base = source.base(named.value, file)
  if (!base.ok) return failure(...base.diagnostics.map((d) => seenFrom(d, named.at)))
  const seen = [...chain, { key, file }]
  const again = seen.findIndex((place) => place.key === base.value.key)
  if (again !== -1) {
    const names = [...seen.slice(again), base.value].map((place) => place.file)
    return refuse(`a target cannot extend itself: ${names.join(' -> ')}`)
  }
  if (seen.length > maxDepth) return refuse(`expected at most ${maxDepth} targets one upon the other`)
  const whole = extend(base.value.document, { file: base.value.file, key: base.value.key, chain: seen, source })
  return whole.ok ? success({ document: without(whole.value.document, ['name', 'description']), parts: whole.value.parts }) : whole
}

/** What goes wrong with a base without a place of its own is said at the name. */
function seenFrom(diagnostic: Diagnostic, location: SourceLocation): Diagnostic {
  if (diagnostic.location?.kind === 'position') {
    return { ...diagnostic, notes: [...(diagnostic.notes ?? []), `extended at ${formatLocation(location)}`] }
  }
  return { ...diagnostic, class: 'invalid', location }
}

function merge(base: Located, over: Located): Located {
  if (base.kind === 'list' && over.kind === 'list') return mergeNamed(base.items, over.items, over.at)
  if (base.kind !== 'map' || over.kind !== 'map' || isLeaf(base) || isLeaf(over)) return over
  const entries = new Map<string, LocatedEntry>(base.entries)
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key)
    if (entry.node.kind === 'scalar' && entry.node.value === null && below !== undefined) entries.delete(key)
    else entries.set(key, below === undefined ? entry : { keyAt: entry.keyAt, node: merge(below.node, entry.node) })
  }
  return { kind: 'map', entries, at: over.at }
}

/** Lists of named groups: those of the same name are merged, others come behind. Any other list replaces. */
function mergeNamed(base: readonly Located[], over: readonly Located[], location: SourceLocation): Located {
  const names = new Set(base.map(nameOf))
  if (base.some((item) => nameOf(item) === undefined)) return { kind: 'list', items: over, at: location }
  const merged = base.map((item) => {
    const own = over.find((candidate) => nameOf(candidate) === nameOf(item))
    return own === undefined ? item : merge(item, own)
  })
  return { kind: 'list', items: [...merged, ...over.filter((item) => !names.has(nameOf(item)))], at: location }
}

function nameOf(node: Located): unknown {
  const name = node.kind === 'map' ? node.entries.get('name')?.node : undefined
  return name?.kind === 'scalar' ? name.value : undefined
}

function isLeaf(node: LocatedMap): boolean {
  return node.entries.has('value')
}

function without(node: Located, keys: readonly string[]): Located {
  if (node.kind !== 'map') return node
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.includes(key))) }
}

function ownParts(document: Located): Parts {
  const parts = document.kind === 'map' ? document.entries.get('parts')?.node : undefined
  return parts?.kind === 'map' ? new Map([...parts.entries].map(([name, { node }]) => [name, node])) : new Map()
}

/** Puts parts in place of their names; counts values, since a part may use others many times over. */
function fillParts(document: Located, parts: Parts, source: TargetSource): Result<Located> {
  const problems: Diagnostic[] = []
  let left = maxTargetValues
  const fill = (node: Located, open: readonly string[]): Located => {
    if (--left < 0) {
      if (left === -1) problems.push(at(targetTooLarge(`${maxTargetValues} values`, 'more'), node.at))
      return node
    }
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => fill(item, open)) }
    if (node.kind !== 'map') return node
    const named = node.entries.get('part')
    if (named !== undefined) return fill(withPart(node, named.node, open), open)
    return { ...node, entries: new Map([...node.entries].map(([key, entry]) => [key, { ...entry, node: fill(entry.node, open) }])) }
  }
  const withPart = (group: LocatedMap, name: Located, open: readonly string[]): Located => {
    const rest = without(group, ['part'])
    const refuse = (message: string, fix?: string): Located => {
      problems.push({ ...at(targetPart(message), name.at), ...(fix === undefined ? {} : { fix }) })
      return rest
    }
    if (name.kind !== 'scalar' || typeof name.value !== 'string') return refuse('expected the name of a device part')
    const { value } = name
    if (open.includes(value)) return refuse(`a part cannot hold itself: ${[...open.slice(open.indexOf(value)), value].join(' -> ')}`)
    const part = parts.get(value) ?? source.part(value)
    if (part !== undefined) return merge(fill(part, [...open, value]), rest)
    const known = [...parts.keys(), ...source.partNames()]
    const nearest = nearestName(value, known)
    return refuse(
      `unknown part '${value.slice(0, 100)}', known are ${known.join(', ') || 'none'}`,
      nearest === undefined ? undefined : `did you mean '${nearest}'?`,
    )
  }
  const filled = fill(document, [])
  return problems.length > 0 ? failure(...problems) : success(filled)
}

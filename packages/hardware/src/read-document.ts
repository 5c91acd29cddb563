import { at, failure, type Result, type SourceLocation, success } from '@onnc/support'
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Located, LocatedEntry } from './located.ts'
import { targetNotYaml, targetTooLarge } from './target-diagnostics.ts'

/** Largest target document, in characters; rnb-64 has about 10 thousand. The YAML library needs about a second for the worst of them. */
export const maxTargetLength: number = 128 * 1024

/** Most values of a document, and of one that is composed of several. */
export const maxTargetValues = 10_000

const maxDepth = 64

const maxSyntaxErrors = 10

/**
 * Reads YAML (or JSON, which is YAML) with the place of every value. `file` is its name in messages. All syntax errors are reported at
 * once. Errors: target-too-large, target-not-yaml.
 */
export function readDocument(yamlText: string, file: string): Result<Located> {
  if (yamlText.length > maxTargetLength) {
    return failure(at(targetTooLarge(`${maxTargetLength} characters`, String(yamlText.length)), { kind: 'file', file }))
  }
  const lines = new LineCounter()
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false, logLevel: 'silent', stringKeys: true })
  const position = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset)
    return { kind: 'position', file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const syntax = [...document.errors, ...document.warnings].slice(0, maxSyntaxErrors)
  if (syntax.length > 0) return failure(...syntax.map(({ message, pos }) => at(targetNotYaml(lower(message)), position(pos[0]))))
  const bad = aliasProblem(document)
  if (bad !== undefined) return failure(at(targetNotYaml(lower(bad)), { kind: 'file', file }))
  const limit = exceededLimit(document)
  if (limit !== undefined) return failure(at(targetTooLarge(limit, 'more'), position(document.contents?.range?.[0] ?? 0)))
  return success(locatedOf(document, document.contents, position))
}

/** Aliases may be used, but not to blow up a small file: the library counts them and throws past the limit. */
function aliasProblem(document: Document): string | undefined {
  try {
    document.toJS({ maxAliasCount: 100 })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The limit on size or depth that a document does not keep. Walks with a stack of its own: documents may be deeper than calls can be. */
function exceededLimit(document: Document): string | undefined {
  const open: { node: Node | null; depth: number }[] = [{ node: document.contents, depth: 0 }]
  let seen = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { depth } = next
    if (++seen + open.length > maxTargetValues) return `${maxTargetValues} values`
    if (depth > maxDepth) return `${maxDepth} levels`
    const node = resolved(document, next.node)
    const children = isSeq(node) ? node.items : isMap(node) ? node.items.map(({ value }) => value) : []
    for (const child of children) open.push({ node: isNode(child) ? child : null, depth: depth + 1 })
  }
  return undefined
}

function locatedOf(document: Document, written: Node | null, position: (offset: number) => SourceLocation): Located {
  const here = position(written?.range?.[0] ?? 0)
  const node = resolved(document, written)
  if (isSeq(node)) {
    return { kind: 'list', items: node.items.map((item) => locatedOf(document, isNode(item) ? item : null, position)), at: here }
  }
  if (!isMap(node)) return { kind: 'scalar', value: isScalar(node) ? node.value : null, at: here }
  const entries = new Map<string, LocatedEntry>()
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue
    const keyAt = position(key.range?.[0] ?? 0)
    const child = isNode(value) ? locatedOf(document, value, position) : ({ kind: 'scalar', value: null, at: keyAt } as const)
    entries.set(String(key.value), { keyAt, node: child })
  }
  return { kind: 'map', entries, at: here }
}

function resolved(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node
}

function lower(message: string): string {
  return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, '').slice(0, 200)
}

import { at, failure, type Result, type SourceLocation } from '@onnc/support'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Document, type Node, parseDocument } from 'yaml'
import { checkTarget, type Locate } from './check-target.ts'
import { targetNotYaml, targetTooLarge } from './target-diagnostics.ts'
import type { Target } from './target.ts'

/** Largest target document, in characters; rnb-64 has about 10 thousand. The YAML library needs about a second for the worst of them. */
export const maxTargetLength: number = 128 * 1024

const maxSyntaxErrors = 10

/**
 * Reads a target from YAML (or JSON, which is YAML). `file` is its name in messages. All errors are reported at once, each with line
 * and column. Errors: target-too-large, target-not-yaml, target-field.
 */
export function parseTarget(yamlText: string, file: string): Result<Target> {
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
  const data = readValues(document)
  if (!data.ok) return failure(at(targetNotYaml(lower(data.message)), { kind: 'file', file }))
  return checkTarget(data.value, locator(document, position))
}

/** Aliases may be used, but not to blow up a small file: the library counts them and throws past the limit. */
function readValues(document: Document): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as unknown }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function locator(document: Document, position: (offset: number) => SourceLocation): Locate {
  return (path, what) => {
    let value: Node | null = document.contents
    let key: Node | null = null
    let depth = 0
    for (const step of path) {
      const next = child(isAlias(value) ? (value.resolve(document) ?? null) : value, step)
      if (next === undefined) break
      value = next.value
      key = next.key ?? key
      depth++
    }
    const node = what === 'key' || depth < path.length ? (key ?? value) : (value ?? key)
    return position(node?.range?.[0] ?? 0)
  }
}

function child(node: Node | null, step: PropertyKey): { key?: Node; value: Node | null } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step]
    return item === undefined ? undefined : { value: isNode(item) ? item : null }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
  if (pair === undefined || !isNode(pair.key)) return undefined
  return { key: pair.key, value: isNode(pair.value) ? pair.value : null }
}

function lower(message: string): string {
  return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, '').slice(0, 200)
}

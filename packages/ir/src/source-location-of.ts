import type { SourceLocation } from '@onnc/support'

import { type Location, locationNames } from './location.ts'
import type { Operation } from './operation.ts'

/** Where an operation comes from, in the words of diagnostics: its ONNX nodes, else the file position. */
export function sourceLocationOf(operation: Operation): SourceLocation {
  const names = locationNames(operation.location)
  const position = names.length === 0 ? firstPosition(operation.location) : undefined
  if (position !== undefined) return position
  const opType = operation.name.slice(operation.name.indexOf('.') + 1)
  return { kind: 'node', node: names.join(' + ') || '(unnamed)', opType }
}

function firstPosition(location: Location): SourceLocation | undefined {
  if (location.kind === 'file') return { kind: 'position', file: location.file, line: location.line, column: location.column }
  if (location.kind === 'callsite') return firstPosition(location.callee) ?? firstPosition(location.caller)
  if (location.kind !== 'fused') return undefined
  for (const part of location.locations) {
    const position = firstPosition(part)
    if (position !== undefined) return position
  }
  return undefined
}

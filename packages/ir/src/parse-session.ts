import { at, type Diagnostic } from '@onnc/support'

import type { Attribute } from './attribute.ts'
import type { Registry } from './dialect.ts'
import { createLineTable, type LineTable } from './line-table.ts'
import type { Location } from './location.ts'
import type { Operation } from './operation.ts'
import { mlirTooManyFaults } from './parse-diagnostics.ts'
import type { Resources } from './parse-resources.ts'
import { createScopes, type Scopes } from './scope.ts'
import type { Type } from './type.ts'

export const mostFaults = 100

/** Thrown to leave an operation whose fault has been reported. */
export const abandoned: Error = new Error('operation abandoned')
/** Thrown when there have been too many faults to go on. */
export const givenUp: Error = new Error('parse given up')

/** All that one parse knows besides its tokens. */
export interface Session {
  readonly text: string
  readonly file: string
  readonly registry: Registry
  readonly diagnostics: Diagnostic[]
  readonly report: (diagnostic: Diagnostic, offset: number) => void
  readonly lineOf: LineTable
  readonly scopes: Scopes
  readonly resources: Resources
  /** Types, names, keys and short numbers by their text, so that equal ones are one object. */
  readonly types: Map<string, Type>
  readonly strings: Map<string, string>
  readonly numbers: Map<string, Attribute>
  readonly attributeAliases: Map<string, Attribute>
  readonly typeAliases: Map<string, Type>
  readonly operations: Operation[]
}

export function createSession(text: string, file: string, registry: Registry, resources: Resources, diagnostics: Diagnostic[]): Session {
  const lineOf = createLineTable(text)
  const report = (diagnostic: Diagnostic, offset: number): void => {
    diagnostics.push(at(diagnostic, { kind: 'position', file, ...lineOf(offset) }))
    if (diagnostics.length < mostFaults) return
    diagnostics.push(mlirTooManyFaults(mostFaults))
    throw givenUp
  }
  return {
    text,
    file,
    registry,
    diagnostics,
    report,
    lineOf,
    scopes: createScopes(report),
    resources,
    types: new Map(),
    strings: new Map(),
    numbers: new Map(),
    attributeAliases: new Map(),
    typeAliases: new Map(),
    operations: [],
  }
}

export function locationAt(session: Session, offset: number): Location {
  const { line, column } = session.lineOf(offset)
  return { kind: 'file', file: session.file, line, column }
}

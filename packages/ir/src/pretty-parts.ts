import type { IToken } from 'chevrotain'

import type { Attribute } from './attribute.ts'
import type { ResultName } from './build-operation.ts'
import type { OpDef } from './define-op.ts'
import type { Argument } from './operation-grammar.ts'
import type { Region } from './operation.ts'
import type { Type } from './type.ts'

/** What the steps of one short form have read so far, by the names of the definition. */
export interface PrettyParts {
  readonly def: OpDef
  readonly at: IToken
  readonly results: readonly ResultName[]
  readonly operands: Map<string, IToken[]>
  readonly types: Map<string, Type[]>
  readonly attributes: Map<string, Attribute>
  readonly regions: Map<string, Region>
  entry: readonly Argument[] | undefined
}

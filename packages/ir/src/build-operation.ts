import type { IToken } from 'chevrotain'

import type { Attribute } from './attribute.ts'
import type { Location } from './location.ts'
import { type Block, createOperation, type Operation, type Region, type Value } from './operation.ts'
import { mlirOperation, mlirSyntax } from './parse-diagnostics.ts'
import { abandoned, type Session } from './parse-session.ts'
import type { Type } from './type.ts'

/** `%name:count` in front of an operation. */
export interface ResultName {
  readonly name: IToken
  readonly count: number
}

/** `%name` or `%name#1`, and where it stands. */
export type OperandName = Pick<IToken, 'image' | 'startOffset'>

/** What the text of an operation says, in either form. */
export interface OperationText {
  readonly name: string
  readonly at: IToken
  readonly operands: readonly OperandName[]
  /** Undefined where the text does not say. */
  readonly operandTypes: readonly (Type | undefined)[]
  readonly resultTypes: readonly Type[]
  readonly successors: readonly Block[]
  readonly properties: ReadonlyMap<string, Attribute> | undefined
  readonly attributes: ReadonlyMap<string, Attribute> | undefined
  readonly regions: readonly Region[]
}

const none: ReadonlyMap<string, Attribute> = new Map()

/** Makes the operation and defines its results. */
export function buildOperation(session: Session, text: OperationText, names: readonly ResultName[], location: Location): Operation {
  const { operands, operandTypes, resultTypes, at } = text
  const fail = (fault: string): never => {
    session.report(mlirOperation(text.name, fault), at.startOffset)
    throw abandoned
  }
  if (operands.length !== operandTypes.length) fail(`has ${operands.length} operands, but ${operandTypes.length} operand types`)
  const known = session.registry.definitionOf(text.name) !== undefined
  const properties = known ? undefined : text.properties
  const operation = createOperation({
    name: text.name,
    operands: operands.map((operand, i) => session.scopes.use(operand.image, operandTypes[i], operand.startOffset)),
    resultTypes,
    attributes: known && text.properties !== undefined ? merged(session, text) : (text.attributes ?? none),
    ...(properties === undefined ? {} : { properties }),
    regions: text.regions,
    successors: text.successors,
    location,
  })
  const count = names.reduce((sum, result) => sum + result.count, 0)
  if (names.length > 0 && count !== resultTypes.length) fail(`has ${resultTypes.length} results, but ${count} are named`)
  nameResults(session, operation.results, names)
  return operation
}

function nameResults(session: Session, results: readonly Value[], names: readonly ResultName[]): void {
  let index = 0
  for (const { name, count } of names) {
    const group = results.slice(index, index + count)
    index += count
    for (const value of group) value.name = hintOf(name.image)
    session.scopes.define(name.image, count === 1 ? group[0]! : group, name.startOffset)
  }
}

/** Known operations keep properties and other attributes in one place. */
function merged(session: Session, { name, at, properties, attributes }: OperationText): Map<string, Attribute> {
  const all = new Map(properties)
  for (const [key, value] of attributes ?? none) {
    if (all.has(key)) session.report(mlirSyntax(`attribute '${key}' of '${name}' is given twice`), at.startOffset)
    all.set(key, value)
  }
  return all
}

/** The name a value keeps: numbers are the printer's. */
export function hintOf(image: string): string | undefined {
  return /^%\d/.test(image) ? undefined : ` ${image}`.slice(2)
}

import { type Attribute, denseArrayAttribute } from './attribute.ts'
import type { OperationText } from './build-operation.ts'
import { operandSegmentsAttribute, resultSegmentsAttribute, type ValueSpec } from './define-op.ts'
import { createRegion } from './operation.ts'
import type { PrettyParts } from './pretty-parts.ts'
import { i32, type Type } from './type.ts'

type Specs = Readonly<Record<string, ValueSpec>>

/** Puts the parts of a short form in the order of the generic one; sizes of groups, which the short form does not show, are counted. */
export function assembleOperation(parts: PrettyParts, fail: (fault: string) => never): OperationText {
  const { def, at, operands, types, regions } = parts
  const attributes = new Map<string, Attribute>()
  const groups = Object.keys(def.operands as Specs).map((name) => operands.get(name) ?? [])
  const operandTypes = Object.keys(def.operands as Specs).flatMap((name, i): (Type | undefined)[] => {
    const listed = types.get(name)
    if (listed !== undefined && listed.length !== groups[i]!.length)
      fail(`'${name}' has ${groups[i]!.length} operands, but ${listed.length} types`)
    return listed ?? groups[i]!.map(() => undefined)
  })
  const results = Object.keys(def.results as Specs).map((name) => types.get(name) ?? [])
  addSegments(attributes, def.operands, operandSegmentsAttribute, groups)
  addSegments(attributes, def.results, resultSegmentsAttribute, results)
  for (const [name, value] of parts.attributes) attributes.set(name, value)
  return {
    name: def.name,
    at,
    operands: groups.flat(),
    operandTypes,
    resultTypes: results.flat(),
    successors: [],
    properties: undefined,
    attributes,
    regions: Object.keys(def.regions).map((name) => regions.get(name) ?? createRegion()),
  }
}

function addSegments(attributes: Map<string, Attribute>, specs: Specs, name: string, groups: readonly (readonly unknown[])[]): void {
  if (Object.values(specs).filter((s) => s.arity !== 'one').length < 2) return
  attributes.set(
    name,
    denseArrayAttribute(
      i32,
      groups.map((group) => BigInt(group.length)),
    ),
  )
}

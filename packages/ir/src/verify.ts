import { at, defineDiagnostic, type Diagnostic, type DiagnosticDef } from '@onnc/support'

import { operandSegmentsAttribute, type OpDef, resultSegmentsAttribute, segmentSizes, type ValueSpec } from './define-op.ts'
import type { Registry } from './dialect.ts'
import { type Block, type Operation, operationsOf, type Value } from './operation.ts'
import { printType } from './print-attribute.ts'
import { sourceLocationOf } from './source-location-of.ts'

export const irInvalid: DiagnosticDef<[op: string, fault: string]> = defineDiagnostic(
  'ir-invalid',
  'invalid',
  (op, fault) => `'${op}': ${fault}`,
)

/**
 * Checks an operation and everything inside: operand counts and types, attributes, regions, terminators, each op's own checks,
 * and that every value is defined before it is used; the operands of the root itself come from outside and are taken for granted.
 * Returns all faults. Cost: linear in operations and operands.
 */
export function verify(root: Operation, registry: Registry): Diagnostic[] {
  const faults: Diagnostic[] = []
  const report = (operation: Operation, message: string): void => {
    const fault = irInvalid(operation.name, message)
    faults.push(operation.location.kind === 'unknown' ? fault : at(fault, sourceLocationOf(operation)))
  }
  verifyOperation({ registry, report, visible: new Set(root.operands) }, root)
  return faults
}

interface Verifier {
  readonly registry: Registry
  readonly report: (operation: Operation, message: string) => void
  /** Values that may be used at this point. */
  readonly visible: Set<Value>
}

function verifyOperation(verifier: Verifier, operation: Operation): void {
  for (const [index, operand] of operation.operands.entries())
    if (!verifier.visible.has(operand))
      verifier.report(operation, `operand ${index} is used before it is defined, or outside the scope of its definition`)
  const def = verifier.registry.definitionOf(operation.name)
  const sound = def === undefined || verifyAgainst(verifier, def, operation)
  const isolated = def?.traits.has('isolated') ?? false
  for (const region of operation.regions) verifyBlocks(isolated ? { ...verifier, visible: new Set() } : verifier, region.blocks)
  if (sound && def?.verify !== undefined) def.verify(def.view(operation), (message) => verifier.report(operation, message))
}

function verifyBlocks(verifier: Verifier, blocks: readonly Block[]): void {
  const introduced: Value[] = []
  const introduce = (value: Value): void => {
    verifier.visible.add(value)
    introduced.push(value)
  }
  for (const block of blocks) {
    block.arguments.forEach(introduce)
    for (const operation of operationsOf(block)) {
      verifyOperation(verifier, operation)
      operation.results.forEach(introduce)
      const isTerminator = verifier.registry.definitionOf(operation.name)?.traits.has('terminator') ?? false
      if (isTerminator && operation.next !== undefined) verifier.report(operation, 'a terminator must stand last in its block')
    }
  }
  for (const value of introduced) verifier.visible.delete(value)
}

/** The checks that follow from an op's definition; false when accessors would not work on the operation. */
function verifyAgainst(verifier: Verifier, def: OpDef, operation: Operation): boolean {
  const report = (message: string): void => verifier.report(operation, message)
  const operandsFit = verifyValues('operand', def.operands, operation, operandSegmentsAttribute, operation.operands, report)
  const resultsFit = verifyValues('result', def.results, operation, resultSegmentsAttribute, operation.results, report)
  let sound = operandsFit && resultsFit
  for (const [name, spec] of Object.entries<OpDef['attributes'][string]>(def.attributes)) {
    const attribute = operation.attributes.get(name)
    if (attribute === undefined) {
      if (!spec.optional) report(`attribute '${name}' is missing (${spec.describe})`)
      sound &&= spec.optional
    } else if (spec.read(attribute) === undefined) {
      report(`attribute '${name}' must be ${spec.describe}`)
      sound = false
    }
  }
  const regions = Object.entries<OpDef['regions'][string]>(def.regions)
  const further = operation.regions.slice(regions.length)
  if (operation.regions.length < regions.length || (further.length > 0 && def.furtherRegions === undefined)) {
    report(`has ${operation.regions.length} regions, expected ${regions.length}`)
    return false
  }
  if (further.some((region) => region.blocks.length !== 1)) report('a region must have exactly one block')
  for (const [index, [name, spec]] of regions.entries())
    if (spec.blocks === 'single' && operation.regions[index]!.blocks.length !== 1) {
      report(`region '${name}' must have exactly one block`)
      sound = false
    }
  return sound
}

function verifyValues(
  what: 'operand' | 'result',
  specs: Readonly<Record<string, ValueSpec>>,
  operation: Operation,
  segments: string,
  values: readonly Value[],
  report: (message: string) => void,
): boolean {
  const sizes = segmentSizes(specs, operation, segments, values.length)
  if (sizes === undefined) {
    report(
      `has ${values.length} ${what}s, which does not fit (${Object.entries(specs)
        .map(([n, s]) => `${n}: ${s.arity}`)
        .join(', ')})`,
    )
    return false
  }
  let index = 0
  let sound = true
  for (const [group, [name, { constraint }]] of Object.entries(specs).entries())
    for (let i = 0; i < sizes[group]!; i++, index++) {
      const { type } = values[index]!
      if (constraint.accepts(type)) continue
      report(`${what} '${name}' must be ${constraint.describe}, found ${printType(type)}`)
      sound = false
    }
  return sound
}

import { type Attribute, arrayAttribute, i64ArrayAttribute, integerAttribute, unit } from './attribute.ts'
import { attributesEqual } from './attributes-equal.ts'
import type { AttributeSpec } from './constraint.ts'
import type { OpDef } from './define-op.ts'
import { type ConstantPrinting, isI64, printAttribute } from './print-attribute.ts'
import { printFloat } from './print-literal.ts'
import { functionType } from './type.ts'

type Spec = AttributeSpec<unknown>

export function isUnitSpec(spec: Spec): boolean {
  return spec.read(unit) !== undefined
}

/** The attribute of a definition that holds the function type of its signature. */
export function signatureAttribute(def: OpDef): string | undefined {
  const example: Attribute = { kind: 'type', type: functionType([], []) }
  return Object.entries<Spec>(def.attributes).find(([, spec]) => spec.read(example) !== undefined)?.[0]
}

/**
 * What stands in a short form is less than the attribute: numbers have no type, arrays of integers no element type. The op's table knows
 * the rest.
 */
export function completeAttribute(spec: Spec, attribute: Attribute): Attribute {
  if (attribute.kind === 'integer' || attribute.kind === 'float') {
    const value = spec.read(attribute)
    return value === undefined ? attribute : spec.write(value)
  }
  if (attribute.kind !== 'array' || spec.read(attribute) !== undefined) return attribute
  const integers = attribute.elements.map((e) => (e.kind === 'integer' && isI64(e.type) ? e.value : undefined))
  if (integers.includes(undefined)) return attribute
  const dense = i64ArrayAttribute(integers as bigint[])
  return spec.read(dense) === undefined ? attribute : dense
}

/** The short text of an attribute from which `completeAttribute` makes it again; undefined when there is none. */
export function shortAttribute(spec: Spec, attribute: Attribute, constants: ConstantPrinting): string | undefined {
  switch (attribute.kind) {
    case 'unit':
      return isUnitSpec(spec) ? '' : undefined
    case 'verbatim':
      return undefined
    case 'integer': {
      const bare = integerAttribute(attribute.value)
      return attributesEqual(completeAttribute(spec, bare), attribute) ? String(attribute.value) : undefined
    }
    case 'float': {
      if (!Number.isFinite(attribute.value)) return undefined
      const text = printFloat(attribute.value, attribute.type)
      const bare: Attribute = { kind: 'float', value: Number(text), type: { kind: 'float', name: 'f64' } }
      return attributesEqual(completeAttribute(spec, bare), attribute) ? text : undefined
    }
    case 'dense-array': {
      const bare = arrayAttribute(attribute.values.filter((v) => typeof v === 'bigint').map((v) => integerAttribute(v)))
      return attributesEqual(completeAttribute(spec, bare), attribute)
        ? `[${attribute.values.join(', ')}]`
        : printAttribute(attribute, constants)
    }
    default:
      return attributesEqual(completeAttribute(spec, attribute), attribute) ? printAttribute(attribute, constants) : undefined
  }
}

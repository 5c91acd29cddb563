import fc from 'fast-check'
import type { AnyInstruction } from '../src/encode-instructions.ts'
import type { SectionSizes } from '../src/field.ts'
import type { FieldLayout, InstructionLayout, InstructionSet } from '../src/instruction-set.ts'

/** Sections so large that every index of 24 bits is inside. */
export const largeSections: SectionSizes = { tiles: 2 ** 24, uses: 2 ** 24, patterns: 2 ** 24, kernels: 2 ** 24 }

/** Any instruction of a table whose indices lie inside sections of these sizes. */
export function arbitraryInstruction(set: InstructionSet, sizes: SectionSizes = largeSections): fc.Arbitrary<AnyInstruction> {
  const possible = set.layouts.filter(({ fields }) => fields.every(({ field }) => field.kind !== 'index' || sizes[field.section] > 0))
  return fc.oneof(...possible.map((layout) => arbitraryOf(layout, sizes)))
}

function arbitraryOf({ op, fields }: InstructionLayout, sizes: SectionSizes): fc.Arbitrary<AnyInstruction> {
  const values = fields.map((field) => [field.name, arbitraryValue(field, sizes)] as const)
  return fc.record({ op: fc.constant(op), ...Object.fromEntries(values) })
}

function arbitraryValue({ field, codes, values }: FieldLayout, sizes: SectionSizes): fc.Arbitrary<unknown> {
  if (values !== undefined) return fc.constantFrom(...values)
  const limit = field.kind === 'index' ? Math.min(codes, sizes[field.section]) : codes
  return fc.oneof(fc.integer({ min: 0, max: limit - 1 }), fc.constantFrom(0, limit - 1))
}

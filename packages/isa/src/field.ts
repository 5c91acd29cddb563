/** The kinds of operand an instruction can have. A kind fixes the value in memory, the bits in a word and the spelling in text. */
export type Field = UintField | IndexField | ChoiceField | FlagField | SpanField

/** The parts of a program that instructions point into. */
export const sectionNames = ['tiles', 'uses', 'patterns', 'kernels'] as const
export type SectionName = (typeof sectionNames)[number]

/** How many entries each section has: what indices are checked against. */
export type SectionSizes = Readonly<Record<SectionName, number>>

interface Common {
  /** Width in the instruction word, 1 to 32. */
  readonly bits: number
  /** For the reference: what it means, with units; lower case, no full stop. */
  readonly description: string
  /** Assembly text may leave the field out, meaning its first value (0), and the disassembler leaves that value out. */
  readonly optional?: true
  /** The field of `loop` or `repeat` by which each round raises this one. */
  readonly step?: StepName
}

/** What the rounds of a loop raise. */
export const stepNames = ['tile', 'use', 'input', 'output', 'kernel', 'event', 'above'] as const
export type StepName = (typeof stepNames)[number]

/** An integer in [0, 2^bits). */
export interface UintField extends Common {
  readonly kind: 'uint'
}

/** The index of an entry of a section. */
export interface IndexField extends Common {
  readonly kind: 'index'
  readonly section: SectionName
}

/** One of a few words; its place in `options` is what stands in the word. */
export interface ChoiceField<Option extends string = string> extends Common {
  readonly kind: 'choice'
  readonly options: readonly Option[]
}

/** How many of the instructions behind this one are meant. Text may give the label that stands behind the last of them. */
export interface SpanField extends Common {
  readonly kind: 'span'
}

/** True or false. */
export interface FlagField extends Common {
  readonly kind: 'flag'
}

/** The JavaScript type of a field's value. */
export type FieldValue<F extends Field> = F extends ChoiceField<infer Option> ? Option : F extends FlagField ? boolean : number

export function uint(bits: number, description: string): UintField {
  return { kind: 'uint', bits, description }
}

export function span(bits: number, description: string): SpanField {
  return { kind: 'span', bits, description }
}

export function index(section: SectionName, bits: number, description: string): IndexField {
  return { kind: 'index', section, bits, description }
}

export function choice<const Option extends string>(options: readonly Option[], description: string): ChoiceField<Option> {
  return { kind: 'choice', options, bits: Math.ceil(Math.log2(options.length)), description }
}

export function flag(description: string): FlagField {
  return { kind: 'flag', bits: 1, description }
}

/** The same field, which text may leave out. */
export function optional<F extends Field>(field: F): F & { readonly optional: true } {
  return { ...field, optional: true }
}

/** The same field, which rounds of a loop raise; one that may be left out, only where it is not 0. */
export function raised<F extends Field>(field: F, step: StepName): F & { readonly step: StepName } {
  return { ...field, step }
}

/** The values that the codes 0, 1, ... of a field stand for; `undefined` where the code is the value. */
export function namedValues(field: Field): readonly (string | boolean)[] | undefined {
  if (field.kind === 'choice') return field.options
  return field.kind === 'flag' ? [false, true] : undefined
}

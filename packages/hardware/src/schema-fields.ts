import { type Dimension, dimensions, parseQuantity } from '@onnc/support'
import { z } from 'zod'
import type { Quantity } from './target.ts'

/**
 * The kinds of field a target is made of. A leaf is written `{value: ..., source: ...}`; a quantity stays together with its source, a
 * plain value (count or choice) is lifted into its group, and its source into the group's `sources`.
 */
export interface Plain<V> {
  readonly plain: V
  readonly source: string
}

type Field<V> = undefined extends V
  ? z.ZodType<([Exclude<V, undefined>] extends [string | number] ? Plain<Exclude<V, undefined>> : Exclude<V, undefined>) | undefined>
  : [V] extends [string | number]
    ? z.ZodType<V> | z.ZodType<Plain<V>>
    : z.ZodType<V>
/** One field per property of the group `T`. */
export type Fields<T> = { readonly [K in Exclude<keyof T, 'sources'>]: Field<T[K]> }

/** A physical quantity from `least` to `most`, both written with their units. */
export function quantity(dimension: Dimension, least: string, most: string, meaning: string): z.ZodType<Quantity> {
  const { name, example } = dimensions[dimension]
  const [low, high] = [bound(least, dimension), bound(most, dimension)]
  const expectation = `${name} from ${least} to ${most}`
  const error = (issue: { input?: unknown }): string => `expected ${name} such as '${example}', found ${describe(issue.input)}`
  const unitless = dimension === 'number' || dimension === 'fraction'
  const value: z.ZodType<string | number> = unitless ? z.union([z.string(), z.number()], { error }) : z.string({ error })
  return leaf(value.meta({ examples: [unitless ? Number.parseFloat(example) : example] }), expectation, meaning).transform(
    ({ value: written, source }, context) => {
      const parsed = parseQuantity(written, dimension)
      if (!parsed.ok) return refuse(context, parsed.message)
      if (parsed.value < low || parsed.value > high) return refuse(context, `expected ${expectation}, found ${describe(written)}`)
      return { value: parsed.value, unit: parsed.unit, source }
    },
  )
}

/** A whole number from `least` to `most`. */
export function count(least: number, most: number, meaning: string): z.ZodType<Plain<number>> {
  return plain(wholeNumber(least, most), `a whole number from ${least} to ${most}`, meaning)
}

/** An odd number from `least` to `most`. */
export function oddCount(least: number, most: number, meaning: string): z.ZodType<Plain<number>> {
  const expectation = `an odd number from ${least} to ${most}`
  return leaf(wholeNumber(least, most, expectation), expectation, meaning).transform(({ value, source }, context) =>
    value % 2 === 1 ? { plain: value, source } : refuse(context, `expected ${expectation}, found ${value}`),
  )
}

/** One of the given words or numbers. */
export function choice<const V extends string | number>(values: readonly V[], meaning: string): z.ZodType<Plain<V>> {
  const expectation = `one of ${values.join(', ')}`
  const error = (issue: { input?: unknown }): string => `expected ${expectation}, found ${describe(issue.input)}`
  return plain(z.literal(values, { error }), expectation, meaning)
}

/** One of the given words, or a whole number from `least` to `most`. */
export function choiceOrCount<const V extends string>(
  values: readonly V[],
  least: number,
  most: number,
  meaning: string,
): z.ZodType<Plain<V | number>> {
  const expectation = `one of ${values.join(', ')}, or a whole number from ${least} to ${most}`
  const error = (issue: { input?: unknown }): string => `expected ${expectation}, found ${describe(issue.input)}`
  return plain(z.union([z.literal(values), wholeNumber(least, most, expectation)], { error }), expectation, meaning)
}

/** A field or group that may be left out. */
export function optional<V>(field: z.ZodType<V>): z.ZodType<V | undefined> {
  return field.optional()
}

/** Words for people, without a source. */
export function text(pattern: RegExp, expectation: string, meaning: string): z.ZodType<string> {
  const error = (issue: { input?: unknown }): string => `expected ${expectation}, found ${describe(issue.input)}`
  return z.string({ error }).regex(pattern, { error }).meta({ description: meaning })
}

/** A group of fields; keys it does not know are refused. */
export function group<T>(meaning: string, fields: Fields<T>): z.ZodType<T> {
  const shape = fields as z.ZodRawShape
  const required = Object.keys(shape).filter((key) => !(shape[key] instanceof z.ZodOptional))
  return z
    .strictObject(shape, { error: groupError(`a mapping with ${required.join(', ')}`, Object.keys(shape)) })
    .transform((values) => lift(values) as T)
    .meta({ description: meaning })
}

/** How a value found in a document reads in a message. */
export function describe(found: unknown): string {
  if (found === undefined || found === null) return 'nothing'
  if (Array.isArray(found)) return 'a list'
  if (typeof found === 'object') return 'a mapping'
  if (typeof found === 'number' || typeof found === 'boolean') return String(found)
  if (typeof found !== 'string') return `a ${typeof found}`
  return found.length <= 64 ? `'${found}'` : `'${found.slice(0, 64)}...' (${found.length} characters)`
}

function leaf<V>(value: z.ZodType<V>, expectation: string, meaning: string): z.ZodType<{ value: V; source: string }> {
  const error = groupError(`{value: ..., source: ...} with ${expectation}`, ['value', 'source'])
  return z.strictObject({ value, source }, { error }).meta({ description: meaning })
}

function plain<V>(value: z.ZodType<V>, expectation: string, meaning: string): z.ZodType<Plain<V>> {
  return leaf(value, expectation, meaning).transform((written) => ({ plain: written.value, source: written.source }))
}

const sourceError = (issue: { input?: unknown }): string =>
  `expected where the value comes from ('CrossLight, Table 2'), or 'assumption: ...', found ${describe(issue.input)}`
const source = z
  .string({ error: sourceError })
  .regex(/^\S.{2,499}$/, { error: sourceError })
  .meta({ description: "A citation, or 'assumption: ...'" })

function wholeNumber(least: number, most: number, expectation = `a whole number from ${least} to ${most}`): z.ZodType<number> {
  const error = (issue: { input?: unknown }): string => `expected ${expectation}, found ${describe(issue.input)}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

function groupError(expectation: string, known: readonly string[]): (issue: { code?: string; input?: unknown }) => string {
  return ({ code, input }) => {
    if (code === 'unrecognized_keys') return `unknown key, known here are ${known.join(', ')}`
    return input === undefined ? `missing, expected ${expectation}` : `expected ${expectation}, found ${describe(input)}`
  }
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message, path: ['value'] })
  return z.NEVER
}

function lift(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sources: Record<string, string> = {}
  const lifted = Object.entries(values).map(([name, value]) => {
    if (!isPlain(value)) return [name, value]
    sources[name] = value.source
    return [name, value.plain]
  })
  return { ...Object.fromEntries(lifted), ...(Object.keys(sources).length > 0 ? { sources } : {}) }
}

function isPlain(value: unknown): value is Plain<unknown> {
  return typeof value === 'object' && value !== null && 'plain' in value
}

function bound(written: string, dimension: Dimension): number {
  const parsed = parseQuantity(written, dimension)
  if (!parsed.ok) throw new Error(`bound '${written}': ${parsed.message}`)
  return parsed.value
}

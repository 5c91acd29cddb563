/**
 * One option of a pass, as data: how its value is written in a pipeline, and what it is without being written. The values of
 * `name=a,b` are the words `a` and `b`; a bare `name` has none.
 */
export interface OptionSpec<T> {
  /** What the option decides, one sentence for the reference. */
  readonly summary: string
  /** What may be written, for messages and the reference. */
  readonly describe: string
  readonly default: T
  /** The value that words stand for; undefined for words that are not what is expected. */
  readonly read: (words: readonly string[]) => T | undefined
  /** The words of a value, so that `read` gives it back. */
  readonly write: (value: NonNullable<T>) => readonly string[]
}

export type OptionSpecs = Readonly<Record<string, OptionSpec<any>>>

/** The values of a pass's options, under their names. */
export type OptionValues<S extends OptionSpecs> = { readonly [K in keyof S]: S[K] extends OptionSpec<infer T> ? T : never }

/** What every kind of option takes; without a default, an option that is not written is undefined. */
interface Described<T> {
  readonly summary: string
  readonly default?: T
}
type Value<D, T> = D extends { readonly default: T } ? T : T | undefined

function option<T>({ summary, default: absent }: Described<T>, rest: Pick<OptionSpec<T>, 'describe' | 'read' | 'write'>): OptionSpec<any> {
  return { summary, default: absent, ...rest }
}

/** An integer, with bounds where given: `rows=32`. */
export function intOption<D extends Described<number> & { readonly min?: number; readonly max?: number }>(
  spec: D,
): OptionSpec<Value<D, number>> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = spec
  const bounds = [spec.min === undefined ? '' : ` from ${min}`, spec.max === undefined ? '' : ` to ${max}`].join('')
  return option<number>(spec, {
    describe: `an integer${bounds}`,
    read: ([word, ...rest]) => {
      if (word === undefined || rest.length > 0 || !/^[+-]?\d+$/.test(word)) return undefined
      const value = Number(word)
      return value >= min && value <= max ? value : undefined
    },
    write: (value) => [String(value)],
  })
}

/** Any text: `file=weights.npy`, or `label="a, b"`. */
export function stringOption<D extends Described<string>>(spec: D): OptionSpec<Value<D, string>> {
  return option<string>(spec, {
    describe: 'a string',
    read: (words) => (words.length === 1 ? words[0] : undefined),
    write: (value) => [value],
  })
}

/** `verbose`, `verbose=true` or `verbose=false`; without a default it is false. */
export function boolOption(spec: Described<boolean>): OptionSpec<boolean> {
  return option<boolean>(
    { default: false, ...spec },
    {
      describe: 'true or false',
      read: (words) =>
        words.length > 1
          ? undefined
          : new Map([
              ['true', true],
              ['false', false],
            ]).get(words[0] ?? 'true'),
      write: (value) => [String(value)],
    },
  )
}

/** One of several names: `objective=latency`. */
export function choiceOption<const Names extends readonly [string, ...string[]], D extends Described<Names[number]>>(
  names: Names,
  spec: D,
): OptionSpec<Value<D, Names[number]>> {
  return option<string>(spec, {
    describe: `one of ${names.join(', ')}`,
    read: (words) => (words.length === 1 && names.includes(words[0]!) ? words[0] : undefined),
    write: (value) => [value],
  })
}

/** Any number of several names, each once, in the order written: `match=transpose,permute`. */
export function choicesOption<const Names extends readonly [string, ...string[]], D extends Described<readonly Names[number][]>>(
  names: Names,
  spec: D,
): OptionSpec<Value<D, readonly Names[number][]>> {
  return option<readonly string[]>(spec, {
    describe: `some of ${names.join(', ')}`,
    read: (words) => (words.every((w) => names.includes(w)) && new Set(words).size === words.length ? words : undefined),
    write: (value) => value,
  })
}

/** Any number of texts, in the order written: `layers=conv1,fc*`. */
export function stringsOption<D extends Described<readonly string[]>>(spec: D): OptionSpec<Value<D, readonly string[]>> {
  return option<readonly string[]>(spec, {
    describe: 'texts',
    read: (words) => (words.length === 0 ? undefined : words),
    write: (value) => value,
  })
}

/** One or several numbers within bounds, in the order written: `sparsity=0.5,0.9`. */
export function numbersOption<
  D extends Described<readonly number[]> & { readonly min: number; readonly max: number; readonly integer?: boolean },
>(spec: D): OptionSpec<Value<D, readonly number[]>> {
  const { min, max, integer = false } = spec
  const written = integer ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
  const isMeant = (word: string): boolean => written.test(word) && Number(word) >= min && Number(word) <= max
  return option<readonly number[]>(spec, {
    describe: `${integer ? 'integers' : 'numbers'} from ${min} to ${max}`,
    read: (words) => (words.length > 0 && words.every(isMeant) ? words.map(Number) : undefined),
    write: (value) => value.map(String),
  })
}

/** Options are named in camelCase in code and in kebab-case in pipelines. */
export function optionText(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

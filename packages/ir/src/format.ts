/**
 * The pretty form of an op, as text:
 *
 *   `literal`            the literal, as written
 *   $name                an operand, attribute or region
 *   type($name)          the type of an operand or result
 *   attr-dict            the attributes that stand nowhere else, if any; behind the word `attributes` where a region follows
 *   symbol($name)        the symbol that attribute $name holds, as @name
 *   signature($name)     arguments and results of a function whose body is region $name; the region then prints without them
 *   ( ... )?             present when its first named element is
 *
 * Printer, parser and documentation are all made from the compiled steps.
 */
export type FormatStep =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'operand' | 'attribute' | 'region' | 'type' | 'symbol' | 'signature'; readonly name: string }
  | { readonly kind: 'attr-dict'; readonly keyword?: string }
  | { readonly kind: 'group'; readonly anchor: string; readonly steps: readonly FormatStep[] }

export interface Format {
  readonly text: string
  readonly steps: readonly FormatStep[]
}

interface Names {
  readonly operands: object
  readonly attributes: object
  readonly results: object
  readonly regions: object
}

const tokenPattern = /`([^`]+)`|(type|symbol|signature)\(\$(\w+)\)|\$(\w+)|(attr-dict)|(\(|\)\?)|(\S)/g

/** Compiles a format; an error in it is an error of ours and throws. */
export function compileFormat(op: string, text: string, names: Names): Format {
  const stack: FormatStep[][] = [[]]
  for (const [, literal, directive, directed, name, dictionary, bracket, stray] of text.matchAll(tokenPattern)) {
    const steps = stack.at(-1)!
    if (stray !== undefined) throw new Error(`${op}: unexpected '${stray}' in format`)
    if (literal !== undefined) steps.push({ kind: 'literal', text: literal })
    else if (dictionary !== undefined) steps.push({ kind: 'attr-dict' })
    else if (directive !== undefined) steps.push({ kind: directive as 'type' | 'symbol' | 'signature', name: known(op, names, directed!) })
    else if (name !== undefined) steps.push({ kind: kindOf(op, names, name), name })
    else if (bracket === '(') stack.push([])
    else {
      stack.pop()
      const anchor = steps.find((step) => 'name' in step)
      if (anchor === undefined || !('name' in anchor) || stack.length === 0) throw new Error(`${op}: group without a named element`)
      stack.at(-1)!.push({ kind: 'group', anchor: anchor.name, steps })
    }
  }
  if (stack.length !== 1) throw new Error(`${op}: unclosed group in format`)
  const steps = stack[0]!
  checkComplete(op, names, steps)
  const lastRegion = steps.findLastIndex((step) => step.kind === 'region')
  const keyworded = steps.map((step, i): FormatStep =>
    step.kind === 'attr-dict' && i < lastRegion ? { kind: 'attr-dict', keyword: 'attributes' } : step,
  )
  return { text, steps: keyworded }
}

/** What a format leaves out could not be read back. */
function checkComplete(op: string, names: Names, steps: readonly FormatStep[]): void {
  const shown = (kind: FormatStep['kind'], among: readonly FormatStep[]): string[] =>
    among.flatMap((step) => (step.kind === 'group' ? shown(kind, step.steps) : step.kind === kind && 'name' in step ? [step.name] : []))
  for (const [kind, group] of [
    ['operand', names.operands],
    ['type', names.results],
    ['region', names.regions],
  ] as const)
    for (const name of Object.keys(group))
      if (!shown(kind, steps).includes(name)) throw new Error(`${op}: format has no ${kind === 'type' ? `type($${name})` : `$${name}`}`)
}

function known(op: string, names: Names, name: string): string {
  if (!Object.values(names).some((group) => Object.hasOwn(group as object, name))) throw new Error(`${op}: format names unknown '${name}'`)
  return name
}

function kindOf(op: string, names: Names, name: string): 'operand' | 'attribute' | 'region' {
  if (Object.hasOwn(names.operands, name)) return 'operand'
  if (Object.hasOwn(names.attributes, name)) return 'attribute'
  if (Object.hasOwn(names.regions, name)) return 'region'
  throw new Error(`${op}: format names unknown '${name}'`)
}

/** Attributes that the format itself prints, so that the attribute dictionary leaves them out. */
export function formatAttributes(steps: readonly FormatStep[]): string[] {
  return steps.flatMap((step) =>
    step.kind === 'group' ? formatAttributes(step.steps) : step.kind === 'attribute' || step.kind === 'symbol' ? [step.name] : [],
  )
}

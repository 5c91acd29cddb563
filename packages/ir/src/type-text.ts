import { type DialectType, type FloatType, floatBits, type Type } from './type.ts'

const scalars = new Map<string, Type>([
  ['index', { kind: 'index' }],
  ['none', { kind: 'none' }],
  ...Object.keys(floatBits).map((name): [string, Type] => [name, { kind: 'float', name: name as FloatType['name'] }]),
])

/** `i8`, `si8`, `ui8`, `f32`, `index`, `none`; undefined for other words. Equal words give the same object. */
export function scalarType(word: string): Type | undefined {
  const known = scalars.get(word)
  if (known !== undefined) return known
  const match = /^([su]?)i(\d{1,8})$/.exec(word)
  if (match === null || Number(match[2]) > 16777215) return undefined
  const signedness = match[1] === 's' ? 'signed' : match[1] === 'u' ? 'unsigned' : 'signless'
  const type: Type = { kind: 'integer', width: Number(match[2]), signedness }
  if (scalars.size < 1000) scalars.set(word, type)
  return type
}

/** The dimensions in `tensor<4x?x`, `memref<*x` or `vector<[4]x8x`. */
export function readShape(head: string): { shape: (number | null)[] | null; scalable: boolean[] } {
  const text = head.slice(head.indexOf('<') + 1)
  if (text.includes('*')) return { shape: null, scalable: [] }
  const dimensions = text
    .split('x')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return {
    shape: dimensions.map((d) => (d === '?' ? null : Number(d.replace(/[[\]\s]/g, '')))),
    scalable: dimensions.map((d) => d.startsWith('[')),
  }
}

/** `tensor`, `vector` or `memref` of an element type, with what follows it; a string says what is wrong. */
export function shapedType(
  head: string,
  element: Type,
  parameters: NonNullable<Extract<Type, { kind: 'memref' }>['parameters']>,
): Type | string {
  const { shape, scalable } = readShape(head)
  if (head.startsWith('memref')) return { kind: 'memref', shape, element, ...(parameters.length === 0 ? {} : { parameters }) }
  if (scalable.includes(true) && !head.startsWith('vector')) return 'only vectors have scalable dimensions'
  if (head.startsWith('tensor')) {
    if (parameters.length > 1) return 'a tensor type has one encoding'
    return { kind: 'tensor', shape, element, ...(parameters.length === 0 ? {} : { encoding: parameters[0]! }) }
  }
  if (parameters.length > 0) return 'a vector type ends after its element type'
  if (shape === null || shape.includes(null)) return 'a vector type has known dimensions'
  return { kind: 'vector', shape: shape as number[], element, ...(scalable.includes(true) ? { scalable } : {}) }
}

/** Dialect, mnemonic and body of the text behind `!` or `#`. `!a<b<c>>` is `!a.b<c>`, and `!a.8b` is `!a<8b>`, as MLIR has it. */
export function dialectParts(text: string): Omit<DialectType, 'kind'> {
  const open = text.indexOf('<')
  const name = open < 0 ? text : text.slice(0, open)
  const body = open < 0 ? undefined : text.slice(open + 1, -1)
  const dot = name.indexOf('.')
  const dialect = dot < 0 ? name : name.slice(0, dot)
  const mnemonic = dot < 0 ? '' : name.slice(dot + 1)
  if (dot < 0 && body !== undefined) {
    const inner = /^([A-Za-z_][\w$.]*)(?:<([^]*)>)?$/.exec(body)
    if (inner !== null && (inner[2] === undefined || isBalanced(inner[2])))
      return { dialect, mnemonic: inner[1]!, ...(inner[2] === undefined ? {} : { body: inner[2] }) }
    return { dialect, mnemonic: '', body }
  }
  if (!/^[A-Za-z_]/.test(mnemonic)) return { dialect, mnemonic: '', body: body === undefined ? mnemonic : `${mnemonic}<${body}>` }
  return body === undefined ? { dialect, mnemonic } : { dialect, mnemonic, body }
}

/** Whether the first `<` of `name<body>` closes only at its end. */
function isBalanced(body: string): boolean {
  let depth = 0
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '<') depth++
    else if (body[i] === '>' && body[i - 1] !== '-' && --depth < 0) return false
  }
  return depth === 0
}

import { createToken, type CustomPatternMatcherFunc, Lexer, type TokenType } from 'chevrotain'

import { bodyEnd, createStringScanner } from './balanced.ts'

const stringEnd = createStringScanner()

/** Tokens with which no operation begins. */
export const NoStart: TokenType = createToken({ name: 'NoStart', pattern: Lexer.NA })

const starts = new Set(['String', 'Value', 'BlockName', 'Identifier', 'RCurly'])

const token = (name: string, pattern: RegExp | string, label = name): TokenType =>
  createToken({ name, pattern, label, categories: starts.has(name) ? [] : [NoStart] })

function custom(
  name: string,
  label: string,
  hints: readonly string[],
  match: (text: string, offset: number) => number | undefined,
): TokenType {
  const pattern: CustomPatternMatcherFunc = (text, offset) => {
    const end = match(text, offset)
    return end === undefined ? null : ([text.slice(offset, end)] as unknown as RegExpExecArray)
  }
  return createToken({
    name,
    label,
    pattern: { exec: pattern },
    line_breaks: true,
    start_chars_hint: [...hints],
    categories: starts.has(name) ? [] : [NoStart],
  })
}

/** A name and, where `<` follows at once, the text up to its `>`. */
function nameWithBody(name: RegExp, bodyNeeded = false): (text: string, offset: number) => number | undefined {
  const sticky = new RegExp(name, 'y')
  return (text, offset) => {
    sticky.lastIndex = offset
    if (!sticky.test(text)) return undefined
    const end = sticky.lastIndex
    const close = text.charCodeAt(end) === 0x3c ? bodyEnd(text, end, stringEnd) : undefined
    return close ?? (bodyNeeded ? undefined : end)
  }
}

const whiteSpace = createToken({ name: 'WhiteSpace', pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true })
const comment = createToken({ name: 'Comment', pattern: /\/\/[^\n]*/, group: Lexer.SKIPPED })

export const StringLiteral: TokenType = custom('String', 'a string', ['"'], (text, offset) => stringEnd(text, offset))
export const BadString: TokenType = token('BadString', /"[^\n]*/, 'an unterminated string')
export const Value: TokenType = token('Value', /%[\w$.-]+(?:#\d+)?/, 'a value')
export const BlockName: TokenType = token('BlockName', /\^[\w$.-]+/, 'a block')
export const Symbol: TokenType = token('Symbol', /@(?:[A-Za-z_][\w$.]*|"(?:[^"\\\n]|\\.){0,4096}")/, 'a symbol')
export const Bang: TokenType = custom('Bang', 'a type', ['!'], nameWithBody(/![A-Za-z_][\w$.]*/))
export const Hash: TokenType = custom('Hash', 'an attribute', ['#'], nameWithBody(/#[A-Za-z_][\w$.]*/))
const plainShaped = String.raw`(?:tensor|vector|memref)<(?:\*x|(?:(?:\?|\d{1,15})x){0,32})(?:[su]?i\d{1,8}|index|bf16|f\d\w{0,12})>`
const plainType = String.raw`(?:${plainShaped}|[su]?i\d{1,8}|index|bf16|f\d\w{0,12})`
const plainTypes = String.raw`\((?:${plainType}(?:, ${plainType}){0,64})?\)`

/** Matches where the token before is `previous`: what is one token there may be several elsewhere. */
function behind(previous: () => TokenType, pattern: string): CustomPatternMatcherFunc {
  const sticky = new RegExp(pattern, 'y')
  return (text, offset, matched) => {
    if (matched.at(-1)?.tokenType !== previous()) return null
    sticky.lastIndex = offset
    return sticky.test(text) ? ([text.slice(offset, sticky.lastIndex)] as unknown as RegExpExecArray) : null
  }
}

function contextual(name: string, label: string, previous: () => TokenType, pattern: string): TokenType {
  return createToken({
    name,
    label,
    pattern: { exec: behind(previous, pattern) },
    line_breaks: true,
    start_chars_hint: ['('],
    categories: [NoStart],
  })
}

/** `(%a, %b)` behind the name of an operation; for speed only, as the next one: written otherwise, they are several tokens. */
export const Operands: TokenType = contextual(
  'Operands',
  "'('",
  () => StringLiteral,
  String.raw`\(%[\w$.-]+(?:#\d+)?(?:, %[\w$.-]+(?:#\d+)?){0,64}\)`,
)
/** `(i32) -> i32` of plain types behind `:`; equal texts are parsed once. */
export const Signature: TokenType = contextual(
  'Signature',
  'a function type',
  () => Colon,
  String.raw`${plainTypes} -> (?:${plainTypes}|${plainType}(?![\w$.<]))`,
)

/** A whole shaped type of plain elements: one token, so that equal texts are parsed once. */
export const PlainShaped: TokenType = token('PlainShaped', new RegExp(plainShaped), 'a type')
/** A shaped type up to its element type. */
export const ShapedHead: TokenType = token(
  'ShapedHead',
  /(?:tensor|vector|memref)<\s*(?:\*\s*x\s*|(?:(?:\?|\d{1,15}|\[\s*\d{1,15}\s*\])\s*x\s*){0,32})/,
  'a type',
)
export const ComplexHead: TokenType = token('ComplexHead', /complex</, 'a type')
export const TupleHead: TokenType = token('TupleHead', /tuple</, 'a type')
export const Dense: TokenType = custom('Dense', "'dense'", ['d'], nameWithBody(/dense(?=<)/, true))
export const DenseResource: TokenType = custom('DenseResource', "'dense_resource'", ['d'], nameWithBody(/dense_resource(?=<)/, true))
export const DenseArray: TokenType = custom('DenseArray', "'array'", ['a'], nameWithBody(/array(?=<)/, true))
export const Sparse: TokenType = custom('Sparse', "'sparse'", ['s'], nameWithBody(/sparse(?=<)/, true))
export const Verbatim: TokenType = custom(
  'Verbatim',
  'an attribute',
  ['a', 's', 'd'],
  nameWithBody(/(?:affine_map|affine_set|strided|distinct\[\d+\])(?=<)/, true),
)
export const FileLocation: TokenType = token('FileLocation', /loc\("[^"\\\n]*":\d{1,9}:\d{1,9}\)/, 'a location')
export const LocationAlias: TokenType = token('LocationAlias', /loc\(#[A-Za-z_][\w$]*\)/, 'a location')
export const LocationKeyword: TokenType = token('LocationKeyword', /loc(?=\s*\()/, 'a location')
export const Identifier: TokenType = token('Identifier', /[A-Za-z_][\w$.]*/, 'a name')
export const Arrow: TokenType = token('Arrow', '->', "'->'")
export const Float: TokenType = token('Float', /-?\d+\.\d*(?:[eE][-+]?\d+)?/, 'a number')
export const Integer: TokenType = token('Integer', /-?(?:0x[0-9a-fA-F]+|\d+)/, 'an integer')
export const ResourceOpen: TokenType = token('ResourceOpen', '{-#', "'{-#'")
export const ResourceClose: TokenType = token('ResourceClose', '#-}', "'#-}'")
export const LParen: TokenType = token('LParen', '(', "'('")
export const RParen: TokenType = token('RParen', ')', "')'")
export const LSquare: TokenType = token('LSquare', '[', "'['")
export const RSquare: TokenType = token('RSquare', ']', "']'")
export const LCurly: TokenType = token('LCurly', '{', "'{'")
export const RCurly: TokenType = token('RCurly', '}', "'}'")
export const Less: TokenType = token('Less', '<', "'<'")
export const Greater: TokenType = token('Greater', '>', "'>'")
export const Comma: TokenType = token('Comma', ',', "','")
export const ColonColon: TokenType = token('ColonColon', '::', "'::'")
export const Colon: TokenType = token('Colon', ':', "':'")
export const Equals: TokenType = token('Equals', '=', "'='")

// Order decides where two patterns match at the same place.
const ordered = [
  whiteSpace,
  comment,
  StringLiteral,
  BadString,
  Value,
  BlockName,
  Symbol,
  ResourceClose,
  Bang,
  Hash,
  PlainShaped,
  ShapedHead,
  ComplexHead,
  TupleHead,
  Dense,
  DenseResource,
  DenseArray,
  Sparse,
  Verbatim,
  FileLocation,
  LocationAlias,
  LocationKeyword,
  Identifier,
  Arrow,
  Float,
  Integer,
  ResourceOpen,
  Operands,
  Signature,
  LParen,
  RParen,
  LSquare,
  RSquare,
  LCurly,
  RCurly,
  Less,
  Greater,
  Comma,
  ColonColon,
  Colon,
  Equals,
  NoStart,
]

export const tokenTypes: readonly TokenType[] = ordered
export const lexer: Lexer = new Lexer(ordered, { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations: true })

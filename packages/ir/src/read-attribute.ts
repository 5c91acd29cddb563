import type { IToken } from 'chevrotain'

import { type Attribute, denseAttribute, unit } from './attribute.ts'
import { readFloat, readInteger } from './number-literal.ts'
import { mlirBadConstant, mlirSyntax } from './parse-diagnostics.ts'
import { parseElements } from './parse-elements.ts'
import type { Session } from './parse-session.ts'
import { printFloat } from './print-literal.ts'
import { printType } from './print-attribute.ts'
import { readString } from './string-literal.ts'
import * as token from './tokens.ts'
import { scalarType } from './type-text.ts'
import { f64, i64, staticShape, type Type } from './type.ts'

export function stringOf(session: Session, literal: IToken): string {
  const text = readString(literal.image)
  if (text === undefined) session.report(mlirSyntax('the string has an escape that MLIR does not know'), literal.startOffset)
  return text ?? ''
}

/** Integers without a type are `i64`, decimals `f64`; bits of wide floats and of unusual NaN stay text. */
export function numberOf(session: Session, literal: IToken, type: Type | undefined): Attribute {
  if (literal.image.length > 12) return readNumber(session, literal, type)
  const key = type === undefined ? literal.image : `${literal.image} : ${printType(type)}`
  let attribute = session.numbers.get(key)
  if (attribute === undefined) session.numbers.set(key, (attribute = readNumber(session, literal, type)))
  return attribute
}

function readNumber(session: Session, literal: IToken, type: Type | undefined): Attribute {
  const text = literal.image
  const report = (fault: string): Attribute => {
    session.report(mlirBadConstant(fault), literal.startOffset)
    return unit
  }
  const chosen = type ?? (literal.tokenType === token.Float ? f64 : i64)
  if (chosen.kind === 'float') {
    const read = readFloat(text, chosen)
    const verbatim: Attribute = { kind: 'verbatim', text: `${text} : ${chosen.name}` }
    if ('fault' in read) return text.startsWith('0x') && /^f(80|128)$/.test(chosen.name) ? verbatim : report(read.fault)
    if (Number.isNaN(read.value) && BigInt(printFloat(read.value, chosen)) !== BigInt(text)) return verbatim
    return { kind: 'float', value: read.value, type: chosen }
  }
  if (chosen.kind !== 'integer' && chosen.kind !== 'index') return report(`a number has no type ${printType(chosen)}`)
  const read = readInteger(text, chosen)
  if ('fault' in read) return report(read.fault)
  if (chosen.kind === 'integer' && chosen.width === 1 && chosen.signedness === 'signless') return { kind: 'bool', value: read.value !== 0n }
  return { kind: 'integer', value: read.value, type: chosen }
}

/** `array<i64: 1, 2>` */
export function denseArrayOf(session: Session, word: IToken): Attribute {
  if (word.image.length > 64) return readDenseArray(session, word)
  let attribute = session.numbers.get(word.image)
  if (attribute === undefined) session.numbers.set(word.image, (attribute = readDenseArray(session, word)))
  return attribute
}

function readDenseArray(session: Session, word: IToken): Attribute {
  const body = word.image.slice(word.image.indexOf('<') + 1, -1)
  const colon = body.indexOf(':')
  const element = scalarType((colon < 0 ? body : body.slice(0, colon)).trim())
  const report = (fault: string): Attribute => {
    session.report(mlirBadConstant(fault), word.startOffset)
    return unit
  }
  if (element?.kind !== 'integer' && element?.kind !== 'float') return report('an array has elements of an integer or float type')
  const literals = colon < 0 ? [] : body.slice(colon + 1).split(',')
  const values: (number | bigint)[] = []
  for (const literal of literals) {
    const text = literal.trim()
    const read = element.kind === 'float' ? readFloat(text, element) : readInteger(text, element)
    if ('fault' in read) return report(read.fault)
    if (
      typeof read.value === 'number' &&
      Number.isNaN(read.value) &&
      text.startsWith('0x') &&
      BigInt(printFloat(read.value, element)) !== BigInt(text)
    )
      return { kind: 'verbatim', text: word.image }
    values.push(element.kind === 'integer' && element.width === 1 ? BigInt.asUintN(1, read.value as bigint) : read.value)
  }
  return { kind: 'dense-array', element, values }
}

/** `dense<...> : type`; vectors, strings and the widest floats stay text. */
export function denseOf(session: Session, word: IToken, type: Type): Attribute {
  const start = word.image.indexOf('<') + 1
  const body = word.image.slice(start, -1)
  const shape = staticShape(type) ?? (type.kind === 'vector' ? type.shape : undefined)
  if (shape === undefined || (type.kind !== 'tensor' && type.kind !== 'vector')) {
    session.report(mlirBadConstant(`a constant has a tensor or vector type of known shape, found ${printType(type)}`), word.startOffset)
    return unit
  }
  const elements = parseElements(body, type.element, shape)
  if (elements !== undefined && 'fault' in elements) {
    session.report(mlirBadConstant(elements.fault), word.startOffset + start + elements.at)
    return unit
  }
  if (elements === undefined || type.kind === 'vector') return { kind: 'verbatim', text: `${word.image} : ${printType(type)}` }
  return denseAttribute(type, elements.blob)
}

/** `dense_resource<key> : type`; the bytes stand in the resource section. */
export function resourceOf(session: Session, word: IToken, type: Type): Attribute {
  const key = word.image.slice(word.image.indexOf('<') + 1, -1).trim()
  const name = key.startsWith('"') ? (readString(key) ?? key) : key
  if (type.kind !== 'tensor' || staticShape(type) === undefined) {
    session.report(mlirBadConstant(`a resource has a tensor type of known shape, found ${printType(type)}`), word.startOffset)
    return unit
  }
  const blob = session.resources.blobOf(name, type.element, staticShape(type)!)
  if (typeof blob === 'string') {
    session.report(mlirBadConstant(blob), word.startOffset)
    return unit
  }
  return denseAttribute(type, blob, name)
}

import type { IToken } from 'chevrotain'

import { type Blob, blobByteLength, bytesBlob } from './blob.ts'
import { mlirSyntax } from './parse-diagnostics.ts'
import { parseHexBytes } from './parse-elements.ts'
import { readString } from './string-literal.ts'
import * as token from './tokens.ts'
import { elementBits, type Type } from './type.ts'
import { printType } from './print-attribute.ts'
import type { Diagnostic } from '@onnc/support'

/** What the sections `{-# ... #-}` of a file hold. */
export interface Resources {
  /** The blob under a key of `dialect_resources: { builtin: ... }`, or what is wrong with it. */
  readonly blobOf: (key: string, element: Type, shape: readonly number[]) => Blob | string
  /** `external_resources`: group, key, value; a string value is unquoted. */
  readonly external: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Reads the sections out of the tokens and gives the tokens that are left. */
export function parseResources(
  tokens: readonly IToken[],
  report: (diagnostic: Diagnostic, offset: number) => void,
): { resources: Resources; rest: IToken[] } {
  const blobs = new Map<string, IToken>()
  const external = new Map<string, Map<string, string>>()
  let rest: IToken[] = []
  let i = 0
  const fail = (expected: string): false => {
    const found = tokens[Math.min(i, tokens.length - 1)]!
    report(mlirSyntax(`expected ${expected} in the resource section, found '${found.image.slice(0, 24)}'`), found.startOffset)
    return false
  }
  const eat = (type: typeof token.Comma): IToken | undefined => (tokens[i]?.tokenType === type ? tokens[i++] : undefined)
  /** `key: value` pairs up to `close`; `value` reads one and says whether it could. */
  const group = (close: typeof token.Comma, value: (key: string) => boolean): boolean => {
    for (;;) {
      if (eat(close) !== undefined) return true
      const key = tokens[i]
      const name =
        key === undefined
          ? undefined
          : key.tokenType === token.StringLiteral
            ? readString(key.image)
            : /^[A-Za-z_][\w$.]*$/.test(key.image)
              ? key.image
              : undefined
      if (name === undefined) return fail('a key')
      i++
      if (eat(token.Colon) === undefined) return fail("':'")
      if (!value(name)) return false
      if (eat(token.Comma) === undefined && tokens[i]?.tokenType !== close) return fail(`',' or ${close.LABEL ?? close.name}`)
    }
  }
  const braces = (value: (key: string) => boolean): boolean => (eat(token.LCurly) === undefined ? fail("'{'") : group(token.RCurly, value))
  const literal = (store: (value: IToken) => void): boolean => {
    const value = tokens[i]
    if (value === undefined || ![token.StringLiteral, token.Integer, token.Float, token.Identifier].includes(value.tokenType))
      return fail('a value')
    i++
    store(value)
    return true
  }
  const section = (name: string): boolean =>
    braces((owner) => {
      if (name === 'dialect_resources')
        return owner === 'builtin' ? braces((key) => literal((value) => blobs.set(key, value))) : fail("the dialect 'builtin'")
      const values = new Map<string, string>()
      external.set(owner, values)
      return braces((key) =>
        literal((value) =>
          values.set(key, value.tokenType === token.StringLiteral ? (readString(value.image) ?? value.image) : value.image),
        ),
      )
    })
  const first = tokens.findIndex(({ tokenType }) => tokenType === token.ResourceOpen)
  i = first < 0 ? tokens.length : first
  rest = first < 0 ? (tokens as IToken[]) : tokens.slice(0, first)
  while (i < tokens.length) {
    if (tokens[i]!.tokenType !== token.ResourceOpen) {
      rest.push(tokens[i++]!)
      continue
    }
    i++
    if (group(token.ResourceClose, section)) continue
    while (i < tokens.length && tokens[i]!.tokenType !== token.ResourceClose) i++
    i++
  }
  return { resources: { blobOf: blobReader(blobs), external }, rest }
}

function blobReader(blobs: ReadonlyMap<string, IToken>): Resources['blobOf'] {
  const read = new Map<string, Uint8Array | string>()
  const made = new Map<string, Blob>()
  return (key, element, shape) => {
    const literal = blobs.get(key)
    if (literal === undefined)
      return key === '__elided__' ? 'the elements were left out when the file was printed' : `the file has no resource '${key}'`
    if (elementBits(element) === undefined) return `a resource has no elements of type ${printType(element)}`
    let bytes = read.get(key)
    if (bytes === undefined) {
      bytes = parseHexBytes(literal.image)
      if (typeof bytes !== 'string') bytes = bytes.length < 4 ? 'the alignment is missing' : bytes.subarray(4)
      read.set(key, bytes)
    }
    if (typeof bytes === 'string') return `resource '${key}': ${bytes}`
    const expected = blobByteLength(element, shape)
    if (bytes.length !== expected) return `resource '${key}' has ${bytes.length} bytes, its type takes ${expected}`
    const id = `${key} ${printType(element)} ${shape.join()}`
    let blob = made.get(id)
    if (blob === undefined) made.set(id, (blob = bytesBlob(element, shape, bytes)))
    return blob
  }
}

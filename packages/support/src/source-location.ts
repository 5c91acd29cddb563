import { plainText } from './plain-text.ts'

/** Where something stands in what the user gave us. Lines and columns count from 1; bytes and instructions from 0. */
export type SourceLocation =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'position'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'byte'; readonly file: string; readonly byte: number }
  | { readonly kind: 'node'; readonly node: string; readonly opType: string; readonly output?: string }
  | { readonly kind: 'instruction'; readonly index: number }

export function formatLocation(location: SourceLocation): string {
  switch (location.kind) {
    case 'file':
      return location.file
    case 'position':
      return `${location.file}:${location.line}:${location.column}`
    case 'byte':
      return `${location.file}, byte ${location.byte}`
    case 'node':
      return `node '${plainText(location.node)}' (${plainText(location.opType)})`
    case 'instruction':
      return `instruction ${location.index}`
  }
}

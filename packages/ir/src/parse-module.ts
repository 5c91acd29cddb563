import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { at } from '@onnc/support'

import type { Registry } from './dialect.ts'
import { hoistAliases } from './hoist-aliases.ts'
import { createLineTable } from './line-table.ts'
import { unknownLocation } from './location.ts'
import { append, createOperation, type Operation, singleBlockRegion } from './operation.ts'
import { deepestNesting, tooDeep } from './nesting.ts'
import { mlirNesting, mlirSyntax } from './parse-diagnostics.ts'
import { createSession, givenUp } from './parse-session.ts'
import { parseResources, type Resources } from './parse-resources.ts'
import { MlirParser } from './pretty-grammar.ts'
import { createVocabulary, type Vocabulary } from './pretty-vocabulary.ts'
import * as token from './tokens.ts'

/** A file as MLIR understands it. */
export interface ParsedFile {
  readonly operations: readonly Operation[]
  /** `external_resources` of the file, such as the pipeline of a reproducer. */
  readonly external: Resources['external']
}

interface Language {
  readonly vocabulary: Vocabulary
  readonly parser: MlirParser
}

/** Making a parser takes longer than reading a small file. */
const languages = new WeakMap<Registry, Language>()

function languageOf(registry: Registry): Language {
  let language = languages.get(registry)
  if (language === undefined) {
    const vocabulary = createVocabulary(registry)
    languages.set(registry, (language = { vocabulary, parser: new MlirParser(vocabulary) }))
  }
  return language
}

/**
 * Reads MLIR text: the generic form of any operation, and the short forms of those the registry knows. Every fault is a diagnostic at its
 * place in `file`; reading goes on with the next operation. The operations are not verified.
 */
export function parseFile(text: string, file: string, registry: Registry): Result<ParsedFile> {
  const { vocabulary, parser } = languageOf(registry)
  const diagnostics: Diagnostic[] = []
  const { tokens, errors } = token.lexer.tokenize(text)
  const deep = tooDeep(tokens)
  if (deep !== undefined)
    return failure(at(mlirNesting(deepestNesting), { kind: 'position', file, ...createLineTable(text)(deep.startOffset) }))
  vocabulary.recognise(tokens)
  const early: [Diagnostic, number][] = errors.map(({ offset, length }) => [
    mlirSyntax(`unexpected '${text.slice(offset, offset + Math.min(length, 24))}'`),
    offset,
  ])
  const { resources, rest } = parseResources(tokens, (diagnostic, offset) => early.push([diagnostic, offset]))
  const session = createSession(text, file, registry, resources, diagnostics)
  try {
    for (const [diagnostic, offset] of early) session.report(diagnostic, offset)
    session.scopes.enter('isolated')
    parser.read(hoistAliases(rest, text), session)
    session.scopes.leave()
  } catch (error) {
    if (error !== givenUp) throw error
  }
  if (diagnostics.length > 0) return failure(...diagnostics.toSorted(byPosition))
  return success({ operations: session.operations, external: resources.external })
}

/** Reads a file as one `builtin.module`: the one it has, or as in mlir-opt one made around what it has. */
export function parseModule(text: string, file: string, registry: Registry): Result<Operation> {
  const parsed = parseFile(text, file, registry)
  if (!parsed.ok) return parsed
  const { operations } = parsed.value
  if (operations.length === 1 && operations[0]!.name === 'builtin.module') return success(operations[0]!)
  const { region, block } = singleBlockRegion()
  for (const operation of operations) append(block, operation)
  return success(createOperation({ name: 'builtin.module', regions: [region], location: operations[0]?.location ?? unknownLocation }))
}

function byPosition({ location: a }: Diagnostic, { location: b }: Diagnostic): number {
  if (a?.kind !== 'position' || b?.kind !== 'position') return a === undefined ? 1 : -1
  return a.line - b.line || a.column - b.column
}

import { createToken, EmbeddedActionsParser, EOF, type IParserErrorMessageProvider, type IToken, Lexer, type TokenType } from 'chevrotain'
import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'

import { pipelineMalformed } from './pass-diagnostics.ts'
import { wordPattern } from './pipeline.ts'

/** A word of a pipeline, without its quotes, and where it stands. */
export interface PipelineWord {
  readonly text: string
  /** Both count from 1. */
  readonly line: number
  readonly column: number
}

export interface PipelineOption {
  readonly name: PipelineWord
  /** Empty for an option that is only named. */
  readonly values: readonly PipelineWord[]
}

/** `name`, `name{option=value ...}` or `name(item,...)`. */
export interface PipelineItem {
  readonly name: PipelineWord
  readonly options: readonly PipelineOption[]
  readonly inner: readonly PipelineItem[] | undefined
}

const word = createToken({ name: 'word', pattern: wordPattern, label: 'a name' })
const quoted = createToken({ name: 'quoted', pattern: /"(?:[^"\\\n]|\\.)*"/, label: 'a text in quotes' })
const space = createToken({ name: 'space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true })
const [comma, open, close, openOptions, closeOptions, equals] = [',', '(', ')', '{', '}', '='].map((text) =>
  createToken({ name: `'${text}'`, pattern: text, label: `'${text}'` }),
) as [TokenType, TokenType, TokenType, TokenType, TokenType, TokenType]
const tokens = [space, word, quoted, comma, open, close, openOptions, closeOptions, equals]

/**
 *     pipeline = item { , item }
 *     item     = word [ ( pipeline ) | { [ option { [,] option } ] } ]
 *     option   = word [ = value { , value } ]
 *     value    = word | quoted
 *
 * A comma behind a value begins another option where a word and `=` follow, and another value elsewhere.
 */
class PipelineParser extends EmbeddedActionsParser {
  constructor() {
    super(tokens, { errorMessageProvider: messages, maxLookahead: 2 })
    this.performSelfAnalysis()
  }

  readonly all: () => PipelineItem[] = this.RULE('whole', () => {
    const items = this.SUBRULE(this.pipeline)
    this.CONSUME(EOF)
    return items
  })

  private readonly pipeline: () => PipelineItem[] = this.RULE('pipeline', () => {
    const items: PipelineItem[] = []
    this.AT_LEAST_ONE_SEP({ SEP: comma, DEF: () => items.push(this.SUBRULE(this.item)) })
    return items
  })

  private readonly item: () => PipelineItem = this.RULE('item', () => {
    const name = wordOf(this.CONSUME(word))
    const options: PipelineOption[] = []
    let inner: readonly PipelineItem[] | undefined
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(open)
            inner = this.SUBRULE(this.pipeline)
            this.CONSUME(close)
          },
        },
        {
          ALT: () => {
            this.CONSUME(openOptions)
            this.MANY(() => {
              options.push(this.SUBRULE(this.setting))
              this.OPTION1({ GATE: () => this.LA(2).tokenType === word, DEF: () => this.CONSUME(comma) })
            })
            this.CONSUME(closeOptions)
          },
        },
      ])
    })
    return { name, options, inner }
  })

  private readonly setting: () => PipelineOption = this.RULE('setting', () => {
    const name = wordOf(this.CONSUME(word))
    const values: PipelineWord[] = []
    this.OPTION(() => {
      this.CONSUME(equals)
      values.push(this.SUBRULE(this.value))
      this.MANY({
        GATE: () => this.LA(3).tokenType !== equals,
        DEF: () => {
          this.CONSUME(comma)
          values.push(this.SUBRULE1(this.value))
        },
      })
    })
    return { name, values }
  })

  private readonly value: () => PipelineWord = this.RULE('value', () =>
    this.OR([{ ALT: () => wordOf(this.CONSUME(word)) }, { ALT: () => wordOf(this.CONSUME(quoted)) }]),
  )
}

function wordOf({ image, startLine = 1, startColumn = 1 }: IToken): PipelineWord {
  return { text: image.startsWith('"') ? unquote(image) : image, line: startLine, column: startColumn }
}

/** Escapes are those of JSON; an unknown one stands for its letter. */
function unquote(image: string): string {
  try {
    return JSON.parse(image) as string
  } catch {
    return image.slice(1, -1).replace(/\\(.)/g, '$1')
  }
}

const found = (token: IToken): string => (token.tokenType === EOF ? 'the end' : `'${token.image.slice(0, 40)}'`)

const expectedIn: Readonly<Record<string, string>> = {
  pipeline: 'the name of a pass or an operation',
  item: 'the name of a pass or an operation',
  setting: 'the name of an option',
  value: 'a value',
}

const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, ruleName }) => {
    const what =
      expected === EOF ? "',' or the end" : expected === word ? expectedIn[ruleName]! : expected === close ? "',' or ')'" : expected.LABEL!
    return `${what}\0${found(actual)}`
  },
  buildNoViableAltMessage: ({ actual, ruleName }) => `${expectedIn[ruleName]!}\0${found(actual[0]!)}`,
  buildEarlyExitMessage: ({ actual, ruleName }) => `${expectedIn[ruleName]!}\0${found(actual[0]!)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `the end\0${found(firstRedundant)}`,
}

let machinery: { lexer: Lexer; parser: PipelineParser } | undefined

/** Deeper nesting than any module has operations that passes run on. */
const depthLimit = 64

/** Reads the structure of a pipeline; names are not looked up. `source` names the text in locations. */
export function parsePipelineText(text: string, source: string): Result<readonly PipelineItem[]> {
  machinery ??= { lexer: new Lexer(tokens), parser: new PipelineParser() }
  const { lexer, parser } = machinery
  const fault = (expected: string, what: string, line: number, column: number): Diagnostic =>
    at(pipelineMalformed(expected, what), { kind: 'position', file: source, line, column })
  const lexed = lexer.tokenize(text)
  if (lexed.errors.length > 0) return failure(...lexed.errors.map((e) => fault("a closing '\"'", 'none', e.line ?? 1, e.column ?? 1)))
  let depth = 0
  for (const token of lexed.tokens) {
    if (token.tokenType === open && ++depth > depthLimit)
      return failure(fault(`at most ${depthLimit} nested operations`, 'more', token.startLine ?? 1, token.startColumn ?? 1))
    if (token.tokenType === close) depth--
  }
  parser.input = lexed.tokens
  const items = parser.all()
  if (parser.errors.length === 0) return success(items)
  return failure(
    ...parser.errors.map(({ message, token }) => {
      const [expected, what] = message.split('\0')
      const end = endOf(text)
      return fault(
        expected!,
        what!,
        token.tokenType === EOF ? end.line : token.startLine!,
        token.tokenType === EOF ? end.column : token.startColumn!,
      )
    }),
  )
}

function endOf(text: string): { line: number; column: number } {
  const lines = text.trimEnd().split('\n')
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}

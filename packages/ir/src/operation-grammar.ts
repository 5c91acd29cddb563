import { EOF, type IToken } from 'chevrotain'

import { AttributeGrammar } from './attribute-grammar.ts'
import type { Attribute } from './attribute.ts'
import { BlockNames } from './block-names.ts'
import type { Location } from './location.ts'
import { addBlockArgument, append, type Block, createRegion, type Operation, type Region } from './operation.ts'
import { buildOperation, hintOf, type OperandName, type OperationText, type ResultName } from './build-operation.ts'
import { mlirGenericOnly, mlirSyntax } from './parse-diagnostics.ts'
import { abandoned, locationAt } from './parse-session.ts'
import { found, misplaced } from './parse-messages.ts'
import { nextBoundary } from './recover.ts'
import type { ScopeKind } from './scope.ts'
import * as token from './tokens.ts'
import type { FunctionType, Type } from './type.ts'

export interface Argument {
  readonly name: IToken
  readonly type: Type
  readonly location: Location | undefined
}

interface OpenRegion {
  readonly region: Region
  readonly blocks: BlockNames
  block: Block | undefined
}

/** Rules of operations and regions, and what to do when one fails: say so, and go on with the next operation. */
export abstract class OperationGrammar extends AttributeGrammar {
  /** Chevrotain's own, which its types leave out: index of the token read last. */
  declare protected exportLexerState: () => number
  protected all: readonly IToken[] = []
  private readonly open: OpenRegion[] = []

  /** Rules of short forms; made from the formats of a registry. */
  protected abstract readonly prettyForm: (results: readonly ResultName[]) => OperationText

  readonly fileRule: () => void = this.RULE('file', () => {
    this.MANY(() =>
      this.guarded(() =>
        this.choose<void>([
          { ALT: () => this.SUBRULE(this.alias) },
          {
            ALT: () => {
              const operation = this.SUBRULE(this.operation)
              this.ACTION(() => void this.session.operations.push(operation))
            },
          },
          { ALT: () => this.stray(this.CONSUME(token.RCurly)) },
          { ALT: () => this.stray(this.CONSUME(token.BlockName)) },
          { ALT: () => this.stray(this.CONSUME(token.NoStart)), IGNORE_AMBIGUITIES: true },
        ]),
      ),
    )
  })

  /** Index of the next token. */
  private position(): number {
    return this.exportLexerState() + 1
  }

  private stray(word: IToken): void {
    this.ACTION(() => this.stop(misplaced(word) ?? `expected an operation, found ${found(word)}`, word))
  }

  /** Runs a rule of an operation; after a fault in it, skips to where the next one can begin. */
  private guarded(read: () => void): void {
    const start = this.position()
    try {
      read()
    } catch (error) {
      if (this.RECORDING_PHASE) throw error
      if (error !== abandoned) {
        if (!isRecognitionFault(error)) throw error
        this.session.report(mlirSyntax(error.message), this.faultOffset(error.token))
      }
      this.poisonResults(start)
      const next = nextBoundary(this.all, start, Math.max(this.position(), start), this.session.text)
      while (this.position() < next && this.LA(1).tokenType !== EOF) this.SKIP_TOKEN()
    }
  }

  /** Where to point: what is missing at the end of a line is missing behind the last token there. */
  private faultOffset(found: IToken): number {
    const last = this.all[this.position() - 1]
    if (last === undefined) return 0
    const end = last.startOffset + last.image.length
    return found.tokenType === EOF || this.session.text.slice(end, found.startOffset).includes('\n') ? end : found.startOffset
  }

  /** The results of an operation that could not be read count as defined, so that their uses are no further faults. */
  private poisonResults(start: number): void {
    for (let i = start; this.all[i]?.tokenType === token.Value; i++) {
      const name = this.all[i++]!
      if (this.all[i]?.tokenType === token.Colon) i += 2
      const after = this.all[i]?.tokenType
      if (after !== token.Comma && after !== token.Equals) return
      this.session.scopes.define(name.image, undefined, name.startOffset)
      if (after === token.Equals) return
    }
  }

  private readonly alias = this.RULE('alias', () => {
    this.OR([
      {
        ALT: () => {
          const name = this.CONSUME(token.Hash)
          this.CONSUME(token.Equals)
          const value = this.SUBRULE(this.attribute, { ARGS: [true] })
          this.ACTION(() => this.defineAlias(this.session.attributeAliases, name, value))
        },
      },
      {
        ALT: () => {
          const name = this.CONSUME(token.Bang)
          this.CONSUME2(token.Equals)
          const type = this.SUBRULE(this.type)
          this.ACTION(() => this.defineAlias(this.session.typeAliases, name, type))
        },
      },
    ])
  })

  private defineAlias<T>(aliases: Map<string, T>, name: IToken, value: T): void {
    if (/[.<]/.test(name.image)) this.fault(`'${name.image}' is no name of an alias`, name)
    else if (aliases.has(name.image)) this.fault(`alias '${name.image}' is defined twice`, name)
    else aliases.set(name.image, value)
  }

  protected readonly operation: () => Operation = this.RULE('operation', () => {
    const results: ResultName[] = []
    const first = this.LA(1)
    this.OPTION(() => {
      this.AT_LEAST_ONE_SEP({
        SEP: token.Comma,
        DEF: () => {
          const name = this.CONSUME(token.Value)
          let count: IToken | undefined
          this.OPTION2(() => {
            this.CONSUME(token.Colon)
            count = this.CONSUME(token.Integer)
          })
          this.ACTION(() => results.push({ name, count: this.resultCount(count) }))
        },
      })
      this.CONSUME(token.Equals)
    })
    // The name alone decides, so that what is wrong behind it is reported there.
    const text = this.chooseByName<OperationText>([
      { ALT: () => this.SUBRULE(this.genericForm) },
      { ALT: () => this.SUBRULE<[readonly ResultName[]], OperationText>(this.prettyForm, { ARGS: [results] }) },
      { ALT: () => this.foreign(this.CONSUME(token.Identifier)), IGNORE_AMBIGUITIES: true },
    ])
    let location: Location | undefined
    this.OPTION3(() => (location = this.SUBRULE(this.location)))
    return this.ACTION(() => buildOperation(this.session, text, results, location ?? locationAt(this.session, first.startOffset)))
  })

  private resultCount(count: IToken | undefined): number {
    const number = count === undefined ? 1 : Number(count.image)
    if (number >= 1 && number < 1e6) return number
    return this.stop(`expected a number of results, found '${count!.image}'`, count!)
  }

  private foreign(word: IToken): OperationText {
    return this.ACTION(() => {
      if (!word.image.includes('.')) this.stop(`expected an operation, found '${word.image}'`, word)
      this.session.report(mlirGenericOnly(word.image, this.session.registry.definitionOf(word.image) !== undefined), word.startOffset)
      throw abandoned
    })
  }

  private readonly genericForm = this.RULE('genericForm', (): OperationText => {
    const name = this.CONSUME(token.StringLiteral)
    const opName = this.ACTION(() => this.interned(name))
    const operands: OperandName[] = []
    let successors: Block[] = []
    let properties: Map<string, Attribute> | undefined
    const regions: Region[] = []
    let attributes: Map<string, Attribute> | undefined
    this.OR([
      {
        ALT: () => {
          const list = this.CONSUME(token.Operands)
          this.ACTION(() => splitOperands(list, operands))
        },
      },
      {
        ALT: () => {
          this.CONSUME(token.LParen)
          this.MANY_SEP({ SEP: token.Comma, DEF: () => operands.push(this.CONSUME(token.Value)) })
          this.CONSUME(token.RParen)
        },
      },
    ])
    this.OPTION(() => (successors = this.SUBRULE(this.successors)))
    this.OPTION2(() => {
      this.CONSUME(token.Less)
      properties = this.SUBRULE(this.dictionary)
      this.CONSUME(token.Greater)
    })
    this.OPTION3(() => {
      this.CONSUME2(token.LParen)
      this.MANY_SEP2({ SEP: token.Comma, DEF: () => regions.push(this.SUBRULE(this.region, { ARGS: [opName, undefined] })) })
      this.CONSUME2(token.RParen)
    })
    this.OPTION4(() => (attributes = this.SUBRULE2(this.dictionary)))
    this.CONSUME(token.Colon)
    const type: FunctionType = this.SUBRULE(this.functionType)
    return {
      name: opName,
      at: name,
      operands,
      operandTypes: type.inputs,
      resultTypes: type.results,
      successors,
      properties,
      attributes,
      regions,
    }
  })

  private readonly successors = this.RULE('successors', () => {
    const blocks: Block[] = []
    this.CONSUME(token.LSquare)
    this.MANY_SEP({
      SEP: token.Comma,
      DEF: () => {
        const label = this.CONSUME(token.BlockName)
        this.ACTION(() => {
          const region = this.open.at(-1)
          if (region === undefined) return this.stop('an operation outside of any region has no successors', label)
          blocks.push(region.blocks.use(label))
        })
      },
    })
    this.CONSUME(token.RSquare)
    return blocks
  })

  /** `entry`: arguments of the first block that stand in the signature of a function. */
  protected readonly region: (name: string, entry: readonly Argument[] | undefined) => Region = this.RULE(
    'region',
    (name: string, entry: readonly Argument[] | undefined) => {
      const region = this.ACTION(() => this.enterRegion(name, entry))
      try {
        this.CONSUME(token.LCurly)
        this.MANY(() =>
          this.guarded(() =>
            this.choose<void>([
              { ALT: () => this.SUBRULE(this.blockLabel) },
              {
                ALT: () => {
                  const operation = this.SUBRULE(this.operation)
                  this.ACTION(() => void append(this.currentBlock(), operation))
                },
              },
              { ALT: () => this.stray(this.CONSUME(token.NoStart)), IGNORE_AMBIGUITIES: true },
            ]),
          ),
        )
        this.CONSUME(token.RCurly)
      } finally {
        this.ACTION(() => this.leaveRegion())
      }
      return region
    },
  )

  private enterRegion(name: string, entry: readonly Argument[] | undefined): Region {
    const def = this.session.registry.definitionOf(name)
    const kind: ScopeKind = def === undefined ? 'unknown' : def.traits.has('isolated') ? 'isolated' : 'open'
    this.session.scopes.enter(kind)
    const region = createRegion()
    this.open.push({ region, blocks: new BlockNames(region, (d, offset) => this.session.report(d, offset)), block: undefined })
    if (entry !== undefined) {
      const block = this.currentBlock()
      for (const argument of entry) this.addArgument(block, argument)
    }
    return region
  }

  private leaveRegion(): void {
    this.open.pop()!.blocks.close()
    this.session.scopes.leave()
  }

  private currentBlock(): Block {
    const open = this.open.at(-1)!
    return (open.block ??= open.blocks.unnamed())
  }

  private addArgument(block: Block, { name, type, location }: Argument): void {
    const value = addBlockArgument(block, type, hintOf(name.image))
    value.location = location
    this.session.scopes.define(name.image, value, name.startOffset)
  }

  private readonly blockLabel = this.RULE('blockLabel', () => {
    const label = this.CONSUME(token.BlockName)
    const block = this.ACTION(() => (this.open.at(-1)!.block = this.open.at(-1)!.blocks.define(label)))
    this.OPTION(() => {
      this.CONSUME(token.LParen)
      this.MANY_SEP({
        SEP: token.Comma,
        DEF: () => {
          const argument = this.SUBRULE(this.argument)
          this.ACTION(() => this.addArgument(block, argument))
        },
      })
      this.CONSUME(token.RParen)
    })
    this.CONSUME(token.Colon)
  })

  protected readonly argument: () => Argument = this.RULE('argument', () => {
    let location: Location | undefined
    const name = this.CONSUME(token.Value)
    this.CONSUME(token.Colon)
    const type = this.SUBRULE(this.type)
    this.OPTION(() => (location = this.SUBRULE(this.location)))
    return { name, type, location }
  })
}

/** The names in `(%a, %b)`. */
function splitOperands({ image, startOffset }: IToken, operands: OperandName[]): void {
  for (let start = 1; start < image.length;) {
    const comma = image.indexOf(',', start)
    const end = comma < 0 ? image.length - 1 : comma
    operands.push({ image: image.slice(start, end), startOffset: startOffset + start })
    start = end + 2
  }
}

function isRecognitionFault(error: unknown): error is Error & { token: IToken } {
  return error instanceof Error && 'token' in error
}

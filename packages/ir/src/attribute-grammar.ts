import { EmbeddedActionsParser, type IOrAlt, type IToken } from 'chevrotain'

import { type Attribute, unit } from './attribute.ts'
import type { Location } from './location.ts'
import { abandoned, type Session } from './parse-session.ts'
import { mlirSyntax, mlirUndefinedAlias } from './parse-diagnostics.ts'
import { denseArrayOf, denseOf, numberOf, resourceOf, stringOf } from './read-attribute.ts'
import * as token from './tokens.ts'
import { dialectParts, scalarType, shapedType } from './type-text.ts'
import { functionType, type FunctionType, noneType, type Type } from './type.ts'
import { printType } from './print-attribute.ts'

type Rule<T, A extends unknown[] = []> = (...args: A) => T
const unknown: Location = { kind: 'unknown' }

/** Rules of types, attributes and locations. They report what is wrong and go on with a stand-in where the text has the right form. */
export abstract class AttributeGrammar extends EmbeddedActionsParser {
  session!: Session

  /** `OR`, with the type of what the alternatives give. */
  protected choose<T>(alternatives: IOrAlt<T>[]): T {
    return this.OR(alternatives)
  }

  /** The same, decided by the next token alone. */
  protected chooseByName<T>(alternatives: IOrAlt<T>[]): T {
    return this.OR({ MAX_LOOKAHEAD: 1, DEF: alternatives })
  }

  protected fault(message: string, at: IToken): void {
    this.session.report(mlirSyntax(message), at.startOffset)
  }

  protected stop(message: string, at: IToken): never {
    this.fault(message, at)
    throw abandoned
  }

  /** The text of a string token, one object for equal texts. */
  protected interned(literal: IToken): string {
    const { strings } = this.session
    let text = strings.get(literal.image)
    if (text === undefined) strings.set(literal.image, (text = this.stringText(literal)))
    return text
  }

  protected stringText(literal: IToken): string {
    return stringOf(this.session, literal)
  }

  private plainType(word: IToken): Type {
    const { types } = this.session
    let type = types.get(word.image)
    if (type !== undefined) return type
    const element =
      word.tokenType === token.PlainShaped ? /[^x]*>$/.exec(word.image)![0].slice(0, -1).replace(/^.*</, '').trim() : word.image
    const scalar = scalarType(element)
    if (scalar === undefined) this.stop(`expected a type, found '${element}'`, word)
    const made =
      word.tokenType === token.PlainShaped ? shapedType(word.image.slice(0, word.image.lastIndexOf(element)), scalar, []) : scalar
    type = typeof made === 'string' ? this.stop(made, word) : made
    types.set(word.image, type)
    return type
  }

  private bangType(word: IToken): Type {
    const { types, typeAliases } = this.session
    let type = types.get(word.image)
    if (type !== undefined) return type
    if (!/[.<]/.test(word.image)) {
      const alias = typeAliases.get(word.image)
      if (alias === undefined) this.session.report(mlirUndefinedAlias(word.image), word.startOffset)
      return alias ?? noneType
    }
    const parts: Type = { kind: 'dialect', ...dialectParts(word.image.slice(1)) }
    type = types.get(printType(parts)) ?? parts
    types.set(word.image, type)
    return type
  }

  private hashAttribute(word: IToken): Attribute {
    if (/[.<]/.test(word.image)) return { kind: 'dialect', ...dialectParts(word.image.slice(1)) }
    const alias = this.session.attributeAliases.get(word.image)
    if (alias === undefined) this.session.report(mlirUndefinedAlias(word.image), word.startOffset)
    return alias ?? unit
  }

  private wordAttribute(word: IToken): Attribute {
    if (word.image === 'true' || word.image === 'false') return { kind: 'bool', value: word.image === 'true' }
    return word.image === 'unit' ? unit : { kind: 'type', type: this.plainType(word) }
  }

  readonly type: Rule<Type> = this.RULE('type', () =>
    this.choose<Type>([
      { ALT: () => this.word(this.CONSUME(token.PlainShaped)) },
      { ALT: () => this.word(this.CONSUME(token.Identifier)) },
      {
        ALT: () => {
          const word = this.CONSUME(token.Bang)
          return this.ACTION(() => this.bangType(word))
        },
      },
      { ALT: () => this.SUBRULE(this.shaped) },
      {
        ALT: () => {
          this.CONSUME(token.ComplexHead)
          const element = this.SUBRULE(this.type)
          this.CONSUME(token.Greater)
          return { kind: 'complex', element }
        },
      },
      {
        ALT: () => {
          const elements: Type[] = []
          this.CONSUME(token.TupleHead)
          this.MANY_SEP({ SEP: token.Comma, DEF: () => elements.push(this.SUBRULE2(this.type)) })
          this.CONSUME2(token.Greater)
          return { kind: 'tuple', elements }
        },
      },
      { ALT: () => this.SUBRULE(this.functionType) },
    ]),
  )

  private word(word: IToken): Type {
    return this.ACTION(() => this.plainType(word))
  }

  private readonly shaped = this.RULE('shaped', () => {
    const parameters: Attribute[] = []
    const head = this.CONSUME(token.ShapedHead)
    const element = this.SUBRULE(this.type)
    this.MANY(() => {
      this.CONSUME(token.Comma)
      parameters.push(this.SUBRULE(this.attribute, { ARGS: [true] }))
    })
    this.CONSUME(token.Greater)
    return this.ACTION(() => {
      const made = shapedType(head.image, element, parameters)
      return typeof made === 'string' ? this.stop(made, head) : made
    })
  })

  readonly functionType: Rule<FunctionType> = this.RULE('functionType', () =>
    this.choose<FunctionType>([
      {
        ALT: () => {
          const word = this.CONSUME(token.Signature)
          return this.ACTION(() => this.plainFunction(word))
        },
      },
      {
        ALT: () => {
          const inputs = this.SUBRULE(this.typeList)
          this.CONSUME(token.Arrow)
          const results = this.SUBRULE(this.resultTypes)
          return functionType(inputs, results)
        },
      },
    ]),
  )

  private plainFunction(word: IToken): FunctionType {
    const { types } = this.session
    const known = types.get(word.image)
    if (known !== undefined) return known as FunctionType
    const arrow = word.image.indexOf('->')
    const listed = (text: string): Type[] =>
      [...text.matchAll(/\w+<[^>]*>|\w+/g)].map(([image]) =>
        this.plainType({ ...word, image, tokenType: image.endsWith('>') ? token.PlainShaped : token.Identifier }),
      )
    const type = functionType(listed(word.image.slice(0, arrow)), listed(word.image.slice(arrow)))
    types.set(word.image, type)
    return type
  }

  protected readonly typeList: Rule<Type[]> = this.RULE('typeList', () => {
    const types: Type[] = []
    this.CONSUME(token.LParen)
    this.MANY_SEP({ SEP: token.Comma, DEF: () => types.push(this.SUBRULE(this.type)) })
    this.CONSUME(token.RParen)
    return types
  })

  protected readonly resultTypes: Rule<Type[]> = this.RULE('resultTypes', () =>
    this.choose<Type[]>([{ ALT: () => this.SUBRULE(this.typeList) }, { ALT: () => [this.SUBRULE(this.type)], IGNORE_AMBIGUITIES: true }]),
  )

  /** `typed` false: `: type` behind a number or string belongs to what follows. */
  readonly attribute: Rule<Attribute, [typed: boolean]> = this.RULE('attribute', (typed: boolean) =>
    this.choose<Attribute>([
      { ALT: () => this.SUBRULE(this.number, { ARGS: [typed] }) },
      { ALT: () => this.SUBRULE(this.string, { ARGS: [typed] }) },
      {
        ALT: () => {
          const word = this.CONSUME(token.Identifier)
          return this.ACTION(() => this.wordAttribute(word))
        },
      },
      {
        ALT: () => {
          const elements: Attribute[] = []
          this.CONSUME(token.LSquare)
          this.MANY_SEP({ SEP: token.Comma, DEF: () => elements.push(this.SUBRULE(this.attribute, { ARGS: [true] })) })
          this.CONSUME(token.RSquare)
          return { kind: 'array', elements }
        },
      },
      { ALT: () => ({ kind: 'dictionary', entries: this.SUBRULE(this.dictionary) }) },
      { ALT: () => this.SUBRULE(this.symbolReference) },
      {
        ALT: () => {
          const word = this.CONSUME(token.Hash)
          return this.ACTION(() => this.hashAttribute(word))
        },
      },
      { ALT: () => this.SUBRULE(this.constant) },
      {
        ALT: () => {
          const text = this.CONSUME(token.Verbatim).image
          return { kind: 'verbatim', text }
        },
      },
      { ALT: () => ({ kind: 'location', location: this.SUBRULE(this.location) }) },
      { ALT: () => ({ kind: 'type', type: this.SUBRULE(this.type) }), IGNORE_AMBIGUITIES: true },
    ]),
  )

  private readonly number = this.RULE('number', (typed: boolean): Attribute => {
    let type: Type | undefined
    const literal = this.OR([{ ALT: () => this.CONSUME(token.Integer) }, { ALT: () => this.CONSUME(token.Float) }])
    this.OPTION({
      GATE: () => typed,
      DEF: () => {
        this.CONSUME(token.Colon)
        type = this.SUBRULE(this.type)
      },
    })
    return this.ACTION(() => numberOf(this.session, literal, type))
  })

  private readonly string = this.RULE('string', (typed: boolean): Attribute => {
    let type: Type | undefined
    const literal = this.CONSUME(token.StringLiteral)
    this.OPTION({
      GATE: () => typed,
      DEF: () => {
        this.CONSUME(token.Colon)
        type = this.SUBRULE(this.type)
      },
    })
    return this.ACTION(() => {
      const value = this.stringText(literal)
      if (type === undefined || type.kind === 'none') return { kind: 'string', value }
      return { kind: 'verbatim', text: `${literal.image} : ${printType(type)}` }
    })
  })

  private readonly symbolReference = this.RULE('symbolReference', (): Attribute => {
    const path: string[] = []
    path.push(this.SUBRULE(this.symbol))
    this.MANY(() => {
      this.CONSUME(token.ColonColon)
      path.push(this.SUBRULE2(this.symbol))
    })
    return { kind: 'symbol', path: path as [string, ...string[]] }
  })

  protected readonly symbol: Rule<string> = this.RULE('symbol', () => {
    const word = this.CONSUME(token.Symbol)
    return this.ACTION(() => (word.image[1] === '"' ? this.stringText({ ...word, image: word.image.slice(1) }) : word.image.slice(1)))
  })

  private readonly constant = this.RULE('constant', () =>
    this.choose<Attribute>([
      {
        ALT: () => {
          const word = this.CONSUME(token.Dense)
          this.CONSUME(token.Colon)
          const type = this.SUBRULE(this.type)
          return this.ACTION(() => denseOf(this.session, word, type))
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(token.DenseResource)
          this.CONSUME2(token.Colon)
          const type = this.SUBRULE2(this.type)
          return this.ACTION(() => resourceOf(this.session, word, type))
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(token.Sparse)
          this.CONSUME3(token.Colon)
          const type = this.SUBRULE3(this.type)
          return this.ACTION((): Attribute => ({ kind: 'verbatim', text: `${word.image} : ${printType(type)}` }))
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(token.DenseArray)
          return this.ACTION(() => denseArrayOf(this.session, word))
        },
      },
    ]),
  )

  protected readonly dictionary: Rule<Map<string, Attribute>> = this.RULE('dictionary', () => {
    const entries = new Map<string, Attribute>()
    this.CONSUME(token.LCurly)
    this.MANY_SEP({
      SEP: token.Comma,
      DEF: () => {
        const key = this.OR([{ ALT: () => this.CONSUME(token.Identifier) }, { ALT: () => this.CONSUME(token.StringLiteral) }])
        let value: Attribute = unit
        this.OPTION(() => {
          this.CONSUME(token.Equals)
          value = this.SUBRULE(this.attribute, { ARGS: [true] })
        })
        this.ACTION(() => {
          const name = this.keyOf(key)
          if (entries.has(name)) this.fault(`'${name}' stands twice in the dictionary`, key)
          entries.set(name, value)
        })
      },
    })
    this.CONSUME(token.RCurly)
    return entries
  })

  private keyOf(key: IToken): string {
    if (key.tokenType === token.StringLiteral) return this.interned(key)
    const { strings } = this.session
    let name = strings.get(key.image)
    if (name === undefined) strings.set(key.image, (name = ` ${key.image}`.slice(1)))
    return name
  }

  readonly location: Rule<Location> = this.RULE('location', () =>
    this.choose<Location>([
      {
        ALT: () => {
          const word = this.CONSUME(token.FileLocation)
          return this.ACTION(() => this.fileLocation(word))
        },
      },
      {
        ALT: () => {
          const word = this.CONSUME(token.LocationAlias)
          return this.ACTION(() => this.locationAlias(word.image.slice(4, -1), word))
        },
      },
      {
        ALT: () => {
          this.CONSUME(token.LocationKeyword)
          this.CONSUME(token.LParen)
          const location = this.SUBRULE(this.locationBody)
          this.CONSUME(token.RParen)
          return location
        },
      },
    ]),
  )

  private fileLocation(word: IToken): Location {
    const quote = word.image.lastIndexOf('"')
    const [line, column] = word.image
      .slice(quote + 2, -1)
      .split(':')
      .map(Number)
    return { kind: 'file', file: this.interned({ ...word, image: word.image.slice(4, quote + 1) }), line: line!, column: column! }
  }

  private locationAlias(name: string, word: IToken): Location {
    const alias = this.session.attributeAliases.get(name)
    if (alias?.kind !== 'location') this.session.report(mlirUndefinedAlias(name), word.startOffset)
    return alias?.kind === 'location' ? alias.location : unknown
  }

  private readonly locationBody: Rule<Location> = this.RULE('locationBody', () =>
    this.choose<Location>([
      { ALT: () => this.SUBRULE(this.namedLocation) },
      { ALT: () => this.SUBRULE(this.compoundLocation) },
      { ALT: () => this.SUBRULE(this.location) },
      {
        ALT: () => {
          const word = this.CONSUME(token.Hash)
          return this.ACTION(() => this.locationAlias(word.image, word))
        },
      },
    ]),
  )

  private readonly namedLocation = this.RULE('namedLocation', (): Location => {
    const name = this.CONSUME(token.StringLiteral)
    return this.choose<Location>([
      {
        ALT: () => {
          this.CONSUME(token.LParen)
          const child = this.SUBRULE(this.locationBody)
          this.CONSUME(token.RParen)
          return this.ACTION(() => ({ kind: 'name', name: this.interned(name), child }))
        },
      },
      {
        ALT: () => {
          this.CONSUME(token.Colon)
          const line = this.CONSUME(token.Integer)
          this.CONSUME2(token.Colon)
          const column = this.CONSUME2(token.Integer)
          let end: { line: number; column: number } | undefined
          this.OPTION({
            GATE: () => this.LA(1).image === 'to',
            DEF: () => {
              this.CONSUME(token.Identifier)
              let endLine = line
              this.OPTION2(() => (endLine = this.CONSUME3(token.Integer)))
              this.CONSUME3(token.Colon)
              const endColumn = this.CONSUME4(token.Integer)
              end = { line: Number(endLine.image), column: Number(endColumn.image) }
            },
          })
          return this.ACTION(() => ({
            kind: 'file',
            file: this.interned(name),
            line: Number(line.image),
            column: Number(column.image),
            ...(end === undefined ? {} : { end }),
          }))
        },
      },
      { ALT: () => this.ACTION(() => ({ kind: 'name', name: this.interned(name) })) },
    ])
  })

  private readonly compoundLocation = this.RULE('compoundLocation', (): Location => {
    const locations: Location[] = []
    let metadata: Attribute | undefined
    let isCall = false
    const word = this.CONSUME(token.Identifier)
    this.OR([
      {
        ALT: () => {
          isCall = true
          this.CONSUME(token.LParen)
          locations.push(this.SUBRULE(this.locationBody))
          this.CONSUME2(token.Identifier)
          locations.push(this.SUBRULE2(this.locationBody))
          this.CONSUME(token.RParen)
        },
      },
      {
        ALT: () => {
          this.OPTION(() => {
            this.CONSUME(token.Less)
            metadata = this.SUBRULE(this.attribute, { ARGS: [true] })
            this.CONSUME(token.Greater)
          })
          this.CONSUME(token.LSquare)
          this.MANY_SEP({ SEP: token.Comma, DEF: () => locations.push(this.SUBRULE3(this.locationBody)) })
          this.CONSUME(token.RSquare)
        },
      },
      { ALT: () => undefined },
    ])
    return this.ACTION(() => {
      if (isCall && word.image === 'callsite') return { kind: 'callsite', callee: locations[0]!, caller: locations[1]! }
      if (!isCall && word.image === 'fused') return { kind: 'fused', locations, ...(metadata === undefined ? {} : { metadata }) }
      if (locations.length > 0 || word.image !== 'unknown') this.fault(`expected a location, found '${word.image}'`, word)
      return unknown
    })
  })
}

import type { IToken, TokenType } from 'chevrotain'

import type { Attribute } from './attribute.ts'
import type { OperationText, ResultName } from './build-operation.ts'
import type { OpDef } from './define-op.ts'
import type { FormatStep } from './format.ts'
import { type Argument, OperationGrammar } from './operation-grammar.ts'
import type { Region } from './operation.ts'
import { messages } from './parse-messages.ts'
import { assembleOperation } from './pretty-assembly.ts'
import { completeAttribute, isUnitSpec, signatureAttribute } from './pretty-attribute.ts'
import type { PrettyParts } from './pretty-parts.ts'
import type { Vocabulary } from './pretty-vocabulary.ts'
import * as token from './tokens.ts'
import { functionType, type Type } from './type.ts'

type Action = (parts: PrettyParts) => void

/** The whole parser for one registry: a rule for each of its formats, beside the generic form. */
export class MlirParser extends OperationGrammar {
  private readonly vocabulary: Vocabulary
  private next = 0
  protected readonly prettyForm: (results: readonly ResultName[]) => OperationText

  constructor(vocabulary: Vocabulary) {
    super([...vocabulary.tokens], { recoveryEnabled: false, maxLookahead: 2, skipValidations: true, errorMessageProvider: messages })
    this.vocabulary = vocabulary
    const forms = vocabulary.defs.map((def, i) => this.formRule(def, i))
    this.prettyForm = this.RULE('prettyForm', (results: readonly ResultName[]) =>
      this.or(0, forms.map((form, i) => ({ ALT: () => this.subrule(i, form, { ARGS: [results] }) })) as never),
    ) as (results: readonly ResultName[]) => OperationText
    this.performSelfAnalysis()
  }

  /** Reads a file's tokens; operations and faults go to the session. */
  read(tokens: readonly IToken[], session: MlirParser['session']): void {
    this.session = session
    this.all = tokens
    this.input = tokens as IToken[]
    try {
      this.fileRule()
    } finally {
      // The parser lives on; the tokens and the module must not.
      this.input = []
      this.all = []
      this.session = undefined!
    }
  }

  private formRule(def: OpDef, index: number): (results: readonly ResultName[]) => OperationText {
    this.next = 0
    const keyword = this.vocabulary.keyword(def.name)
    const actions = def.format!.steps.map((step, i) => this.action(def, step, def.format!.steps[i + 1]))
    return this.RULE(`form${index}`, (results: readonly ResultName[]) => {
      const at = this.consume(255, keyword)
      const parts: PrettyParts = {
        def,
        at,
        results,
        operands: new Map(),
        types: new Map(),
        attributes: new Map(),
        regions: new Map(),
        entry: undefined,
      }
      for (const action of actions) action(parts)
      return this.ACTION(() => assembleOperation(parts, (fault) => this.stop(`'${def.name}': ${fault}`, at)))
    })
  }

  /** What one step of a format does. Indices tell the calls in one rule apart. */
  private action(def: OpDef, step: FormatStep, following: FormatStep | undefined): Action {
    const n = this.next++
    switch (step.kind) {
      case 'literal': {
        const words = this.vocabulary.literal(step.text).map((word): [number, TokenType] => [this.next++, word])
        return () => words.forEach(([i, word]) => this.consume(i, word))
      }
      case 'operand':
        return this.operandAction(def, step.name, n)
      case 'type':
        return this.typeAction(def, step.name, n)
      case 'attribute': {
        const spec = def.attributes[step.name]
        if (isUnitSpec(spec)) return (parts) => void parts.attributes.set(step.name, { kind: 'unit' })
        return (parts) => {
          const value = this.subrule(n, this.attribute as never, { ARGS: [false] }) as Attribute
          this.ACTION(() => parts.attributes.set(step.name, completeAttribute(spec, value)))
        }
      }
      case 'symbol':
        return (parts) => {
          const value = this.subrule(n, this.symbol as never) as string
          parts.attributes.set(step.name, { kind: 'string', value })
        }
      case 'attr-dict':
        return this.dictionaryAction(n, step.keyword)
      case 'region':
        return (parts) => {
          const region = this.subrule(n, this.region as never, { ARGS: [def.name, parts.entry] }) as Region
          this.ACTION(() => parts.regions.set(step.name, region))
        }
      case 'signature':
        return (parts) => this.signature(def, parts, n)
      case 'group': {
        const actions = step.steps.map((inner, i) => this.action(def, inner, step.steps[i + 1] ?? following))
        return (parts) => this.option(n, () => actions.forEach((action) => action(parts)))
      }
    }
  }

  private operandAction(def: OpDef, name: string, n: number): Action {
    const { arity } = def.operands[name]
    const more = this.next++
    const read = (parts: PrettyParts, i: number): void => {
      const operand = this.consume(i, token.Value)
      this.ACTION(() => parts.operands.set(name, [...(parts.operands.get(name) ?? []), operand]))
    }
    if (arity === 'one') return (parts) => read(parts, n)
    if (arity === 'optional') return (parts) => this.option(n, () => read(parts, n))
    return (parts) => {
      const list: IToken[] = []
      parts.operands.set(name, list)
      const one = (i: number): void => void list.push(this.consume(i, token.Value))
      this.option(n, () => {
        one(n)
        this.many(n, () => {
          this.consume(more, token.Comma)
          one(more)
        })
      })
    }
  }

  private typeAction(def: OpDef, name: string, n: number): Action {
    const more = this.next++
    const specs = Object.hasOwn(def.operands, name) ? def.operands : def.results
    const read = (parts: PrettyParts, i: number): void => {
      const type = this.subrule(i, this.type as never) as Type
      this.ACTION(() => parts.types.get(name)!.push(type))
    }
    if (specs[name].arity === 'one')
      return (parts) => {
        parts.types.set(name, [])
        read(parts, n)
      }
    // How many types follow is known from the operands and from the names of the results.
    return (parts) => {
      const types: Type[] = []
      parts.types.set(name, types)
      const expected = this.ACTION(() => (specs === def.operands ? (parts.operands.get(name)?.length ?? 0) : freeResults(parts)))
      this.option(n, {
        GATE: () => expected > 0,
        DEF: () => {
          read(parts, n)
          this.many(n, {
            GATE: () => types.length < expected,
            DEF: () => {
              this.consume(more, token.Comma)
              read(parts, more)
            },
          })
        },
      })
    }
  }

  private dictionaryAction(n: number, keyword: string | undefined): Action {
    const word = keyword === undefined ? undefined : this.vocabulary.keyword(keyword)
    return (parts) =>
      this.option(n, () => {
        if (word !== undefined) this.consume(n, word)
        const entries = this.subrule(n, this.dictionary as never) as Map<string, Attribute>
        this.ACTION(() => {
          for (const [key, value] of entries) parts.attributes.set(key, value)
        })
      })
  }

  private signature(def: OpDef, parts: PrettyParts, n: number): void {
    const entry: Argument[] = []
    let results: Type[] = []
    this.consume(n, token.LParen)
    this.option(n, () => {
      entry.push(this.subrule(n, this.argument as never) as Argument)
      this.many(n, () => {
        this.consume(n, token.Comma)
        entry.push(this.subrule(n + 100, this.argument as never) as Argument)
      })
    })
    this.consume(n, token.RParen)
    this.option(n + 100, () => {
      this.consume(n, token.Arrow)
      results = this.subrule(n, this.resultTypes as never) as Type[]
    })
    parts.entry = entry
    this.ACTION(() => {
      const name = signatureAttribute(def)
      if (name !== undefined)
        parts.attributes.set(name, {
          kind: 'type',
          type: functionType(
            entry.map((a) => a.type),
            results,
          ),
        })
    })
  }
}

/** Results of the only group of free size, from the names in front of the operation. */
function freeResults({ def, results }: PrettyParts): number {
  const named = results.reduce((sum, { count }) => sum + count, 0)
  return named - Object.values<{ arity: string }>(def.results).filter(({ arity }) => arity === 'one').length
}

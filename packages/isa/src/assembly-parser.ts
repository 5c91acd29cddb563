import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken } from 'chevrotain'
import type { AssemblyTokens } from './assembly-tokens.ts'
import { listWords } from './describe-field.ts'
import type { InstructionLayout, InstructionSet } from './instruction-set.ts'

/** What the parser hands over for every instruction: its name, and the token found for each field, in the order of the layout. */
export type AcceptInstruction = (layout: InstructionLayout, mnemonic: IToken, fields: readonly (IToken | undefined)[]) => void

/** What the parser hands over for a label. */
export type AcceptLabel = (label: IToken) => void

/** What the parser hands over for a field that is given again. */
export type RejectField = (layout: InstructionLayout, field: IToken) => void

/**
 * The grammar, one rule per instruction of the table:
 *
 *     lines = { end of line | label: | instruction }
 *     <op>  = op { field=value } end of line
 *
 * It stops at the first fault; the caller goes on with the next line. (Chevrotain's own recovery would recurse once per fault.)
 */
export class AssemblyParser extends EmbeddedActionsParser {
  readonly lines: () => void
  accept: AcceptInstruction = () => {}
  acceptLabel: AcceptLabel = () => {}
  reject: RejectField = () => {}

  constructor(set: InstructionSet, tokens: AssemblyTokens) {
    super(tokens.all, { errorMessageProvider: createMessages(set) })
    const instructions = set.layouts.map((layout) => this.instruction(layout, tokens))
    const alternatives = [
      ...instructions.map((rule, i) => ({ ALT: (): unknown => this.subrule(i, rule) })),
      { ALT: (): unknown => this.CONSUME(tokens.endOfLine) },
      {
        ALT: (): void => {
          const label = this.CONSUME(tokens.label)
          this.ACTION(() => this.acceptLabel(label))
        },
      },
    ]
    this.lines = this.RULE('lines', () => {
      this.MANY(() => this.OR(alternatives))
    })
    this.performSelfAnalysis()
  }

  private instruction(layout: InstructionLayout, tokens: AssemblyTokens): () => void {
    let found: (IToken | undefined)[] = []
    const alternatives = layout.fields.map(({ name }, i) => ({
      ALT: (): void => {
        const token = this.CONSUME(tokens.fields.get(name)!)
        if (found[i] !== undefined) this.ACTION(() => this.reject(layout, token))
        found[i] = token
      },
    }))
    return this.RULE(ruleName(layout.op), () => {
      const mnemonic = this.CONSUME(tokens.mnemonics.get(layout.op)!)
      found = layout.fields.map(() => undefined)
      if (alternatives.length > 0) this.MANY(() => this.OR(alternatives))
      this.CONSUME(tokens.endOfLine)
      this.ACTION(() => this.accept(layout, mnemonic, found))
    })
  }
}

function ruleName(op: string): string {
  return `instruction_${op}`
}

/** Chevrotain's faults in the words of the language: inside an instruction, or where one should begin. */
function createMessages(set: InstructionSet): IParserErrorMessageProvider {
  const byRule = new Map(set.layouts.map((layout) => [ruleName(layout.op), layout]))
  const message = (rule: string, token: IToken): string => {
    const layout = byRule.get(rule)
    if (layout === undefined) return `expected an instruction (${listWords([...set.byOp.keys()])}), found '${cut(token.image)}'`
    const fields = layout.fields.length > 0 ? `a field (${listWords(layout.fields.map(({ name }) => name))})` : 'nothing more'
    return `expected ${fields} behind '${layout.op}', found '${cut(token.image)}'`
  }
  return {
    buildMismatchTokenMessage: ({ ruleName, actual }) => message(ruleName, actual),
    buildNoViableAltMessage: ({ ruleName, actual }) => message(ruleName, actual[0]!),
    buildEarlyExitMessage: ({ ruleName, actual }) => message(ruleName, actual[0]!),
    buildNotAllInputParsedMessage: ({ ruleName, firstRedundant }) => message(ruleName, firstRedundant),
  }
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text
}

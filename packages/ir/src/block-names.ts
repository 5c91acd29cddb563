import type { Diagnostic } from '@onnc/support'
import type { IToken } from 'chevrotain'

import type { Block, Region } from './operation.ts'
import { mlirRedefinition, mlirUnknownBlock } from './parse-diagnostics.ts'

interface NamedBlock {
  readonly block: Block
  readonly use: IToken
  defined: boolean
}

/** The blocks of one region by name; a name may be used before its block. */
export class BlockNames {
  private readonly names = new Map<string, NamedBlock>()
  private readonly region: Region
  private readonly report: (diagnostic: Diagnostic, offset: number) => void

  constructor(region: Region, report: (diagnostic: Diagnostic, offset: number) => void) {
    this.region = region
    this.report = report
  }

  unnamed(): Block {
    const block: Block = { region: this.region, arguments: [], first: undefined, last: undefined }
    this.region.blocks.push(block)
    return block
  }

  use(label: IToken): Block {
    return this.named(label).block
  }

  define(label: IToken): Block {
    const named = this.named(label)
    if (named.defined) {
      this.report(mlirRedefinition(label.image), label.startOffset)
      return this.unnamed()
    }
    named.defined = true
    this.region.blocks.push(named.block)
    return named.block
  }

  private named(label: IToken): NamedBlock {
    let named = this.names.get(label.image)
    if (named === undefined) {
      named = { block: { region: this.region, arguments: [], first: undefined, last: undefined }, use: label, defined: false }
      this.names.set(label.image, named)
    }
    return named
  }

  /** The end of the region: every name must have its block. */
  close(): void {
    for (const [name, { use, defined }] of this.names) if (!defined) this.report(mlirUnknownBlock(name), use.startOffset)
  }
}

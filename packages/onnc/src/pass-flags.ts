import { failure, formatQuantity, type Result, success } from '@onnc/support'
import { loadTarget } from '@onnc/hardware'
import {
  diffText,
  type Operation,
  operationText,
  type PassObserver,
  type PassTiming,
  printReproducer,
  type PrintOptions,
  type Registry,
} from '@onnc/ir'
import { alignColumns } from '@onnc/report'

import { defaultTarget } from './compile-choices.ts'
import { loadPlugins } from './load-plugins.ts'
import { argumentMalformed } from './onnc-diagnostics.ts'
import type { PipelineOptions } from './run-pipeline.ts'
import type { Terminal } from './terminal.ts'
import { writeWhole } from './write-file.ts'

/** Flags of every command that runs passes, as commander hands them over. */
export interface PassFlags {
  readonly target?: string
  readonly pipeline?: string
  readonly plugin?: readonly string[]
  readonly remarks?: boolean
  readonly generic?: boolean
  readonly elideConstants?: string
  readonly printIrBefore?: string
  readonly printIrAfter?: string
  readonly printIrDiff?: boolean
  readonly passTiming?: boolean
}

/** Differences are for people: constants of more elements than this only get in the way. */
const elideInDiffs = 8

/** The options that the flags come to. */
export async function pipelineOptions(flags: PassFlags, terminal: Terminal): Promise<Result<PipelineOptions>> {
  const target = loadTarget(flags.target ?? defaultTarget)
  const print = printOptions(flags)
  const toolbox = await loadPlugins(flags.plugin ?? [])
  if (!target.ok || !print.ok || !toolbox.ok) return failure(...[target, print, toolbox].flatMap((r) => (r.ok ? [] : r.diagnostics)))
  const { registry } = toolbox.value
  const observer = printingObserver(flags, { print: print.value, registry, terminal })
  return success({
    target: target.value,
    toolbox: toolbox.value,
    ...(observer === undefined ? {} : { observer }),
    ...(flags.passTiming ? { reportTimings: (timings) => terminal.err(`${timingTable(timings)}\n`) } : {}),
    saveReproducer: (reproducer) => {
      const file = `onnc-crash-${reproducer.pass}.mlir`
      const chunks: string[] = []
      printReproducer(reproducer, registry, (text) => chunks.push(text))
      return writeWhole(file, chunks.join('')).ok ? `onnc opt ${file}` : `onnc opt --pipeline '${reproducer.pipeline}'`
    },
  })
}

export function printOptions({ generic, elideConstants }: PassFlags): Result<PrintOptions> {
  if (elideConstants !== undefined && !/^\d{1,9}$/.test(elideConstants))
    return failure(argumentMalformed('--elide-constants', 'a number of elements', elideConstants))
  return success({
    generic: generic ?? false,
    locations: generic ?? false,
    ...(elideConstants === undefined ? {} : { elideAbove: Number(elideConstants) }),
  })
}

interface Printing {
  readonly print: PrintOptions
  readonly registry: Registry
  readonly terminal: Terminal
}

function printingObserver({ printIrBefore, printIrAfter, printIrDiff }: PassFlags, printing: Printing): PassObserver | undefined {
  if (printIrBefore === undefined && printIrAfter === undefined && !printIrDiff) return undefined
  const { print, registry, terminal } = printing
  const shown = (module: Operation): string => operationText(module, registry, { elideAbove: elideInDiffs, ...print })
  let earlier = ''
  return {
    before: (pass, module) => {
      if (wants(printIrBefore, pass)) terminal.err(`// before ${pass}\n${operationText(module, registry, print)}`)
      if (printIrDiff) earlier = shown(module)
    },
    after: (pass, module) => {
      if (wants(printIrAfter, pass)) terminal.err(`// after ${pass}\n${operationText(module, registry, print)}`)
      const difference = printIrDiff ? diffText(earlier, shown(module), { colour: terminal.isTerminal }) : ''
      if (difference !== '') terminal.err(`// changed by ${pass}\n${difference}`)
    },
  }
}

function wants(list: string | undefined, pass: string): boolean {
  return list === 'all' || (list?.split(',').includes(pass) ?? false)
}

function timingTable(timings: readonly PassTiming[]): string {
  const rows = timings.map(({ pass, within, seconds, checkSeconds }) => [
    [...within, pass].join(' > '),
    formatQuantity(seconds, 's'),
    formatQuantity(checkSeconds, 's'),
  ])
  return alignColumns([['pass', 'time', 'checks'], ...rows], '')
}

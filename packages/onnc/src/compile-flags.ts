import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { registry } from '@onnc/dialects'
import type { DimensionBinding } from '@onnc/frontend'
import { loadTarget } from '@onnc/hardware'
import { operationText, type PassObserver, type PrintOptions } from '@onnc/ir'

import type { CompileOptions } from './compile-model.ts'
import { argumentMalformed } from './onnc-diagnostics.ts'
import type { Terminal } from './terminal.ts'

/** What the compile flags of `compile`, `run` and `eval` come to, as commander hands them over. */
export interface CompileFlags {
  readonly target?: string
  readonly pipeline?: string
  readonly dim?: readonly string[]
  readonly exact?: boolean
  readonly remarks?: boolean
  readonly generic?: boolean
  readonly elideConstants?: string
  readonly printIrBefore?: string
  readonly printIrAfter?: string
}

export const defaultTarget = 'rnb-64'

export function compileOptions(
  flags: CompileFlags,
  terminal: Terminal,
  dimensions: Omit<DimensionBinding, 'dims'> = {},
): Result<CompileOptions> {
  const target = loadTarget(flags.target ?? defaultTarget)
  const dims = parseDims(flags.dim ?? [])
  const print = printOptions(flags)
  const faults = [target, dims, print].flatMap((r) => (r.ok ? [] : r.diagnostics))
  if (!target.ok || !dims.ok || !print.ok) return failure(...faults)
  const observer = printingObserver(flags, print.value, terminal)
  return success({
    target: target.value,
    dimensions: { ...dimensions, dims: dims.value },
    exact: flags.exact ?? true,
    ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
    ...(observer === undefined ? {} : { observer }),
  })
}

/** `batch=4` or `input[0]=4`. */
function parseDims(texts: readonly string[]): Result<ReadonlyMap<string, number>> {
  const dims = new Map<string, number>()
  const faults: Diagnostic[] = []
  for (const text of texts) {
    const match = /^(.+)=([1-9]\d{0,8})$/.exec(text)
    if (match === null) faults.push(argumentMalformed('--dim', 'NAME=N or INPUT[AXIS]=N with N from 1', text))
    else dims.set(match[1]!, Number(match[2]))
  }
  return faults.length > 0 ? failure(...faults) : success(dims)
}

export function printOptions({ generic, elideConstants }: CompileFlags): Result<PrintOptions> {
  if (elideConstants !== undefined && !/^\d{1,9}$/.test(elideConstants))
    return failure(argumentMalformed('--elide-constants', 'a number of elements', elideConstants))
  return success({
    generic: generic ?? false,
    locations: generic ?? false,
    ...(elideConstants === undefined ? {} : { elideAbove: Number(elideConstants) }),
  })
}

function printingObserver({ printIrBefore, printIrAfter }: CompileFlags, print: PrintOptions, { err }: Terminal): PassObserver | undefined {
  if (printIrBefore === undefined && printIrAfter === undefined) return undefined
  return {
    before: (pass, module) => {
      if (wants(printIrBefore, pass)) err(`// before ${pass}\n${operationText(module, registry, print)}`)
    },
    after: (pass, module) => {
      if (wants(printIrAfter, pass)) err(`// after ${pass}\n${operationText(module, registry, print)}`)
    },
  }
}

function wants(list: string | undefined, pass: string): boolean {
  return list === 'all' || (list?.split(',').includes(pass) ?? false)
}

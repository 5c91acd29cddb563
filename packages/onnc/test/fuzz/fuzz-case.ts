import { checkProgram, timeProgram } from '@onnc/executor'
import { importWhole, type ImportOptions, readModelFile } from '@onnc/frontend'
import type { Target } from '@onnc/hardware'
import { decodeProgram, encodeProgram, type Program } from '@onnc/isa'
import { encodeModel, exportModel, type ModelProto } from '@onnc/onnx'
import type { Isolated } from '@onnc/ort'
import { createRandom, type Diagnostic, exitCodeOf, type Result } from '@onnc/support'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { compileModel } from '../../src/index.ts'
import { mutateBytes, pick } from './mutate-bytes.ts'
import { mutateModel } from './mutate-model.ts'

/** How compiling a mutated model ended. */
export interface Outcome {
  readonly exitCode: number
  readonly diagnostics: readonly Diagnostic[]
  /** What should not have happened, if anything did. */
  readonly fault?: string
}

/** The mutated model that belongs to a seed; the same for the same seeds. */
export function mutant(models: readonly Uint8Array[], seed: number): Uint8Array {
  const random = createRandom(seed)
  const model = pick(random, models)
  const mutated = random.uniform() < 0.75 ? mutateModel(model, random) : model
  return random.uniform() < 0.4 ? mutateBytes(mutated, random) : mutated
}

/**
 * Compiles a model of unknown origin that lies in `folder`, and writes it back as ONNX. A fault is: an exception; an exit code other than
 * 0, 3, 4 and 5; a failure without a clear message; a program that its own checks refuse; a model written back that no longer compiles.
 */
export async function fuzzCase(bytes: Uint8Array, folder: string, target: Target, isolated: Isolated): Promise<Outcome> {
  const openRuntime = (): Isolated => ({ ...isolated, close: async () => {} })
  const dimensions = { dims: new Map<string, number>(), otherwise: 2, openRuntime }
  const compile = (content: Uint8Array, name: string): Promise<Result<Program>> => {
    writeFileSync(join(folder, name), content)
    return compileModel(join(folder, name), { target, dimensions, exact: true })
  }
  try {
    const program = await compile(bytes, 'mutant.onnx')
    const outcome = judge(program)
    if (outcome.fault !== undefined) return outcome
    const model = readModelFile(join(folder, 'mutant.onnx'))
    if (!model.ok) return outcome
    const written = judge(await writeBack(model.value, dimensions, (content) => compile(content, 'written.onnx'), program.ok))
    if (written.fault !== undefined) return { ...written, fault: `written back: ${written.fault}` }
    if (program.ok && written.exitCode !== 0) return { ...written, fault: `written back: ${written.diagnostics[0]?.message}` }
    const broken = program.ok ? checkWhole(program.value, target) : undefined
    return broken === undefined ? outcome : { ...outcome, fault: broken }
  } catch (error) {
    return { exitCode: 70, diagnostics: [], fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** Through the onnx dialect to a model again, which compiles if the first did. */
async function writeBack(
  model: ModelProto,
  dimensions: ImportOptions,
  compile: (content: Uint8Array) => Promise<Result<unknown>>,
  isGood: boolean,
): Promise<Result<unknown>> {
  const module = await importWhole(model, dimensions)
  if (!module.ok) return module
  const exported = exportModel(module.value)
  return exported.ok && isGood ? compile(encodeModel(exported.value)) : exported
}

/** What a program's own checks have against it once it went through its file. */
function checkWhole(program: Program, target: Target): string | undefined {
  const decoded = decodeProgram(encodeProgram(program), 'mutant.mrr')
  const checked = decoded.ok ? checkProgram(decoded.value, target) : decoded
  const timed = checked.ok ? timeProgram(checked.value) : checked
  return timed.ok ? undefined : `the program is refused: ${timed.diagnostics[0]?.message}`
}

function judge(result: Result<unknown>): Outcome {
  const { ok, diagnostics } = result
  const exitCode = ok ? 0 : exitCodeOf(diagnostics)
  const fault = ok ? undefined : faultOf(diagnostics, exitCode)
  return { exitCode, diagnostics, ...(fault === undefined ? {} : { fault }) }
}

function faultOf(diagnostics: readonly Diagnostic[], exitCode: number): string | undefined {
  const errors = diagnostics.filter((d) => d.severity === 'error')
  if (errors.length === 0) return 'it fails without a word'
  if (![3, 4, 5].includes(exitCode)) return `it fails with exit code ${exitCode}: ${errors[0]!.message}`
  if (errors.length > 500) return `it fails with ${errors.length} errors`
  const bad = errors.find(({ message }) => message.length > 2000 || /undefined|\[object|\bNaN\b|\n\s+at /.test(message))
  return bad === undefined ? undefined : `it fails with an unclear message: ${bad.message.slice(0, 500)}`
}

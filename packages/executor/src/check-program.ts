import type { Target } from '@onnc/hardware'
import { type AddressPattern, checkProgram as checkStructure, checkUnrolled as checkRounds, type Program, unrollLoops } from '@onnc/isa'
import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { checkInstructions, type PatternsInUse } from './check-instructions.ts'
import { checkLayout, checkMemory } from './check-memory.ts'
import { checkReads } from './check-reads.ts'
import { checkResume } from './check-resume.ts'
import { layOutMemory, type MemoryLayout } from './memory-layout.ts'
import { createProblems } from './problems.ts'

/** A program that is safe to run on a target. */
export interface CheckedProgram extends PatternsInUse {
  /** Without loops: they are unrolled. */
  readonly program: Program
  /** The index that each instruction had before loops were unrolled; absent where there are none. */
  readonly origin?: Uint32Array
  readonly target: Target
  readonly layout: MemoryLayout
}

/**
 * Checks a program against the target it is to run on: its structure (`checkProgram` of isa), then buffers, then every instruction with
 * what its unit holds by then, then that what is read was written. Reports everything wrong, each with its instruction where there is
 * one; a later step only runs when the earlier ones found nothing.
 */
export function checkProgram(program: Program, target: Target): Result<CheckedProgram> {
  const structure = checkStructure(program)
  if (structure.length > 0) return failure(...structure)
  const unrolled = unrollLoops(program.instructions)
  if (!unrolled.ok) return unrolled
  const { instructions, origin } = unrolled.value
  if (instructions === program.instructions) return checkUnrolled(program, target)
  const flat: Program = { ...program, instructions, sourceMap: [] }
  const rounds = checkRounds(flat)
  if (rounds.length > 0) return failure(...atOrigin(rounds, origin))
  const checked = checkUnrolled(flat, target)
  return checked.ok ? success({ ...checked.value, origin }) : failure(...atOrigin(checked.diagnostics, origin))
}

/** Diagnostics of unrolled instructions, at the instructions they come from. */
export function atOrigin(diagnostics: readonly Diagnostic[], origin: Uint32Array | undefined): readonly Diagnostic[] {
  if (origin === undefined) return diagnostics
  return diagnostics.map((diagnostic) =>
    diagnostic.location?.kind === 'instruction'
      ? { ...diagnostic, location: { kind: 'instruction', index: origin[diagnostic.location.index] ?? 0 } }
      : diagnostic,
  )
}

function checkUnrolled(program: Program, target: Target): Result<CheckedProgram> {
  const problems = createProblems()
  checkMemory(program, target, problems)
  if (problems.list().length > 0) return failure(...problems.list())
  const layout = layOutMemory(program.buffers, target, gatheredPatterns(program))
  checkLayout(layout, problems)
  if (problems.list().length > 0) return failure(...problems.list())
  const { patterns, scaled } = checkInstructions(program, target, layout, problems)
  if (problems.list().length > 0) return failure(...problems.list())
  checkReads(program, problems)
  checkResume(program, problems)
  return problems.list().length > 0 ? failure(...problems.list()) : success({ program, target, layout, patterns, scaled })
}

/** Patterns whose vectors are put elsewhere before they are streamed: those with a list made at run time, and those of scaled inputs. */
function gatheredPatterns({ instructions, patterns, uses }: Program): ReadonlySet<AddressPattern> {
  const gathered = new Set(patterns.filter(({ indices }) => indices !== undefined))
  for (const instruction of instructions)
    if (instruction.op === 'stream' && uses[instruction.use]!.inScale !== undefined) gathered.add(patterns[instruction.input]!)
  return gathered
}

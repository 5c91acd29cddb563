import { createHash } from 'node:crypto'
import type { Diagnostic } from '@onnc/support'
import { checkBuffers } from './check-buffers.ts'
import { checkInstructions } from './check-instructions.ts'
import { checkPatterns } from './check-patterns.ts'
import { checkActivationTiles, checkTiles, checkUses } from './check-tiles.ts'
import { createProblems, type Problems } from './problems.ts'
import type { Binding, Program } from './program.ts'
import { unrollLoops } from './unroll-loops.ts'
import { entryNumber, entryReference, nameTwice, sourceMapOrder, targetFingerprint, weightBinding } from './program-diagnostics.ts'

/**
 * Everything that must hold for a program to mean something, short of the machine: indices exist, sizes fit together, codes are levels,
 * addresses stay in their buffer. Which units and banks there are is the executor's to check. At most 100 problems are listed.
 */
export function checkProgram(program: Program): readonly Diagnostic[] {
  const known = checked.get(program)
  if (known !== undefined) return known
  const found = checkSections(program, { codes: true })
  checked.set(program, found)
  return found
}

/** Programs are not changed once they are made, so that each is looked at once. */
const checked = new WeakMap<Program, readonly Diagnostic[]>()

/** The same, with or without a look at the ring codes. */
export function checkSections(program: Program, look: { readonly codes: boolean }): readonly Diagnostic[] {
  const problems = createProblems()
  checkTarget(program, problems)
  checkTiles(program.tiles, look, problems)
  checkUses(program.uses, program.tiles, problems)
  checkBuffers(program.buffers, program.tiles, problems)
  checkPatterns(program.patterns, program.buffers, problems)
  checkActivationTiles(program.tiles, program.patterns, problems)
  checkKernels(program, problems)
  for (const side of ['inputs', 'outputs'] as const) {
    checkBindings(side, program[side], program.buffers.length, problems)
    checkNames(side, program[side], problems)
    for (const { name, buffer } of program[side]) if (program.buffers[buffer]?.memory === 'weight') problems.add(weightBinding(side, name))
  }
  checkSourceMap(program, problems)
  checkInstructions(program, problems)
  const unrolled = unrollLoops(program.instructions)
  for (const problem of unrolled.diagnostics) problems.add(problem)
  return problems.list
}

/** The same of a program whose sections were found sound, and whose loops have been unrolled: of its instructions. */
export function checkUnrolled(program: Program): readonly Diagnostic[] {
  const problems = createProblems()
  checkInstructions(program, problems)
  return problems.list
}

/** The fingerprint of a target definition. */
export function fingerprintOf(definition: string): string {
  return createHash('sha256').update(definition).digest('hex')
}

function checkTarget({ target }: Program, problems: Problems): void {
  const expected = fingerprintOf(target.definition)
  if (target.fingerprint !== expected) problems.add(targetFingerprint(target.fingerprint, expected))
}

function checkKernels({ kernels, buffers }: Program, problems: Problems): void {
  for (let k = 0; k < kernels.length && !problems.full; k++) {
    const kernel = kernels[k]!
    if (kernel.model.length === 0) problems.add(entryNumber(`kernels[${k}]`, 'the size of the model', 0, '1 byte or more'))
    checkBindings(`kernels[${k}].inputs`, kernel.inputs, buffers.length, problems)
    checkBindings(`kernels[${k}].outputs`, kernel.outputs, buffers.length, problems)
    for (const { name, buffer } of [...kernel.inputs, ...kernel.outputs])
      if (buffers[buffer]?.memory === 'weight') problems.add(weightBinding(`kernels[${k}]`, name))
    for (const [w, { operations }] of kernel.work.entries()) {
      if (Number.isSafeInteger(operations) && operations >= 0) continue
      problems.add(entryNumber(`kernels[${k}].work[${w}]`, 'operations', operations, 'a count'))
    }
  }
}

function checkBindings(section: string, bindings: readonly Binding[], bufferCount: number, problems: Problems): void {
  for (const [i, { buffer }] of bindings.entries()) {
    if (!(buffer >= 0 && buffer < bufferCount)) problems.add(entryReference(`${section}[${i}]`, 'buffer', buffer, bufferCount))
  }
}

function checkNames(section: string, bindings: readonly Binding[], problems: Problems): void {
  const seen = new Set<string>()
  for (const [i, { name }] of bindings.entries()) {
    if (seen.has(name)) problems.add(nameTwice(`${section}[${i}]`, name))
    seen.add(name)
  }
}

function checkSourceMap({ sourceMap, instructions }: Program, problems: Problems): void {
  let end = 0
  for (let i = 0; i < sourceMap.length && !problems.full; i++) {
    const { first, count } = sourceMap[i]!
    const entry = `sourceMap[${i}]`
    if (first < end) problems.add(sourceMapOrder(entry, first, end))
    if (count < 1) problems.add(entryNumber(entry, 'count', count, '1 or more'))
    end = Math.max(end, first + count)
    if (end <= instructions.length) continue
    problems.add(entryReference(entry, 'instruction', end - 1, instructions.length))
    return
  }
}

import { failure, type Result, success } from '@onnc/support'
import { type Chip, readChip, type Target, targetFromDefinition } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { readFileSync } from 'node:fs'

import { fileError } from './file-error.ts'

/** Reads a chip file for the target of a program. */
export function loadChip(file: string, program: Program): Result<{ readonly chip: Chip; readonly target: Target }> {
  const target = targetFromDefinition(program.target.definition)
  if (!target.ok) return target
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return failure(fileError(file, error))
  }
  const chip = readChip(text, file, target.value)
  return chip.ok ? success({ chip: chip.value, target: target.value }) : chip
}

import type { Instruction, InstructionNamed, Program } from '@onnc/isa'
import { resumeDiffers, resumeTwice } from './diagnostics.ts'
import type { Problems } from './problems.ts'

/** What a bank holds: a tile, and how it was calibrated since. */
interface Held {
  readonly tile: number
  readonly calibration: string
}

/** Instructions that write the rings of a bank, measure them, or send light through them. */
function usesRings(instruction: Instruction): instruction is InstructionNamed<'program' | 'imprint' | 'calibrate' | 'stream'> {
  const { op } = instruction
  return op === 'program' || op === 'imprint' || op === 'calibrate' || op === 'stream'
}

/**
 * That inferences which begin at `resume` find what they count on: a bank that is used behind it before it is written as a whole has to hold, at
 * the end, what it held there, calibrated alike. Then every inference behind the first one sees what the first saw. Cost: linear in instructions.
 */
export function checkResume({ instructions }: Pick<Program, 'instructions'>, problems: Problems): void {
  const resume = instructions.findIndex(({ op }) => op === 'resume')
  if (resume === -1) return
  const banks = new Map<number, Held>()
  let standing: ReadonlyMap<number, Held> = banks
  const written = new Set<number>()
  const found = new Set<number>()
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.op === 'resume') {
      if (index !== resume) problems.report(resumeTwice(resume), index)
      else standing = new Map(banks)
    }
    if (!usesRings(instruction)) continue
    const place = instruction.unit * 16 + instruction.bank
    const isWhole = instruction.op === 'imprint' || (instruction.op === 'program' && instruction.write === 'whole')
    if (index > resume && isWhole) written.add(place)
    else if (index > resume && !written.has(place)) found.add(place)
    if (instruction.op === 'program' || instruction.op === 'imprint') banks.set(place, { tile: instruction.tile, calibration: 'none' })
    else if (instruction.op === 'calibrate') {
      const { probes, iterations, procedure, settle } = instruction
      banks.set(place, { tile: banks.get(place)?.tile ?? -1, calibration: `${probes} ${iterations} ${procedure} ${settle}` })
    }
  }
  for (const place of found) {
    const [before, after] = [standing.get(place), banks.get(place)]
    if (before === undefined || after === undefined) continue
    if (before.tile !== after.tile || before.calibration !== after.calibration)
      problems.report(resumeDiffers(place % 16, Math.floor(place / 16), after.tile, before.tile), instructions.length - 1)
  }
}

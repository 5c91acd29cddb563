import type { Target } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { type Result, success } from '@onnc/support'
import type { Sample } from './inputs.ts'
import { openMachine } from './machine.ts'
import type { Ranges } from './ranges.ts'

/** The largest inputs and photocurrent sums of every stream over samples, in mode `quantized`: what to set the converters to. Errors: as `Machine.run`. */
export function measureRanges(program: Program, samples: readonly Sample[], target?: Target): Result<Ranges> {
  const machine = openMachine(program, { mode: 'quantized', watch: true, ...(target === undefined ? {} : { target }) })
  if (!machine.ok) return machine
  try {
    const ran = machine.value.run(samples)
    return ran.ok ? success(machine.value.reached(), ran.diagnostics) : ran
  } finally {
    machine.value.close()
  }
}

/** Shares of the inputs of streams that are not zero over samples, by instruction, where the target gates zeros. Errors: as `Machine.run`. */
export function measureDensities(program: Program, samples: readonly Sample[], target?: Target): Result<ReadonlyMap<number, number>> {
  const machine = openMachine(program, { mode: 'quantized', ...(target === undefined ? {} : { target }) })
  if (!machine.ok) return machine
  try {
    const ran = machine.value.run(samples)
    return ran.ok ? success(machine.value.densities(), ran.diagnostics) : ran
  } finally {
    machine.value.close()
  }
}

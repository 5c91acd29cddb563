import type { Program } from '@onnc/isa'
import { type Result, success } from '@onnc/support'
import type { Sample } from './inputs.ts'
import { openMachine } from './machine.ts'

/** What the streams of each ONNX node give in mode `ideal`. Errors: as `openMachine` and `Machine.run`. */
export function recordLayers(program: Program, sample: Sample): Result<ReadonlyMap<string, Float32Array>> {
  const layers = new Map<string, Float32Array>()
  const machine = openMachine(program, { mode: 'ideal', probe: (node, values) => void layers.set(node, values) })
  if (!machine.ok) return machine
  try {
    const ran = machine.value.run([sample])
    return ran.ok ? success(layers) : ran
  } finally {
    machine.value.close()
  }
}

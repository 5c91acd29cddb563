import { modelInputs, readModelFile } from '@onnc/frontend'
import { type Result, success } from '@onnc/support'

import { type CompileFlags, compileOptions } from './compile-flags.ts'
import { compileMessage } from './compile-model.ts'
import { gatherInputs, type InputFlags } from './gather-inputs.ts'
import { keepHeapSmall } from './keep-heap-small.ts'
import type { Runnable } from './load-runnable.ts'
import type { Terminal } from './terminal.ts'

/** Compiles a model to run it; free dimensions take the sizes of the inputs at hand (1 with random inputs). */
export async function compileRunnable(file: string, flags: CompileFlags & InputFlags, terminal: Terminal): Promise<Result<Runnable>> {
  keepHeapSmall()
  const model = readModelFile(file)
  if (!model.ok) return model
  const names = modelInputs(model.value).map((i) => i.name)
  const inputs = gatherInputs(flags, names)
  if (!inputs.ok) return inputs
  const options = await compileOptions(flags, terminal, {
    inputShapes: new Map([...inputs.value].map(([name, tensor]) => [name, tensor.shape])),
    ...(flags.randomInputs === undefined ? {} : { otherwise: 1 }),
  })
  if (!options.ok) return options
  const program = await compileMessage(model.value, options.value)
  if (!program.ok) return program
  const { record } = options.value
  return success(
    { kind: 'model', program: program.value, given: inputs.value, ...(record === undefined ? {} : { record }) },
    program.diagnostics,
  )
}

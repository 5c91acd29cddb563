import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Digit } from './draw-digits.ts'
import type { NamedTensor } from './onnx-writer.ts'

/** Runs a model in ONNX Runtime, unoptimised and on one thread: its float32 outputs in the model's order. */
export type Run = (inputs: readonly NamedTensor[]) => Promise<NamedTensor[]>

export async function openModel(model: Uint8Array): Promise<Run> {
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', intraOpNumThreads: 1 })
  return async (inputs) => {
    const feeds = inputs.map(({ name, shape, data }) => [name, new Tensor('float32', data as Float32Array, shape)] as const)
    const results = await session.run(Object.fromEntries(feeds))
    return session.outputNames.map((name) => {
      const output = results[name] as Tensor
      return { name, shape: output.dims, data: output.data as Float32Array }
    })
  }
}

/** How many digits the model tells right. */
export async function countCorrect(run: Run, digits: readonly Digit[], input: (digit: Digit) => NamedTensor): Promise<number> {
  let correct = 0
  for (const digit of digits) {
    const logits = (await run([input(digit)]))[0]?.data as Float32Array
    if (logits.indexOf(Math.max(...logits)) === digit.label) correct++
  }
  return correct
}

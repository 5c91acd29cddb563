import { at, type Diagnostic } from '@onnc/support'
import { negativeInput, notFinite } from './diagnostics.ts'
import { createEncodedInput, type EncodedInput, encodeSample } from './encode-input.ts'
import type { InputEncoding } from './input-planes.ts'
import { type MachineState, sampleName, startOf } from './machine-state.ts'
import type { StreamWork } from './value-domain.ts'

/** The symbols of the stream's input buffer; encoded once for all streams that read the same contents of it. */
export function symbolsOf(state: MachineState, work: StreamWork, encoding: InputEncoding): EncodedInput | Diagnostic {
  const { input, instruction, signed } = work
  const ofBuffer = state.encoded.get(input.buffer)
  let encoded = ofBuffer?.get(encoding.key)
  if (encoded === undefined) {
    encoded = createEncodedInput(encoding, state.layout.size[input.buffer]!, state.capacity)
    for (let sample = 0; sample < state.samples; sample++) {
      const bad = encodeSample(encoded, state.memory, startOf(state, input.buffer, sample), sample)
      if (bad === undefined) continue
      const where = sampleName(state.firstSample + sample, state.allSamples)
      return notFinite(work.inputName, String(bad), where)
    }
    if (ofBuffer === undefined) state.encoded.set(input.buffer, new Map([[encoding.key, encoded]]))
    else ofBuffer.set(encoding.key, encoded)
  }
  if (!signed && !state.warnings.has(instruction) && someNegative(encoded, 0, state.samples)) {
    state.warnings.set(instruction, at(negativeInput(work.inputName), { kind: 'instruction', index: instruction }))
  }
  return encoded
}

/** Whether one of `count` samples from `first` has a negative value. */
export function someNegative(encoded: EncodedInput, first: number, count: number): boolean {
  for (let sample = first; sample < first + count; sample++) if (encoded.negative[sample] === 1) return true
  return false
}

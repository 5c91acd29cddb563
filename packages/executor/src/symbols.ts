import { at, type Diagnostic } from '@onnc/support'
import { negativeInput, notFinite } from './diagnostics.ts'
import { createEncodedInput, type EncodedInput, encodeSamples } from './encode-input.ts'
import type { Engine } from './engine.ts'
import type { InputEncoding } from './input-planes.ts'
import type { PartRoom } from './run-parts.ts'
import { type MachineState, sampleName, startOf } from './machine-state.ts'
import type { StreamWork } from './value-domain.ts'

/** Encodes input buffers; keeps room for the symbols of each for ever, and the symbols until `noteWrite`. */
export interface SymbolStore {
  /** The symbols of the stream's input buffer; encoded once for all streams that read the same contents of it. */
  readonly of: (state: MachineState, work: StreamWork, encoding: InputEncoding, wide: boolean, range?: number) => EncodedInput | Diagnostic
}

export function createSymbolStore(engine: Engine, mode: string): SymbolStore {
  const rooms = new Map<string, EncodedInput>()
  const parts: PartRoom = { address: 0, words: 0 }
  return {
    of: (state, work, encoding, wide, range) => {
      const { input, instruction, signed } = work
      const key = wide ? `${encoding.key} wide` : encoding.key
      const ofBuffer = state.encoded.get(input.buffer)
      let encoded = ofBuffer?.get(key)
      if (encoded === undefined) {
        const room = `${input.buffer} ${state.capacity} ${key}`
        encoded = rooms.get(room) ?? createEncodedInput(engine, encoding, wide, state.layout.size[input.buffer]!, state.capacity)
        rooms.set(room, encoded)
        const addresses = Array.from({ length: state.samples }, (_, sample) => state.address + startOf(state, input.buffer, sample) * 4)
        const wrong = encodeSamples(engine, parts, encoded, addresses, range)
        if (wrong !== undefined) {
          const where = sampleName(state.firstSample + wrong.sample, state.allSamples)
          return notFinite(mode, work.inputName, String(wrong.bad), where)
        }
        if (ofBuffer === undefined) state.encoded.set(input.buffer, new Map([[key, encoded]]))
        else ofBuffer.set(key, encoded)
      }
      if (!signed && encoded.someNegative && !state.warnings.has(instruction)) {
        state.warnings.set(instruction, at(negativeInput(work.inputName), { kind: 'instruction', index: instruction }))
      }
      return encoded
    },
  }
}

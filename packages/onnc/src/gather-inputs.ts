import { type Diagnostic, failure, type Result, success, type Tensor } from '@onnc/support'

import { argumentMalformed, inputUnknown } from './onnc-diagnostics.ts'
import { nameTensors, readStoredTensors, readTensorFile } from './stored-tensors.ts'

export interface InputFlags {
  /** NAME=FILE */
  readonly input?: readonly string[]
  readonly inputs?: string
  readonly randomInputs?: string
}

/** The tensors that the flags name, by input. Random ones are made later, when shapes are known. */
export function gatherInputs(flags: InputFlags, names: readonly string[]): Result<Map<string, Tensor>> {
  const faults: Diagnostic[] = []
  const tensors = new Map<string, Tensor>()
  if (flags.inputs !== undefined) {
    const stored = readStoredTensors(flags.inputs, 'input')
    if (stored.ok) for (const [name, tensor] of nameTensors(stored.value, names)) tensors.set(name, tensor)
    else faults.push(...stored.diagnostics)
  }
  for (const text of flags.input ?? []) {
    const [, name, file] = /^([^=]+)=(.+)$/.exec(text) ?? []
    if (name === undefined || file === undefined) {
      faults.push(argumentMalformed('--input', 'NAME=FILE', text))
      continue
    }
    const read = readTensorFile(file, name)
    if (read.ok) tensors.set(name, read.value.tensor)
    else faults.push(...read.diagnostics)
  }
  for (const name of tensors.keys()) if (!names.includes(name)) faults.push(inputUnknown(name, names))
  if (flags.randomInputs !== undefined && parseSeed(flags.randomInputs) === undefined)
    faults.push(argumentMalformed('--random-inputs', 'a seed from 0 to 4294967295', flags.randomInputs))
  return faults.length > 0 ? failure(...faults) : success(tensors)
}

export function parseSeed(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : undefined
}

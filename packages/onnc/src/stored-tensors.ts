import { failure, type Result, success, type Tensor } from '@onnc/support'
import { decodeTensorFile } from '@onnc/onnx'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { readNpy } from './data/read-npy.ts'
import { readNpz } from './data/read-npz.ts'
import { fileError } from './file-error.ts'
import { fileUnreadable, inputsFolderEmpty } from './onnc-diagnostics.ts'

/** A tensor as stored, with the name it gives itself ('' if none). */
export interface StoredTensor {
  readonly name: string
  readonly tensor: Tensor
}

/** Reads one `.pb`, `.npy` or `.npz` file; of an npz, the entry called `name`. */
export function readTensorFile(file: string, name: string): Result<StoredTensor> {
  if (file.endsWith('.npy')) {
    const read = readNpy(file)
    return read.ok ? success({ name, tensor: read.value }) : read
  }
  if (file.endsWith('.npz')) {
    const read = readNpz(file, [name])
    return read.ok ? success({ name, tensor: read.value.get(name)! }, read.diagnostics) : read
  }
  try {
    return decodeTensorFile(readFileSync(file), file)
  } catch (error) {
    return failure(fileError(file, error))
  }
}

/** `input_0.pb`, `input_1.pb`, ... (or `output_*`) of a test folder, in order. */
export function readStoredTensors(folder: string, prefix: 'input' | 'output'): Result<readonly StoredTensor[]> {
  if (!existsSync(folder)) return failure(fileUnreadable(folder, 'no such folder'))
  let files: string[]
  try {
    files = readdirSync(folder)
  } catch (error) {
    return failure(fileUnreadable(folder, (error as NodeJS.ErrnoException).code ?? String(error)))
  }
  const numbered = files
    .map((file) => ({ file, number: new RegExp(`^${prefix}_(\\d+)\\.pb$`).exec(file)?.[1] }))
    .filter(({ number }) => number !== undefined)
    .toSorted((a, b) => Number(a.number) - Number(b.number))
  if (numbered.length === 0 && prefix === 'input') return failure(inputsFolderEmpty(folder))
  const tensors: StoredTensor[] = []
  for (const { file } of numbered) {
    const read = readTensorFile(join(folder, file), '')
    if (!read.ok) return read
    tensors.push(read.value)
  }
  return success(tensors)
}

/** Gives every stored tensor a name of the model: its own where the model knows it, else the one at its place. */
export function nameTensors(stored: readonly StoredTensor[], names: readonly string[]): Map<string, Tensor> {
  const known = new Set(names)
  const named = new Map<string, Tensor>()
  const unnamed = stored.filter(({ name, tensor }) => {
    if (!known.has(name) || named.has(name)) return true
    named.set(name, tensor)
    return false
  })
  const open = names.filter((name) => !named.has(name))
  for (const [index, { name, tensor }] of unnamed.entries()) named.set(open[index] ?? (name || `tensor ${index}`), tensor)
  return named
}

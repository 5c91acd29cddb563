import { failure, type Result, success, type Tensor } from '@onnc/support'
import { compareTensors } from '@onnc/ort'
import type { Comparison } from '@onnc/results'

import { referenceMissing } from './onnc-diagnostics.ts'
import { nameTensors, readStoredTensors } from './stored-tensors.ts'

export interface Reference {
  /** What it is, for people: 'stored outputs' or 'ONNX Runtime'. */
  readonly name: string
  readonly outputs: ReadonlyMap<string, Tensor>
}

export interface ReferenceRequest {
  /** A folder that may hold `output_*.pb`. */
  readonly inputsFolder?: string
  readonly model?: string
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly outputNames: readonly string[]
}

/** The stored outputs beside the inputs, else what ONNX Runtime makes of the model. */
export async function findReference(request: ReferenceRequest): Promise<Result<Reference>> {
  if (request.inputsFolder !== undefined) {
    const stored = readStoredTensors(request.inputsFolder, 'output')
    if (!stored.ok) return stored
    if (stored.value.length > 0) return success({ name: 'stored outputs', outputs: nameTensors(stored.value, request.outputNames) })
  }
  if (request.model === undefined) return failure(referenceMissing())
  // Reading a model takes what running a program does without.
  const { runReference } = await import('./reference-session.ts')
  const outputs = runReference(request.model, request.inputs)
  return outputs.ok ? success({ name: 'ONNX Runtime', outputs: outputs.value }) : outputs
}

/** How outputs compare with a reference, each and all together. */
export function compareOutputs(outputs: ReadonlyMap<string, Tensor>, reference: Reference, tolerance: number | undefined): Comparison {
  const compared = [...outputs].map(([name, tensor]) => {
    const expected = reference.outputs.get(name)
    const { maxAbsError, maxRelError, pass } =
      expected === undefined
        ? { maxAbsError: Infinity, maxRelError: Infinity, pass: false }
        : compareTensors(tensor, expected, tolerance === undefined ? undefined : { relative: 0, ofMaximum: tolerance })
    return { name, type: tensor.type, shape: [...tensor.shape], maxAbsError: finite(maxAbsError), maxRelError: finite(maxRelError), pass }
  })
  return {
    reference: reference.name,
    maxAbsError: largest(compared.map((c) => c.maxAbsError)),
    maxRelError: largest(compared.map((c) => c.maxRelError)),
    pass: compared.every((c) => c.pass),
    outputs: compared,
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function largest(errors: readonly (number | null)[]): number | null {
  return errors.includes(null) ? null : Math.max(0, ...(errors as number[]))
}

import { elementCount, failure, formatTensorType, type Result, success } from '@onnc/support'
import type { Operation } from '@onnc/ir'
import { createSession, type Session } from '@onnc/ort'
import { join } from 'node:path'

import { checkLabels } from '../data/read-images.ts'
import { evalInputs, evalShape } from '../onnc-diagnostics.ts'
import { type EvalNumbers, type ImageSet, inputSampler, largestIndex } from '../sample-images.ts'
import { writeModel } from '../write-model.ts'

export interface LabelledSet {
  readonly set: ImageSet
  readonly labelsFile: string
  readonly numbers: EvalNumbers
}

/** How many images ONNX Runtime labels right with a model, in this process. The model is written into `folder` to be read. */
export function countCorrect(module: Operation, folder: string, images: LabelledSet): Result<number> {
  const file = join(folder, 'model.onnx')
  const written = writeModel(module, file)
  if (!written.ok) return written
  const session = createSession({ file }, { optimization: 'all' })
  if (!session.ok) return session
  try {
    return tally(session.value, images)
  } finally {
    session.value.dispose()
  }
}

function tally(session: Session, { set, labelsFile, numbers }: LabelledSet): Result<number> {
  const [input, ...others] = session.inputs
  if (input === undefined || others.length > 0) return failure(evalInputs(session.inputs.length))
  const shape = input.shape?.map((size) => (typeof size === 'number' ? size : 1))
  if (input.type === null || shape === undefined)
    return failure(evalShape(formatTensorType(set.images.type, set.images.shape.slice(1)), input.typeName))
  const sampleOf = inputSampler({ name: input.name, type: input.type, shape }, set, numbers)
  if (!sampleOf.ok) return sampleOf
  const output = session.outputs[0]!.name
  let correct = 0
  for (const [i, label] of set.labels.entries()) {
    const outputs = session.run(sampleOf.value(i), [output])
    if (!outputs.ok) return outputs
    const scores = outputs.value.get(output)!
    if (i === 0) {
      const classes = checkLabels(set.labels, labelsFile, elementCount(scores.shape))
      if (!classes.ok) return classes
    }
    if (largestIndex(scores) === label) correct++
  }
  return success(correct)
}

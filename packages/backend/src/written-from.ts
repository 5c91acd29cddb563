import { activationsOp, calibrateOp, programOp } from '@onnc/dialects'
import { definingOperation, type Value } from '@onnc/ir'

/** The tensor that a bank was written from at run time; undefined for one that holds weights. */
export function writtenFrom(rings: Value): Value | undefined {
  const operation = definingOperation(rings)!
  if (calibrateOp.is(operation)) return writtenFrom(calibrateOp.view(operation).rings)
  const tile = definingOperation(programOp.view(operation).tile)!
  return activationsOp.is(tile) ? activationsOp.view(tile).source : undefined
}

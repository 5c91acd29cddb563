import { activationsOp, calibrateOp, compactOp, gatherOp, programOp } from '@onnc/dialects'
import { definingOperation, type Operation, type Value } from '@onnc/ir'

/** The tile of activations that a bank was written from at run time; undefined for one that holds weights. */
export function activationsOf(rings: Value): Operation | undefined {
  const operation = definingOperation(rings)!
  if (calibrateOp.is(operation)) return activationsOf(calibrateOp.view(operation).rings)
  const tile = definingOperation(programOp.view(operation).tile)!
  return activationsOp.is(tile) ? tile : undefined
}

/** The tensor that a bank was written from at run time. */
export function writtenFrom(rings: Value): Value | undefined {
  const tile = activationsOf(rings)
  return tile && activationsOp.view(tile).source
}

/** The tensor whose elements a stream reads, and the list by which it finds them, if any. */
export function readBy(source: Value): { readonly tensor: Value; readonly list: Value | undefined } {
  const operation = definingOperation(source)
  if (operation === undefined || !gatherOp.is(operation)) return { tensor: source, list: undefined }
  const { source: tensor, indices } = gatherOp.view(operation)
  return { tensor, list: indices }
}

/** What a write of rings depends on: the operation that counts what is not 0, and the first of its values that the rings take. */
export function conditionOf(tile: Operation): { readonly compact: Operation; readonly above: number } | undefined {
  const { source, values } = activationsOp.view(tile)
  const compact = definingOperation(source)
  if (compact === undefined || !compactOp.is(compact)) return undefined
  const above = values.offset + values.first * (values.elements[0]?.stride ?? 0)
  return above > 0 ? { compact, above } : undefined
}

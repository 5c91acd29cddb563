import { kernelCost, type Target } from '@onnc/hardware'
import { type Operation, staticShape, type Value } from '@onnc/ir'

/** Seconds of an electronic kernel by what it moves: enough to know what waits for it, while its work is not counted yet. */
export function kernelSeconds(target: Target, kernel: Operation): number {
  const { activation } = target.memories
  const bytes = (values: readonly Value[]): number =>
    values.reduce((sum, { type }) => sum + ((staticShape(type) ?? []).reduce((a, b) => a * b, 1) * activation.elementBits) / 8, 0)
  return kernelCost(target, { work: [], bytesRead: bytes(kernel.operands), bytesWritten: bytes(kernel.results) }).seconds
}

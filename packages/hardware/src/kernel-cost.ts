import type { Cost } from './cost.ts'
import type { Target, WorkKind } from './target.ts'

/** Electronic work, in element operations by kind, and the activation memory traffic that goes with it. */
export interface KernelJob {
  readonly work: readonly { readonly kind: WorkKind; readonly operations: number }[]
  readonly bytesRead: number
  readonly bytesWritten: number
}

/**
 * Cost of a kernel on the ECU.
 *
 * time = launch latency + max(sum of operations / throughput of their kind, bytes / bandwidth of the ECU's memory port): kinds of work
 * run one after the other, memory traffic beside them (a roofline). ecu = sum of operations * energy of their kind; memory = bytes *
 * energy per byte. An idle ECU costs nothing.
 */
export function kernelCost(target: Target, job: KernelJob): Cost {
  const { ecu } = target
  const { bandwidth, energyPerByte } = target.memories.activation
  const bytes = job.bytesRead + job.bytesWritten
  const workSeconds = job.work.reduce((sum, { kind, operations }) => sum + operations / ecu.throughput[kind].value, 0)
  return {
    seconds: ecu.launchLatency.value + Math.max(workSeconds, bytes / bandwidth.value),
    energyJoules: {
      memory: bytes * energyPerByte.value,
      ecu: job.work.reduce((sum, { kind, operations }) => sum + operations * ecu.energy[kind].value, 0),
    },
  }
}

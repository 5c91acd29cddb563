import type { Engine } from './engine.ts'
import { sharesValues } from './memory-layout.ts'
import type { MachineState } from './machine-state.ts'
import type { PendingStream } from './pending-stream.ts'
import { buildJob } from './build-job.ts'
import type { StreamWork } from './value-domain.ts'

/** Streams that wait to be computed together, because none needs what another writes. */
export interface StreamQueue {
  /** Call before the input of the stream is encoded: computes what it reads or overwrites. */
  makeWay(state: MachineState, work: StreamWork): void
  add(stream: PendingStream): void
  readonly settle: (state: MachineState) => void
}

/** Streams kept at most, so that the job's tables stay small. */
const longestQueue = 8192

export function createStreamQueue(engine: Engine): StreamQueue {
  let pending: PendingStream[] = []
  const read = new Set<number>()
  const written = new Set<number>()
  const build = buildJob(engine)
  const settle = (state: MachineState): void => {
    if (pending.length === 0) return
    const streams = pending
    pending = []
    read.clear()
    written.clear()
    build(state, streams)
  }
  return {
    makeWay: (state, { input, output }) => {
      const { layout } = state
      const meets = (buffers: ReadonlySet<number>, buffer: number, but = -1): boolean => {
        for (const other of buffers) if (other !== but && sharesValues(layout, other, buffer)) return true
        return false
      }
      if (
        pending.length >= longestQueue ||
        meets(written, input.buffer) ||
        meets(read, output.buffer) ||
        meets(written, output.buffer, output.buffer)
      )
        settle(state)
    },
    add: (stream) => {
      pending.push(stream)
      read.add(stream.work.input.buffer)
      written.add(stream.work.output.buffer)
    },
    settle,
  }
}

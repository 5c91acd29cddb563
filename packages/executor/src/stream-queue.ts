import type { Engine } from './engine.ts'
import { sharesValues } from './memory-layout.ts'
import { type MachineState, noteWrite } from './machine-state.ts'
import type { PendingStream } from './pending-stream.ts'
import { buildJob } from './build-job.ts'
import type { StreamWork } from './value-domain.ts'

/** Streams that wait to be computed together, because none needs what another writes. */
export interface StreamQueue {
  /** Call before the input of the stream is encoded: computes what it reads or overwrites. */
  makeWay(state: MachineState, work: StreamWork): void
  /** Takes a stream whose input is encoded. What was encoded of the values it writes is stale from now on. */
  add(state: MachineState, stream: PendingStream): void
  readonly settle: (state: MachineState) => void
}

/** Streams kept at most, so that the job's tables stay small. */
const longestQueue = 8192

export function createStreamQueue(engine: Engine): StreamQueue {
  let pending: PendingStream[] = []
  const read = new Set<number>()
  const written = new Set<number>()
  let last = { input: -1, output: -1 }
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
      // Most read and write what the one before does.
      const isLikeLast = pending.length > 0 && last.input === input.buffer && last.output === output.buffer
      if (isLikeLast && pending.length < longestQueue && !sharesValues(layout, input.buffer, output.buffer)) return
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
    add: (state, stream) => {
      const { input, output } = stream.work
      pending.push(stream)
      last = { input: input.buffer, output: output.buffer }
      read.add(input.buffer)
      if (written.has(output.buffer)) return
      // What shares values with it is not encoded again before it is computed.
      written.add(output.buffer)
      noteWrite(state, output.buffer)
    },
    settle,
  }
}

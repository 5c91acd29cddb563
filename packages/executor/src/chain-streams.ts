import type { CompiledPattern } from './compile-pattern.ts'
import type { MachineState } from './machine-state.ts'
import { type PendingStream, signatureOf } from './pending-stream.ts'

/** Streams into the same elements, in their order. */
export interface Chain {
  readonly streams: readonly PendingStream[]
  /** Rows of each of its streams. */
  readonly rows: number
  /** Its rows may be computed apart from each other. */
  readonly rowsApart: boolean
}

const ids = new WeakMap<object, number>()
let nextId = 1

function idOf(value: object): number {
  const known = ids.get(value)
  if (known !== undefined) return known
  ids.set(value, nextId)
  return nextId++
}

/**
 * Streams by the elements they write, and chains by what they read: those of one group read the same vectors step by step, so these are
 * gathered once. The streams are not entangled.
 */
export function chainStreams(streams: readonly PendingStream[]): Chain[][] {
  const chains = new Map<CompiledPattern, PendingStream[]>()
  for (const stream of streams) {
    const key = stream.work.output
    const chain = chains.get(key)
    if (chain === undefined) chains.set(key, [stream])
    else chain.push(stream)
  }
  const groups = new Map<string, Chain[]>()
  for (const chain of chains.values()) {
    const signature = chain.map((stream) => signatureOf(stream, idOf)).join('|')
    const { rows } = chain[0]!.work.tile
    const rowsApart = chain.every(({ converted }) => converted?.perRow !== false)
    const made = { streams: chain, rows, rowsApart }
    const group = groups.get(signature)
    if (group === undefined) groups.set(signature, [made])
    else group.push(made)
  }
  return [...groups.values()]
}

/** Whether output patterns of one buffer have elements in common; such streams cannot be computed side by side. Answers are kept by layout. */
export function areEntangled(state: MachineState, streams: readonly PendingStream[]): boolean {
  const patterns = new Map<number, Set<CompiledPattern>>()
  for (const { work } of streams) {
    const ofBuffer = patterns.get(work.output.buffer)
    if (ofBuffer === undefined) patterns.set(work.output.buffer, new Set([work.output]))
    else ofBuffer.add(work.output)
  }
  const known = answers.get(state.layout) ?? new Map<string, boolean>()
  answers.set(state.layout, known)
  for (const [buffer, ofBuffer] of patterns) {
    if (ofBuffer.size < 2) continue
    const key = [...ofBuffer].map(idOf).join(' ')
    const meets = known.get(key) ?? shareElements(state.layout.size[buffer]!, [...ofBuffer])
    known.set(key, meets)
    if (meets) return true
  }
  return false
}

const answers = new WeakMap<MachineState['layout'], Map<string, boolean>>()

function shareElements(size: number, patterns: readonly CompiledPattern[]): boolean {
  const owner = new Uint8Array(size)
  for (const { positionAddress, elementAddress } of patterns) {
    for (const position of positionAddress) {
      for (const element of elementAddress) {
        if (owner[position + element] === 1) return true
        owner[position + element] = 1
      }
    }
  }
  return false
}

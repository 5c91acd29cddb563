import type { Diagnostic } from '@onnc/support'
import type { Target } from '@onnc/hardware'
import { type Block, f32, staticShape, typesEqual, type Value } from '@onnc/ir'

import { memoryShort } from './backend-diagnostics.ts'
import { placeBuffers, type BufferRequest, mostLive } from './place-buffers.ts'
import { type Lifetime, type Lifetimes, planLifetimes } from './plan-lifetimes.ts'
import { spillTensor } from './spill-tensors.ts'

/** What the activation memory holds over a program. */
export interface MemoryReport {
  /** Bytes of it that the program uses. */
  readonly peakBytes: number
  /** Most bytes that its tensors need at any one moment: no plan has a lower peak. */
  readonly lowerBoundBytes: number
  /** Bytes of tensors that the ECU keeps for want of room. */
  readonly spilledBytes: number
}

/** Where every tensor of a block is: its byte address in the activation memory, or undefined where the ECU holds it. */
export interface MemoryPlan extends Lifetimes {
  readonly addressOf: ReadonlyMap<Value, number>
  readonly nameOf: ReadonlyMap<Value, string | undefined>
  /** Bytes of one stored value. */
  readonly elementBytes: number
  readonly report: MemoryReport
  readonly faults: readonly Diagnostic[]
}

/** Tensors that are taken out of the memory for a time, at most: each makes the block larger. */
const mostSpills = 1000

/**
 * Gives tensors of float32 and known shape addresses in the activation memory; tensors whose lifetimes do not meet share them. Where it
 * is short, tensors that no stream touches stay with the ECU; where those that streams touch are too many at one time, some that rest are
 * handed to the ECU and brought back, by kernels that are added to the block.
 */
export function planMemory(block: Block, target: Target): MemoryPlan {
  for (let spills = 0; ; spills++) {
    const plan = planOnce(block, target)
    if (plan.shortAt === undefined || spills === mostSpills) return plan
    if (!spillTensor(block, plan, plan.shortAt, (value) => (storable(value) ? elementsOf(value) * plan.elementBytes : 0))) return plan
  }
}

/** A plan for the block as it is; `shortAt` is the operation at which most is asked for, where that is too much. */
function planOnce(block: Block, target: Target): MemoryPlan & { readonly shortAt: number | undefined } {
  const lifetimes = planLifetimes(block)
  const { size, elementBits } = target.memories.activation
  const elementBytes = elementBits / 8
  const candidates = lifetimes.tensors.filter(({ root }) => storable(root))
  const requests = candidates.map(({ root, first, last, streamed }): BufferRequest => ({
    bytes: elementsOf(root) * elementBytes,
    first,
    last,
    required: streamed,
  }))
  const { addresses, peakBytes, lowerBoundBytes } = placeBuffers(requests, size.value)
  const addressOf = new Map<Value, number>()
  let spilledBytes = 0
  for (const [i, { root }] of candidates.entries()) {
    const address = addresses[i]
    if (address === undefined) spilledBytes += requests[i]!.bytes
    else addressOf.set(root, address)
  }
  const isShort = candidates.some(({ streamed }, i) => streamed && addresses[i] === undefined)
  const { at } = mostLive(requests.filter(({ required }) => required))
  const faults = isShort ? [shortage(candidates, requests, target)] : []
  const nameOf = new Map(lifetimes.tensors.map(({ root, name }) => [root, name]))
  const report = { peakBytes, lowerBoundBytes, spilledBytes }
  return { ...lifetimes, addressOf, nameOf, elementBytes, report, faults, shortAt: isShort ? at : undefined }
}

function storable(value: Value): boolean {
  return value.type.kind === 'tensor' && typesEqual(value.type.element, f32) && staticShape(value.type) !== undefined
}

function elementsOf(value: Value): number {
  return staticShape(value.type)!.reduce((a, b) => a * b, 1)
}

/** Which tensors are too many: those that streams touch at the moment that needs most. */
function shortage(candidates: readonly Lifetime[], requests: readonly BufferRequest[], target: Target): Diagnostic {
  const required = [...requests.keys()].filter((i) => requests[i]!.required)
  const { bytes, at } = mostLive(required.map((i) => requests[i]!))
  const live = required
    .filter((i) => requests[i]!.first <= at && at <= requests[i]!.last)
    .toSorted((a, b) => requests[b]!.bytes - requests[a]!.bytes)
  const largest = live.slice(0, 3).map((i) => ({ name: candidates[i]!.name ?? 'a tensor', bytes: requests[i]!.bytes }))
  return memoryShort(bytes, target.memories.activation.size.value, target.name, largest)
}

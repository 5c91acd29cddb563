import { mrrElectronicOp, mrrYieldOp, programOp, returnOp, streamOp } from '@onnc/dialects'
import {
  addBlockArgument,
  append,
  type Block,
  createOperation,
  insertAfter,
  insertBefore,
  type Operation,
  operationsOf,
  setOperand,
  singleBlockRegion,
  type Value,
} from '@onnc/ir'

import type { Lifetime, Lifetimes } from './plan-lifetimes.ts'
import { readBy, writtenFrom } from './written-from.ts'

/**
 * Takes one tensor out of the activation memory for a time in which nobody uses it and room is short: a kernel hands it to the ECU after its
 * last use before that moment, another brings it back before the next. What is left of it is smaller lifetimes. Gives whether there was such
 * a tensor: the largest is taken, of equal ones the one that rests longest.
 *
 * Before: %a = ...; use %a; <short of room>; use %a
 * After:  %a = ...; use %a; %s = mrr.electronic(%a); <room>; %b = mrr.electronic(%s); use %b
 */
export function spillTensor(block: Block, { tensors, rootOf }: Lifetimes, at: number, bytesOf: (value: Value) => number): boolean {
  const operations = [...operationsOf(block)]
  const uses = usesOf(operations, rootOf)
  const rests = tensors.flatMap((tensor) => restAt(tensor, uses.get(tensor.root) ?? [], at))
  const [rest] = rests.toSorted((a, b) => bytesOf(b.tensor.root) - bytesOf(a.tensor.root) || b.next - b.previous - (a.next - a.previous))
  if (rest === undefined) return false
  const { tensor, previous, next } = rest
  const value = lastVersion(tensor, operations, rootOf)
  const readers = operations.slice(next).filter((operation) => operation.operands.includes(value))
  const before = operations[Math.max(0, previous)]!
  const away = identityKernel(value, `${tensor.name ?? 'tensor'}_spilled`, before)
  if (previous < 0) insertBefore(before, away)
  else insertAfter(before, away)
  const reader = operations[next]!
  let [restored] = away.results
  if (!returnOp.is(reader)) {
    const back = identityKernel(restored!, `${tensor.name ?? 'tensor'}_restored`, reader)
    insertBefore(reader, back)
    restored = back.results[0]
  }
  for (const later of readers)
    for (const [index, operand] of later.operands.entries()) if (operand === value) setOperand(later, index, restored!)
  return true
}

interface Use {
  /** The operation that begins to use the tensor. */
  readonly first: number
  /** The operation by which the use is over. */
  readonly last: number
  /** By rings that are written with it. */
  readonly fromRings?: boolean
}

interface Rest {
  readonly tensor: Lifetime
  readonly previous: number
  readonly next: number
}

/** By root, when operations read it: a stream is over with the last one into the same tensor. */
function usesOf(operations: readonly Operation[], rootOf: ReadonlyMap<Value, Value>): ReadonlyMap<Value, readonly Use[]> {
  const lastWrite = new Map<Value, number>()
  for (const [at, { results }] of operations.entries()) {
    for (const result of results) {
      const root = rootOf.get(result)
      if (root !== undefined) lastWrite.set(root, at)
    }
  }
  const uses = new Map<Value, Use[]>()
  const use = (root: Value | undefined, used: Use): void => {
    if (root === undefined) return
    const list = uses.get(root) ?? []
    uses.set(root, list)
    list.push(used)
  }
  for (const [at, operation] of operations.entries()) {
    const written = operation.results.map((result) => rootOf.get(result)).filter((root) => root !== undefined)
    const last = written.reduce((latest, root) => Math.max(latest, lastWrite.get(root)!), at)
    for (const operand of operation.operands) {
      const root = rootOf.get(operand)
      if (root !== undefined && !written.includes(root)) use(root, { first: at, last })
    }
    // Rings are written with a tensor when their bank is programmed, and have it when the stream through them is over.
    const rings = programOp.is(operation) ? operation.results[0]! : streamOp.is(operation) ? streamOp.view(operation).rings : undefined
    const from = rings === undefined ? undefined : writtenFrom(rings)
    if (from !== undefined) use(rootOf.get(from), { first: at, last, fromRings: true })
    const list = streamOp.is(operation) ? readBy(streamOp.view(operation).source).list : undefined
    if (list !== undefined) use(rootOf.get(list), { first: at, last, fromRings: true })
  }
  return uses
}

/** Where a tensor that is complete rests around a moment, if it does, long enough to be taken away and brought back. */
function restAt(tensor: Lifetime, uses: readonly Use[], at: number): Rest[] {
  const before = uses.filter(({ first }) => first <= at)
  const after = uses.filter(({ first }) => first > at)
  // What is written to rings later has to stay: the tile that names it stands before.
  if (after.some(({ fromRings }) => fromRings === true)) return []
  const next = after.reduce((earliest, { first }) => Math.min(earliest, first), Infinity)
  const previous = before.reduce((latest, { last }) => Math.max(latest, last), tensor.complete)
  return previous < at && next < Infinity && tensor.first <= at ? [{ tensor, previous, next }] : []
}

/** The value that stands for the complete tensor: what the last stream into it gives. */
function lastVersion({ root }: Lifetime, operations: readonly Operation[], rootOf: ReadonlyMap<Value, Value>): Value {
  let value = root
  for (const { results } of operations) for (const result of results) if (rootOf.get(result) === root) value = result
  return value
}

/** A kernel that hands a value on as it is. */
function identityKernel(value: Value, name: string, { location }: Operation): Operation {
  const { region, block } = singleBlockRegion()
  const argument = addBlockArgument(block, value.type, value.name)
  const identity = createOperation({ name: 'onnx.Identity', operands: [argument], resultTypes: [value.type], location })
  append(block, identity)
  append(block, mrrYieldOp.create({ values: identity.results }))
  const kernel = mrrElectronicOp.create({ inputs: [value], outputs: [value.type], name: 'Identity', body: region, location })
  kernel.results[0]!.name = name
  return kernel
}

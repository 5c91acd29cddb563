import { compactOp, mrrElectronicOp, programOp, returnOp, streamOp } from '@onnc/dialects'
import { type Block, type Operation, operationsOf, type Value } from '@onnc/ir'

import { readBy, writtenFrom } from './written-from.ts'

/** A tensor between its first write and its last use, counted in operations of the block. */
export interface Lifetime {
  /** The value that stands for the tensor: an argument, a kernel's result, or what `mrr.allocate` gave before any stream wrote to it. */
  readonly root: Value
  /** Of the root, or of its last version. */
  readonly name: string | undefined
  /** The operation that writes first; -1 for arguments, which are there before the program begins. */
  readonly first: number
  /** The operation that writes last; -1 for arguments. */
  readonly complete: number
  /**
   * The last operation that must have begun before another tensor may take the place: the last use, and for a use by a stream also the last
   * write of what that stream writes, whose event tells that all its streams are done. Infinity for what the program returns.
   */
  readonly last: number
  /** Whether a stream reads or writes it. */
  readonly streamed: boolean
}

/** The tensors of a block of the mrr dialect: the lifetime of each, and the root of every value that names one. */
export interface Lifetimes {
  readonly tensors: readonly Lifetime[]
  readonly rootOf: ReadonlyMap<Value, Value>
}

interface Life {
  readonly root: Value
  name: string | undefined
  first: number
  complete: number
  last: number
  streamed: boolean
}

/** The lifetimes of all tensors; two walks over the block. */
export function planLifetimes(block: Block): Lifetimes {
  const lives = new Map<Value, Life>()
  const rootOf = new Map<Value, Value>()
  const begin = (root: Value, at: number): void => {
    rootOf.set(root, root)
    lives.set(root, { root, name: root.name, first: at, complete: at, last: at, streamed: false })
  }
  /** None for what the weight memory holds. */
  const lifeOf = (value: Value): Life | undefined => lives.get(rootOf.get(value)!)
  for (const argument of block.arguments) begin(argument, -1)
  const operations = [...operationsOf(block)]
  for (const [at, operation] of operations.entries()) {
    if (mrrElectronicOp.is(operation) || compactOp.is(operation)) for (const result of operation.results) begin(result, at)
    if (!streamOp.is(operation)) continue
    const { destination, out } = streamOp.view(operation)
    if (!rootOf.has(destination)) begin(destination, at)
    rootOf.set(out, rootOf.get(destination)!)
    const life = lifeOf(destination)!
    life.complete = at
    life.name = out.name ?? life.name
  }
  for (const [at, operation] of operations.entries()) use(operation, at, lifeOf)
  for (const life of lives.values()) life.last = Math.max(life.last, life.complete)
  return { tensors: [...lives.values()], rootOf }
}

function use(operation: Operation, at: number, lifeOf: (value: Value) => Life | undefined): void {
  if (streamOp.is(operation)) {
    const [rings, destination] = [streamOp.view(operation).rings, lifeOf(streamOp.view(operation).destination)!] as const
    const written = writtenFrom(rings)
    const { tensor, list } = readBy(streamOp.view(operation).source)
    for (const value of [tensor, list, written]) {
      if (value === undefined) continue
      const source = lifeOf(value)
      if (source === undefined) continue
      source.last = Math.max(source.last, at, destination.complete)
      source.streamed = true
    }
    destination.streamed = true
  } else if (programOp.is(operation)) {
    const written = writtenFrom(operation.results[0]!)
    if (written !== undefined) lifeOf(written)!.last = Math.max(lifeOf(written)!.last, at)
  } else if (compactOp.is(operation)) {
    for (const value of [...operation.operands, ...operation.results]) {
      lifeOf(value)!.last = Math.max(lifeOf(value)!.last, at)
      lifeOf(value)!.streamed = true
    }
  } else if (mrrElectronicOp.is(operation)) {
    for (const operand of operation.operands) lifeOf(operand)!.last = Math.max(lifeOf(operand)!.last, at)
  } else if (returnOp.is(operation)) {
    for (const operand of operation.operands) lifeOf(operand)!.last = Infinity
  }
}

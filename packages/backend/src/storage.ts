import { onnxElementType } from '@onnc/onnx'
import { type Value } from '@onnc/ir'
import type { ProgramBuffer } from '@onnc/isa'
import { elementTypeOfOnnx } from '@onnc/support'

import type { Event } from './dependencies.ts'
import type { MemoryPlan } from './plan-memory.ts'
import { createOccupancy, type Occupancy, type Occupant, occupy } from './reuse-memory.ts'

/** A tensor of the program while instructions are made. */
export interface StoredTensor extends Occupant {
  /** Index of its buffer. */
  readonly buffer: number
  /** Signalled by its writers; undefined for what is there before the program begins. */
  readonly event: Event | undefined
  /** As the event was when the last overwriting stream had signalled it. */
  overwritten: Event | undefined
  /** Events that must be over before it is written: of tensors that had its place. */
  readonly displaced: readonly Event[]
}

/** Buffers of a program as they are handed out. */
export interface Storage {
  readonly plan: MemoryPlan
  readonly bytesOf: (value: Value) => number
  readonly buffers: ProgramBuffer[]
  readonly occupancy: Occupancy
  readonly tensors: Map<Value, StoredTensor>
}

export function createStorage(plan: MemoryPlan): Storage {
  const { elementBytes } = plan
  return {
    plan,
    bytesOf: (value) =>
      value.type.kind === 'tensor' ? (value.type.shape ?? []).reduce<number>((a, b) => a * (b ?? 0), 1) * elementBytes : 0,
    buffers: [],
    occupancy: createOccupancy(),
    tensors: new Map(),
  }
}

/** The tensor that a value names. */
export function tensorOf(storage: Storage, value: Value): StoredTensor {
  return storage.tensors.get(storage.plan.rootOf.get(value) ?? value)!
}

/** Makes the buffer of a tensor that is about to be written, or, without an event, of an argument. */
export function storeTensor(storage: Storage, value: Value, name: string, event?: Event): StoredTensor {
  const root = storage.plan.rootOf.get(value)!
  const address = storage.plan.addressOf.get(root)
  const touched = new Set(event === undefined ? [] : [event])
  const displaced = address === undefined ? [] : occupy(storage.occupancy, address, address + storage.bytesOf(root), { touched })
  const tensor: StoredTensor = { buffer: storage.buffers.length, event, overwritten: undefined, displaced, touched }
  storage.tensors.set(root, tensor)
  storage.buffers.push({
    name,
    type: elementTypeOf(value),
    shape: value.type.kind === 'tensor' && value.type.shape !== null ? [...value.type.shape] : null,
    memory: address === undefined ? 'ecu' : 'activation',
    address: address ?? 0,
  })
  return tensor
}

/** Makes the buffer of a constant of the weight memory. */
export function storeConstant(storage: Storage, value: Value, name: string, tile: number): void {
  const touched = new Set<Event>()
  storage.tensors.set(value, { buffer: storage.buffers.length, event: undefined, overwritten: undefined, displaced: [], touched })
  const shape = value.type.kind === 'tensor' && value.type.shape !== null ? [...value.type.shape] : null
  storage.buffers.push({ name, type: 'float32', shape, memory: 'weight', address: 0, tile })
}

function elementTypeOf(value: Value): ProgramBuffer['type'] {
  const number = value.type.kind === 'tensor' ? onnxElementType(value.type.element) : undefined
  const type = number === undefined ? undefined : elementTypeOfOnnx(number)
  if (type === undefined) throw new Error(`value '${value.name ?? ''}' has no element type that a buffer holds`)
  return type
}

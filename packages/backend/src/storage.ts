import { onnxElementType } from '@onnc/onnx'
import type { Target } from '@onnc/hardware'
import { f32, staticShape, typesEqual, type Value } from '@onnc/ir'
import type { ProgramBuffer } from '@onnc/isa'
import { elementTypeOfOnnx } from '@onnc/support'

/** Buffers of a program as they are handed out; activation buffers follow each other in the activation memory. */
export interface Storage {
  readonly buffers: ProgramBuffer[]
  readonly indexOf: Map<Value, number>
  /** First free byte of the activation memory. */
  used: number
}

export function createStorage(): Storage {
  return { buffers: [], indexOf: new Map(), used: 0 }
}

/** Gives a value a buffer: float32 of known shape in the activation memory, where light reaches it; all else stays with the ECU. */
export function allocateBuffer(storage: Storage, value: Value, name: string, target: Target): number {
  const index = storage.buffers.length
  const shape = staticShape(value.type)
  const isActivation = value.type.kind === 'tensor' && typesEqual(value.type.element, f32) && shape !== undefined
  const bytes = isActivation ? Math.ceil((shape.reduce((a, b) => a * b, 1) * target.memories.activation.elementBits) / 8) : 0
  storage.buffers.push({
    name,
    type: elementTypeOf(value),
    shape: value.type.kind === 'tensor' ? [...(value.type.shape ?? [])] : [],
    memory: isActivation ? 'activation' : 'ecu',
    address: isActivation ? storage.used : 0,
  })
  storage.used += bytes
  storage.indexOf.set(value, index)
  return index
}

function elementTypeOf(value: Value): ProgramBuffer['type'] {
  const number = value.type.kind === 'tensor' ? onnxElementType(value.type.element) : undefined
  const type = number === undefined ? undefined : elementTypeOfOnnx(number)
  if (type === undefined) throw new Error(`value '${value.name ?? ''}' has no element type that a buffer holds`)
  return type
}

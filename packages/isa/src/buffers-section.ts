import { elementTypeOfOnnx, onnxOfElementType } from '@onnc/support'
import type { ByteRange, ByteSource } from './byte-source.ts'
import { type BindingMessage, type BufferMessage, int64ToNumber, type KernelMessage, messages, type Read } from './messages.ts'
import type { Problems } from './problems.ts'
import type { Binding, Kernel, ProgramBuffer, WorkKind } from './program.ts'
import { entryNumber } from './program-diagnostics.ts'

const { Memory, WorkKind: Work } = messages

const memoryNumbers: Readonly<Record<ProgramBuffer['memory'], number>> = {
  activation: Memory.MEMORY_ACTIVATION,
  ecu: Memory.MEMORY_ECU,
  weight: Memory.MEMORY_WEIGHT,
}

const workNumbers: Readonly<Record<WorkKind, number>> = {
  add: Work.WORK_KIND_ADD,
  multiply: Work.WORK_KIND_MULTIPLY,
  compare: Work.WORK_KIND_COMPARE,
  special: Work.WORK_KIND_SPECIAL,
  move: Work.WORK_KIND_MOVE,
}

/** Stands for a dimension that only run time knows. */
const unknownDimension = -1

export function writeBuffer({ name, type, shape, memory, address, tile }: ProgramBuffer): BufferMessage {
  return {
    name,
    elementType: onnxOfElementType(type),
    shape: (shape ?? []).map((dimension) => dimension ?? unknownDimension),
    memory: memoryNumbers[memory],
    address,
    unranked: shape === null,
    ...(tile === undefined ? {} : { tile }),
  }
}

export function readBuffer(message: Read<BufferMessage>, index: number, problems: Problems): ProgramBuffer {
  const entry = `buffers[${index}]`
  const type = elementTypeOfOnnx(message.elementType)
  if (type === undefined) problems.add(entryNumber(entry, 'element type', message.elementType, 'the number of an ONNX element type'))
  const dimensions = message.shape.map(int64ToNumber).map((dimension) => (dimension === unknownDimension ? null : dimension))
  const rankKnown = dimensions.length > 0 || !message.unranked
  if (message.unranked && rankKnown)
    problems.add(entryNumber(entry, 'rank', dimensions.length, 'no dimension where their number is unknown'))
  const shape = rankKnown ? dimensions : null
  const memory = keyOf(memoryNumbers, message.memory)
  if (memory === undefined) problems.add(entryNumber(entry, 'memory', message.memory, '1 (activation), 2 (ECU) or 3 (weight)'))
  const place = { memory: memory ?? 'ecu', address: int64ToNumber(message.address) } as const
  const held = memory === 'weight' ? { tile: message.tile } : {}
  return { name: message.name, type: type ?? 'float32', shape, ...place, ...held }
}

export function writeKernel({ name, model, inputs, outputs, work }: Kernel): KernelMessage {
  return {
    name,
    model,
    inputs: inputs.map(writeBinding),
    outputs: outputs.map(writeBinding),
    work: work.map(({ kind, operations }) => ({ kind: workNumbers[kind], operations })),
  }
}

/** A kernel as it was read, and where its model is. */
export interface KernelParts {
  readonly message: Read<KernelMessage>
  readonly model: ByteRange
}

export function readKernel({ message, model: range }: KernelParts, index: number, source: ByteSource, problems: Problems): Kernel {
  const work = message.work.map(({ kind: number, operations }, w) => {
    const kind = keyOf(workNumbers, number)
    if (kind === undefined)
      problems.add(entryNumber(`kernels[${index}].work[${w}]`, 'kind', number, `1 to ${Object.keys(workNumbers).length}`))
    return { kind: kind ?? 'move', operations: int64ToNumber(operations) }
  })
  const { name, inputs, outputs } = message
  if (range.length === 0) problems.add(entryNumber(`kernels[${index}]`, 'the size of the model', 0, '1 byte or more'))
  return {
    name,
    get model() {
      return source.read(range.start, range.length)
    },
    inputs: inputs.map(readBinding),
    outputs: outputs.map(readBinding),
    work,
  }
}

export function writeBinding({ name, buffer }: Binding): BindingMessage {
  return { name, buffer }
}

export function readBinding({ name, buffer }: Read<BindingMessage>): Binding {
  return { name, buffer }
}

function keyOf<K extends string>(numbers: Readonly<Record<K, number>>, number: number): K | undefined {
  return (Object.keys(numbers) as K[]).find((key) => numbers[key] === number)
}

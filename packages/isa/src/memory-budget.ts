import { getHeapStatistics } from 'node:v8'
import protobuf from 'protobufjs/minimal.js'

/** Keeps count of the memory that reading a file takes; `charge` throws `OverBudget` when there is no more. */
export interface MemoryBudget {
  readonly bytes: number
  charge(bytes: number): void
}

export class OverBudget extends Error {}

/** A budget of most of the heap that the process may have. A few bytes of a file can ask for hundreds in memory. */
export function createMemoryBudget(bytes: number = getHeapStatistics().heap_size_limit * 0.75): MemoryBudget {
  let left = bytes
  return {
    bytes,
    charge: (amount) => {
      left -= amount
      if (left < 0) throw new OverBudget()
    },
  }
}

/*
 * Upper bounds of the heap that parts of a file cost, measured on Node 24. A field may be a message with all its lists, and again the
 * plain object that is made of it.
 */
const bytesPerField = 450
const bytesPerListByte = 16
const bytesPerLong = 64

/** A protobuf reader that charges what it will allocate before it does. Fields of bytes cost nothing: they are views. */
export function createBudgetedReader(bytes: Uint8Array, budget: MemoryBudget): protobuf.Reader {
  const reader = new protobuf.Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
  const { prototype } = protobuf.Reader
  const chargeList = (bytesPerByte: number): void => {
    const start = reader.pos
    budget.charge(Math.min(reader.size(), reader.len) * bytesPerByte)
    reader.pos = start
  }
  return Object.assign(reader, {
    tag: () => {
      budget.charge(bytesPerField)
      return prototype.tag.call(reader)
    },
    uint32s: (list?: number[]) => {
      chargeList(bytesPerListByte)
      return prototype.uint32s.call(reader, list)
    },
    sint32s: (list?: number[]) => {
      chargeList(bytesPerListByte)
      return prototype.sint32s.call(reader, list)
    },
    int64s: (list?: Parameters<typeof prototype.int64s>[0]) => {
      chargeList(bytesPerLong)
      return prototype.int64s.call(reader, list)
    },
    bools: (list?: boolean[]) => {
      chargeList(bytesPerListByte)
      return prototype.bools.call(reader, list)
    },
  })
}

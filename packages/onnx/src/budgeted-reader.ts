import protobuf from 'protobufjs/minimal.js'

export interface PackedFloats {
  readonly width: 4 | 8
  readonly bytes: Uint8Array
}

export const overBudget = 'over budget'

/*
 * A few bytes of file can cost hundreds in memory: an empty node is 2 bytes in the file, a 64-bit integer 1. These are measured upper
 * bounds, on V8, of what each kind of thing takes, lists growing included.
 */
const heapBytes = { message: 450, field: 80, unknown: 200, string: 24, int64: 64, int32: 24, float: 16 } as const

/** Lists of at least so many floats are deferred. */
const deferredFloats = 1024

type Int64List = Parameters<protobuf.Reader['int64s']>[0]

/**
 * A strict reader: unknown fields are kept, byte lists are views, long lists of floats are left where they are. Throws `overBudget` when
 * the heap that the messages take, as estimated, passes the budget.
 */
export class BudgetedReader extends protobuf.Reader {
  /** Lists whose first entry stands for many numbers: these lie, packed, in the bytes. `fillList` puts them in. */
  readonly deferred: Map<readonly number[], PackedFloats> = new Map()
  #budget: number

  constructor(bytes: Uint8Array, budgetBytes: number) {
    super(bytes)
    this.discardUnknown = false
    this.#budget = budgetBytes
  }

  #charge(cost: number): void {
    this.#budget -= cost
    if (this.#budget < 0) throw new Error(overBudget)
  }

  override tag(): number {
    this.#charge(heapBytes.field)
    return super.tag()
  }

  /** The methods that read strings, bytes and lists call it too; it counts them as a message more. */
  override size(): number {
    this.#charge(heapBytes.message)
    return super.size()
  }

  /** Called for the bytes of each field that the schema does not know. */
  override raw(start: number, end: number): Uint8Array {
    this.#charge(heapBytes.unknown)
    return super.raw(start, end)
  }

  override stringVerify(): string {
    const start = this.pos
    const text = super.stringVerify()
    this.#charge(heapBytes.string - heapBytes.message + this.pos - start)
    return text
  }

  override int64s(list: Int64List): NonNullable<Int64List> {
    this.#chargeList(heapBytes.int64)
    return super.int64s(list)
  }

  override uint64s(list: Int64List): NonNullable<Int64List> {
    this.#chargeList(heapBytes.int64)
    return super.uint64s(list)
  }

  override int32s(list: number[] = []): number[] {
    this.#chargeList(heapBytes.int32)
    return super.int32s(list)
  }

  override floats(list: number[] = []): number[] {
    return this.#defer(list, 4) ? list : super.floats(list)
  }

  override doubles(list: number[] = []): number[] {
    return this.#defer(list, 8) ? list : super.doubles(list)
  }

  /** Charges a packed list before it is read, for as many numbers as there are bytes that end one. */
  #chargeList(perNumber: number): void {
    const start = this.pos
    const end = Math.min(super.size() + this.pos, this.len)
    let numbers = 0
    for (let p = this.pos; p < end; p++) if (this.buf[p]! < 0x80) numbers++
    this.#charge(numbers * perNumber)
    this.pos = start
  }

  #defer(list: number[], width: 4 | 8): boolean {
    const start = this.pos
    const length = super.size()
    const end = this.pos + length
    const earlier = this.deferred.get(list)
    const isWhole = length % width === 0 && end <= this.len
    if (earlier === undefined && list.length === 0 && isWhole && length >= deferredFloats * width) {
      this.deferred.set(list, { width, bytes: super.raw(this.pos, end) })
      // An empty list would be replaced by the next part of the field.
      list.push(NaN)
      this.pos = end
      return true
    }
    this.pos = start
    this.#charge(((length + (earlier?.bytes.length ?? 0)) / width) * heapBytes.float)
    if (earlier !== undefined) fillList(list, earlier)
    this.deferred.delete(list)
    return false
  }
}

/** Whether no numbers came after those that were deferred. */
export function isAllPacked(list: readonly number[]): boolean {
  return list.length === 1
}

/** Puts the numbers of a deferred list in, before those that came after them. */
export function fillList(list: number[], { width, bytes }: PackedFloats): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const count = bytes.length / width
  const later = list.slice(1)
  list.length = 0
  for (let i = 0; i < count; i++) list.push(width === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true))
  for (const number of later) list.push(number)
}

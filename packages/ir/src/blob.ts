import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'

import { readBits, writeBits } from './bits.ts'
import { recall } from './blob-cache.ts'
import { elementBits, type Type } from './type.ts'

/**
 * A handle on the immutable elements of a constant. Bytes are little endian, row-major; they are read, gathered or computed
 * when `readBlob` asks for them, so passes reshape, slice and quantise constants without touching a byte.
 */
export type Blob = BlobShape &
  (
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    | ({ readonly kind: 'file' } & FileSlice)
    | { readonly kind: 'view'; readonly source: Blob; readonly offset: number; readonly strides: readonly number[] }
    | {
        readonly kind: 'derived'
        readonly sources: readonly Blob[]
        readonly compute: (sources: readonly Uint8Array[]) => Uint8Array
        readonly identity: BlobIdentity | undefined
      }
  )

/** What tells equal computed constants: the same name, for the same function and parameters, and equal blobs. */
export interface BlobIdentity {
  readonly name: string
  readonly of: readonly Blob[]
}

export interface BlobShape {
  readonly element: Type
  readonly shape: readonly number[]
  readonly byteLength: number
}

/** Where in an open file a blob's bytes start. `owner` is what keeps the descriptor open while something refers to it. */
export interface FileSlice {
  readonly descriptor: number
  readonly offset: number
  readonly path: string
  readonly owner?: object
}

export function blobByteLength(element: Type, shape: readonly number[]): number {
  const bits = elementBits(element)
  if (bits === undefined) throw new Error(`no blob holds elements of kind ${element.kind}`)
  return Math.ceil((shape.reduce((a, b) => a * b, 1) * bits) / 8)
}

export function bytesBlob(element: Type, shape: readonly number[], bytes: Uint8Array): Blob {
  const byteLength = blobByteLength(element, shape)
  if (bytes.byteLength !== byteLength) throw new Error(`blob of shape [${shape.join()}] takes ${byteLength} bytes, got ${bytes.byteLength}`)
  return { kind: 'bytes', element, shape, byteLength, bytes }
}

/** A slice of an open file, `offset` bytes from its start. The caller or the slice's owner keeps the descriptor open while the blob is in use. */
export function fileBlob(element: Type, shape: readonly number[], file: FileSlice): Blob {
  return { kind: 'file', element, shape, byteLength: blobByteLength(element, shape), ...file }
}

/**
 * The elements `offset + sum(strides[i] * index[i])` of `source`, counted in elements. Views of views collapse where that is
 * possible.
 */
export function viewBlob(source: Blob, view: { offset?: number; shape: readonly number[]; strides: readonly number[] }): Blob {
  const { offset = 0, shape, strides } = view
  const { element } = source
  const last = shape.reduce((sum, count, i) => sum + (count - 1) * strides[i]!, offset)
  const size = source.shape.reduce((a, b) => a * b, 1)
  if (shape.every((n) => n > 0) && (offset < 0 || last >= size)) throw new Error(`view reaches element ${last} of ${size}`)
  const byteLength = blobByteLength(element, shape)
  if (isSplat(source)) return { ...source, shape, byteLength, strides: shape.map(() => 0) }
  if (source.kind === 'view') {
    const onSource = composeView(source, offset, shape, strides)
    if (onSource !== undefined) return viewBlob(source.source, { shape, ...onSource })
  }
  return { kind: 'view', element, shape, byteLength, source, offset, strides }
}

/** One element, given by its bytes, at every place of a shape, however large. */
export function splatBlob(element: Type, shape: readonly number[], bytes: Uint8Array): Blob {
  const source = bytesBlob(element, [], bytes)
  return { kind: 'view', element, shape, byteLength: blobByteLength(element, shape), source, offset: 0, strides: shape.map(() => 0) }
}

export type Splat = Blob & { readonly kind: 'view'; readonly source: { readonly kind: 'bytes'; readonly shape: readonly [] } }

/** Whether all elements are the same one by construction. */
export function isSplat(blob: Blob): blob is Splat {
  return blob.kind === 'view' && blob.source.kind === 'bytes' && blob.source.shape.length === 0
}

/** Re-expresses strides over the row-major index space of `view` as strides over its source; undefined when not affine. */
function composeView(
  view: Blob & { kind: 'view' },
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): { offset: number; strides: number[] } | undefined {
  const inner = rowMajorStrides(view.shape)
  const start = unflatten(offset, view.shape)
  const used = view.shape.map(() => 0)
  const composed: number[] = []
  for (const [i, stride] of strides.entries()) {
    if (shape[i]! <= 1) {
      composed.push(0)
      continue
    }
    const axis = inner.findIndex((s, a) => stride % s === 0 && (stride / s) * (shape[i]! - 1) < view.shape[a]!)
    if (axis < 0) return undefined
    const step = stride / inner[axis]!
    used[axis]! += step * (shape[i]! - 1)
    composed.push(step * view.strides[axis]!)
  }
  if (used.some((reach, axis) => start[axis]! + reach >= view.shape[axis]!)) return undefined
  return { offset: view.offset + start.reduce((sum, index, axis) => sum + index * view.strides[axis]!, 0), strides: composed }
}

function unflatten(index: number, shape: readonly number[]): number[] {
  const indices = shape.map(() => 0)
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    indices[axis] = index % shape[axis]!
    index = Math.floor(index / shape[axis]!)
  }
  return indices
}

export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

export function reshapeBlob(source: Blob, shape: readonly number[]): Blob {
  return viewBlob(source, { shape, strides: rowMajorStrides(shape) })
}

export function transposeBlob(source: Blob, permutation: readonly number[]): Blob {
  const strides = rowMajorStrides(source.shape)
  return viewBlob(source, { shape: permutation.map((a) => source.shape[a]!), strides: permutation.map((a) => strides[a]!) })
}

/** The box of `sizes` elements from `starts`. */
export function sliceBlob(source: Blob, starts: readonly number[], sizes: readonly number[]): Blob {
  const strides = rowMajorStrides(source.shape)
  return viewBlob(source, { offset: starts.reduce((sum, s, i) => sum + s * strides[i]!, 0), shape: sizes, strides })
}

/**
 * A constant computed from others when it is read; `compute` must be a pure function of its sources' bytes, or, with an `identity`, of what
 * that names. Without one, no two are taken for equal.
 */
export function derivedBlob(
  element: Type,
  shape: readonly number[],
  sources: readonly Blob[],
  compute: (sources: readonly Uint8Array[]) => Uint8Array,
  identity?: BlobIdentity,
): Blob {
  return { kind: 'derived', element, shape, byteLength: blobByteLength(element, shape), sources, compute, identity }
}

/** The bytes of a blob: shared with the blob where it holds them, so callers must not write to them. */
export function readBlob(blob: Blob): Uint8Array {
  switch (blob.kind) {
    case 'bytes':
      return blob.bytes
    case 'file':
      return recall(blob, () => readSlice(blob))
    case 'view':
      return gather(readSource(blob.source), blob)
    case 'derived': {
      const bytes = blob.compute(blob.sources.map(readSource))
      if (bytes.byteLength !== blob.byteLength) throw new Error(`derived blob made ${bytes.byteLength} bytes of ${blob.byteLength}`)
      return bytes
    }
  }
}

/** Copies the bytes of a blob to the start of `target`; a strided view of words is gathered without a stop in between. */
export function readBlobInto(blob: Blob, target: Uint8Array): void {
  if (blob.kind === 'view' && elementBits(blob.element) === 32 && target.byteOffset % 4 === 0) {
    const source = blob.source.kind === 'file' ? borrowSlice(blob.source) : readSource(blob.source)
    if (source.byteOffset % 4 === 0) {
      const words = new Int32Array(target.buffer, target.byteOffset, blob.byteLength / 4)
      gatherWords(new Int32Array(source.buffer, source.byteOffset, source.byteLength >> 2), blob, words)
      return
    }
  }
  target.set(readBlob(blob))
}

/**
 * The bytes of a blob piece by piece, for who looks at each once: a slice of a file is not read whole, nor kept. A piece is valid until the
 * next is asked for; all but the last are whole multiples of 8 bytes.
 */
export function* readPieces(blob: Blob): Generator<Uint8Array> {
  if (blob.byteLength <= pieceBytes || (blob.kind !== 'file' && !isStridedFile(blob))) {
    yield readBlob(blob)
    return
  }
  if (blob.kind !== 'file') return yield* readRows(blob)
  const piece = new Uint8Array(pieceBytes)
  for (let at = 0; at < blob.byteLength; at += pieceBytes) {
    const part = piece.subarray(0, Math.min(pieceBytes, blob.byteLength - at))
    readSliceInto({ ...blob, offset: blob.offset + at, byteLength: part.length }, part)
    yield part
  }
}

/** Words of a file in another order, such as a transposed matrix. */
function isStridedFile(blob: Blob): boolean {
  return blob.kind === 'view' && blob.source.kind === 'file' && elementBits(blob.element) === 32 && blob.shape.length > 1
}

/** An even number of rows at a time, for pieces of whole multiples of 8 bytes. */
function* readRows(blob: Blob): Generator<Uint8Array> {
  const [rows, ...rest] = blob.shape as [number, ...number[]]
  const step = 2 * Math.max(1, Math.floor((pieceBytes * rows) / blob.byteLength / 2))
  const piece = new Uint8Array((blob.byteLength / rows) * Math.min(step, rows))
  for (let row = 0; row < rows; row += step) {
    const part = sliceBlob(blob, [row, ...rest.map(() => 0)], [Math.min(step, rows - row), ...rest])
    readBlobInto(part, piece)
    yield piece.subarray(0, part.byteLength)
  }
}

const pieceBytes = 2 ** 20

let borrowed: { readonly blob: Blob | undefined; readonly buffer: ArrayBuffer } = { blob: undefined, buffer: new ArrayBuffer(0) }

/** A slice of a file to copy from at once: nobody keeps a view of this memory, so that the next slice may take it. */
function borrowSlice(blob: Blob & { kind: 'file' }): Uint8Array {
  if (borrowed.blob !== blob) {
    const isLarge = borrowed.buffer.byteLength >= blob.byteLength
    borrowed = { blob: undefined, buffer: isLarge ? borrowed.buffer : new ArrayBuffer(0) }
    const buffer = isLarge ? borrowed.buffer : new ArrayBuffer(blob.byteLength)
    readSliceInto(blob, new Uint8Array(buffer, 0, blob.byteLength))
    borrowed = { blob, buffer }
  }
  return new Uint8Array(borrowed.buffer, 0, blob.byteLength)
}

/** The same for what is soon read again, as what other blobs are made from: kept for a while, and aligned to words. */
export function readSource(blob: Blob): Uint8Array {
  if (blob.kind === 'file') return readBlob(blob)
  if (blob.kind !== 'bytes') return recall(blob, () => readBlob(blob))
  return blob.bytes.byteOffset % 4 === 0 ? blob.bytes : recall(blob, () => blob.bytes.slice())
}

function readSlice(blob: Blob & { kind: 'file' }): Uint8Array {
  const bytes = new Uint8Array(blob.byteLength)
  readSliceInto(blob, bytes)
  return bytes
}

function readSliceInto(blob: Blob & { kind: 'file' }, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const count = readSync(blob.descriptor, bytes, done, bytes.length - done, blob.offset + done)
    if (count === 0) throw new Error(`${blob.path} ends before byte ${blob.offset + blob.byteLength}`)
    done += count
  }
}

function gather(source: Uint8Array, view: Blob & { kind: 'view' }): Uint8Array {
  const width = elementBits(view.element)! / 8
  if (!Number.isInteger(width)) return gatherBits(source, view)
  const { shape, strides, offset } = view
  if (isContiguous(shape, strides)) return source.subarray(offset * width, offset * width + view.byteLength)
  const bytes = new Uint8Array(view.byteLength)
  if (width === 4 && source.byteOffset % 4 === 0) {
    gatherWords(new Int32Array(source.buffer, source.byteOffset, source.byteLength >> 2), view, new Int32Array(bytes.buffer))
    return bytes
  }
  const innerCount = shape.at(-1) ?? 1
  const innerStride = strides.at(-1) ?? 1
  const outer = shape.slice(0, -1)
  const runs = outer.reduce((a, b) => a * b, 1)
  const index = outer.map(() => 0)
  let at = 0
  for (let run = 0; run < runs; run++) {
    const start = index.reduce((sum, i, axis) => sum + i * strides[axis]!, offset)
    at = copyRun(bytes, at, source, start * width, innerCount, innerStride * width, width)
    for (let axis = outer.length - 1; axis >= 0 && ++index[axis]! === outer[axis]; axis--) index[axis] = 0
  }
  return bytes
}

/** An axis of a view: its elements lie `stride` words apart in the source, and go `step` words apart. */
interface GatherAxis {
  readonly count: number
  readonly stride: number
  readonly step: number
}

/** Words that a first-level cache holds beside what is written. */
const nearWords = 2 ** 13

/**
 * Elements of four bytes, which most are, word by word. The two innermost loops run along the axes whose elements lie closest in the source: a
 * transposed matrix is read in the order in which it lies. Where the source of both is near, the longer one is inside.
 */
function gatherWords(source: Int32Array, { shape, strides, offset }: Blob & { kind: 'view' }, into: Int32Array): void {
  const steps = rowMajorStrides(shape)
  const axes = mergedAxes(shape.map((count, axis) => ({ count, stride: strides[axis]!, step: steps[axis]! })))
  const one = { count: 1, stride: 0, step: 0 }
  let inner = axes.pop() ?? one
  let middle = axes.pop() ?? one
  if (middle.count > inner.count && middle.count * Math.abs(middle.stride) <= nearWords) [inner, middle] = [middle, inner]
  const index = axes.map(() => 0)
  let [start, place] = [offset, 0]
  for (let left = into.length; left > 0; left -= inner.count * middle.count) {
    gatherPlane(source, start, into, place, middle, inner)
    for (let a = axes.length - 1; a >= 0; a--) {
      const { count, stride, step } = axes[a]!
      start += stride
      place += step
      if (++index[a]! < count) break
      start -= count * stride
      place -= count * step
      index[a] = 0
    }
  }
}

/** Words from which on they are copied together. */
const longRun = 64

/** The innermost loops of a gather, alone in a function that is compiled well. */
function gatherPlane(
  source: Int32Array,
  start: number,
  into: Int32Array,
  place: number,
  { count: rows, stride: rowStride, step: rowStep }: GatherAxis,
  { count, stride, step }: GatherAxis,
): void {
  const isCopy = stride === 1 && step === 1 && count >= longRun
  for (let row = 0; row < rows; row++) {
    let from = start + row * rowStride
    let to = place + row * rowStep
    if (isCopy) into.set(source.subarray(from, from + count), to)
    else for (let i = 0; i < count; i++, from += stride, to += step) into[to] = source[from]!
  }
}

/** Axes from the farthest apart in the source to the closest; those that continue each other, there and here, are one. */
function mergedAxes(axes: readonly GatherAxis[]): GatherAxis[] {
  const merged: GatherAxis[] = []
  for (const axis of axes.filter(({ count }) => count > 1).toSorted((a, b) => Math.abs(b.stride) - Math.abs(a.stride))) {
    const before = merged.at(-1)
    if (before !== undefined && before.stride === axis.count * axis.stride && before.step === axis.count * axis.step)
      merged[merged.length - 1] = { ...axis, count: before.count * axis.count }
    else merged.push(axis)
  }
  return merged
}

/** Elements that are not whole bytes are packed, the first in the lowest bits. */
function gatherBits(source: Uint8Array, view: Blob & { kind: 'view' }): Uint8Array {
  const bits = elementBits(view.element)!
  const bytes = new Uint8Array(view.byteLength)
  const count = view.shape.reduce((a, b) => a * b, 1)
  for (let i = 0; i < count; i++) {
    const from = unflatten(i, view.shape).reduce((sum, index, axis) => sum + index * view.strides[axis]!, view.offset)
    writeBits(bytes, i * bits, bits, readBits(source, from * bits, bits))
  }
  return bytes
}

function copyRun(target: Uint8Array, at: number, source: Uint8Array, from: number, count: number, step: number, width: number): number {
  if (step === width) {
    target.set(source.subarray(from, from + count * width), at)
    return at + count * width
  }
  for (let i = 0; i < count; i++, from += step) for (let byte = 0; byte < width; byte++) target[at++] = source[from + byte]!
  return at
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  const dense = rowMajorStrides(shape)
  return shape.every((count, axis) => count <= 1 || strides[axis] === dense[axis])
}

const hashes = new WeakMap<Blob, string>()

/** sha256 of the elements' bytes, in hexadecimal; computed once per handle. */
export function hashBlob(blob: Blob): string {
  let hash = hashes.get(blob)
  if (hash === undefined) {
    hash = createHash('sha256').update(readBlob(blob)).digest('hex')
    hashes.set(blob, hash)
  }
  return hash
}

/** float32 elements as numbers: a view on the blob's bytes when they are aligned, a copy otherwise. */
export function readFloat32(blob: Blob): Float32Array {
  if (blob.element.kind !== 'float' || blob.element.name !== 'f32') throw new Error('blob does not hold f32')
  const bytes = readBlob(blob)
  if (bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  return new Float32Array(bytes.slice().buffer)
}

export function float32Blob(shape: readonly number[], values: Float32Array): Blob {
  return bytesBlob({ kind: 'float', name: 'f32' }, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}

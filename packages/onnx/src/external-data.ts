import { type Diagnostic, elementTypes, failure, packedByteLength, type Result, success } from '@onnc/support'
import { readSync } from 'node:fs'
import { externalEntry, externalFile, externalLocation, externalRange, externalRead, externalUnknownKey } from './external-diagnostics.ts'
import { type ExternalFile, openBelow } from './external-file.ts'
import { checkLocation } from './external-location.ts'
import { tensorFields } from './message-diagnostics.ts'
import { isPresent, type ModelProto, type TensorProto } from './messages.ts'
import { valueFields, type ValueField } from './tensor-fields.ts'
import { checkRawLength, exactLength, isExternal, type TensorHead, tensorHead } from './tensor-head.ts'
import { tensorsOfModel } from './tensors-of.ts'

/** The values of a tensor in an open file: checked to lie inside it, not yet read. */
export interface ExternalSlice {
  readonly file: ExternalFile
  readonly offset: number
  readonly bytes: number
}

/** Where `attachExternalData` keeps the slice of a tensor message. Copies made by spreading or `amend` keep it; encoding leaves it out. */
const sliceKey: unique symbol = Symbol('external data')

interface WithSlice {
  [sliceKey]?: ExternalSlice
}

/** The slice attached to a tensor message, if its values are external and were found. */
export function externalSlice(message: TensorProto): ExternalSlice | undefined {
  return isExternal(message) ? (message as WithSlice)[sliceKey] : undefined
}

/** Tensors of at most this many elements are read at once, and whatever may be a shape: type inference looks at their values. */
const inlinedElements = 1024
const inlinedShapeElements = 65_536

/** All that is read at once; a small file can hold very many small tensors that name the same bytes. */
const inlinedBudgetBytes = 256 * 2 ** 20

/**
 * Finds the values that the tensors of a model keep in other files of its folder. Small tensors take them in (as `raw_data`), so that
 * they are like any other; each large one gets an open, checked slice of its file attached, from which `blobOf`, `tensorFromProto` and
 * `withValues` read. Changes the tensor messages in place. Files close when no tensor or blob refers to them any more.
 *
 * As ONNX defines: `location` is a path relative to the model's folder, `offset` counts bytes and is 0 if absent, `length`, if there and
 * not 0, must be the tensor's own; `checksum` and `basepath` are ignored. A file that cannot be trusted to lie in the folder is
 * refused: see `checkLocation` and `openBelow`.
 *
 * @param folder the model's folder
 * @returns everything wrong with external tensors
 */
export function attachExternalData(model: ModelProto, folder: string): readonly Diagnostic[] {
  const files = new Map<string, ExternalFile | { readonly fault: string }>()
  const open = (components: readonly string[]): ExternalFile | { readonly fault: string } => {
    const key = components.join('/')
    const file = files.get(key) ?? openBelow(folder, components)
    files.set(key, file)
    return file
  }
  const faults: Diagnostic[] = []
  let budget = inlinedBudgetBytes
  for (const message of tensorsOfModel(model)) {
    if (!isExternal(message)) continue
    const head = tensorHead(message)
    const slice = head.ok ? findSlice(message, head.value, open) : head
    if (!slice.ok || !head.ok) {
      faults.push(...slice.diagnostics)
      continue
    }
    Object.assign(message, { [sliceKey]: slice.value })
    if (!isInlined(head.value) || slice.value.bytes > budget) continue
    budget -= slice.value.bytes
    const inline = withValues(message)
    if (inline.ok) takeIn(message, inline.value.rawData!)
    else faults.push(...inline.diagnostics)
  }
  return faults
}

function isInlined({ type, shape, count }: TensorHead): boolean {
  if (count <= inlinedElements) return true
  return (type === 'int64' || type === 'int32') && shape.length <= 1 && count <= inlinedShapeElements
}

function takeIn(message: TensorProto, rawData: Uint8Array): void {
  message.rawData = rawData
  message.externalData = []
  delete message.dataLocation
  delete (message as WithSlice)[sliceKey]
}

/** The same tensor with its values in the message: a copy with `raw_data` for one with a slice attached, the message itself otherwise. */
export function withValues(message: TensorProto): Result<TensorProto> {
  const slice = externalSlice(message)
  if (slice === undefined) return success(message)
  const bytes = readSlice(message, slice)
  if (!bytes.ok) return bytes
  const copy: TensorProto = { ...message }
  if (message.$unknowns !== undefined) copy.$unknowns = message.$unknowns
  takeIn(copy, bytes.value)
  return success(copy)
}

/** The bytes of a slice, from the file. */
export function readSlice(message: TensorProto, { file, offset, bytes: length }: ExternalSlice): Result<Uint8Array> {
  const bytes = new Uint8Array(length)
  try {
    for (let done = 0; done < length;) {
      const count = readSync(file.descriptor, bytes, done, Math.min(length - done, largestRead), offset + done)
      if (count === 0) return failure(externalRead(words(message), file.path, `it ends before byte ${offset + length}`))
      done += count
    }
    return success(bytes)
  } catch (error) {
    return failure(externalRead(words(message), file.path, error instanceof Error ? error.message : String(error)))
  }
}

/** What one read call takes at most. */
const largestRead = 2 ** 30

function words(message: TensorProto): string {
  return message.name ? `tensor '${message.name}'` : 'tensor'
}

function findSlice(
  message: TensorProto,
  head: TensorHead,
  open: (components: readonly string[]) => ExternalFile | { readonly fault: string },
): Result<ExternalSlice> {
  if (head.type === 'string') return failure(tensorFields(head.words, 'string_data', 'another file'))
  const inMessage = (Object.keys(valueFields) as ValueField[]).find((field) => message[field]?.length)
  if (inMessage !== undefined || (isPresent(message, 'rawData') && message.rawData!.length > 0)) {
    return failure(
      tensorFields(head.words, 'one place', `another file and ${inMessage === undefined ? 'raw_data' : valueFields[inMessage]}`),
    )
  }
  const entries = readEntries(message, head.words)
  if (!entries.ok) return entries
  const { location, offset, length } = entries.value
  const components = checkLocation(location)
  if ('fault' in components) return failure(externalLocation(head.words, location, components.fault))
  const wrongLength = length === 0 ? undefined : checkRawLength(head, length, 'the length of its external data')
  if (wrongLength !== undefined) return failure(wrongLength)
  const file = open(components)
  if ('fault' in file) return failure(externalFile(head.words, location, file.fault))
  const bytes = packedByteLength(head.type, head.count)
  if (offset + bytes > file.bytes) {
    const needed = exactLength(head.shape, elementTypes[head.type].bits)
    return failure(externalRange(head.words, location, offset, needed, file.bytes))
  }
  return success({ file, offset, bytes })
}

interface Entries {
  readonly location: string
  readonly offset: number
  /** 0: not stated. */
  readonly length: number
}

function readEntries(message: TensorProto, tensor: string): Result<Entries> {
  const entries = new Map<string, string>()
  for (const { key, value } of message.externalData ?? []) {
    const name = key ?? ''
    if (!known.test(name)) return failure(externalUnknownKey(tensor, name))
    if (entries.has(name)) return failure(externalEntry(tensor, name, 'stated twice', 'it once'))
    entries.set(name, value ?? '')
  }
  const location = entries.get('location')
  if (location === undefined) return failure(externalEntry(tensor, 'location', 'missing', "a path relative to the model's folder"))
  const numbers = { offset: 0, length: 0 }
  for (const key of ['offset', 'length'] as const) {
    const text = entries.get(key)
    if (text === undefined) continue
    const number = /^\d{1,20}$/.test(text) ? Number(text) : NaN
    if (!Number.isSafeInteger(number)) {
      return failure(externalEntry(tensor, key, JSON.stringify(text.slice(0, 40)), 'a number of bytes in decimal'))
    }
    numbers[key] = number
  }
  return success({ location, ...numbers })
}

/** The keys of ONNX, and those under which ONNX Runtime keeps weights in an order of its own, which does not concern us. */
const known = /^(?:location|offset|length|checksum|basepath|prepacked.*)$/s

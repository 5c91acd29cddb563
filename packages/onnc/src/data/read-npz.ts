import { type Diagnostic, failure, type Result, success, type Tensor } from '@onnc/support'
import { dataTooLarge, formatMismatch, npzEntryIgnored, npzEntryMissing, npzMalformed } from './data-diagnostics.ts'
import { maxContentBytes, openDataFile } from './data-file.ts'
import { decodeNpy } from './read-npy.ts'
import { listZip, unpackZipEntry, type ZipEntry } from './read-zip.ts'

/** Whether content starts like a zip archive. */
export function looksLikeNpz(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04
}

/**
 * Reads the arrays of an npz file (a zip of npy entries, stored or deflated) by name, in the archive's order; with `names`
 * only those, each of which must be there. What all arrays together declare is checked before any is unpacked, and unpacking
 * stops at what an entry declares. Entries that are no arrays are ignored with a warning.
 */
export function readNpz(file: string, names?: readonly string[]): Result<ReadonlyMap<string, Tensor>> {
  const opened = openDataFile(file)
  if (!opened.ok) return opened
  if (!looksLikeNpz(opened.value.head)) return failure(formatMismatch(file, 'an npz archive', opened.value.head))
  const zip = opened.value.all()
  if (!zip.ok) return zip
  const listed = listZip(zip.value)
  if (typeof listed === 'string') return failure(npzMalformed(file, listed))

  const { arrays, ignored, repeated } = arraysOf(listed)
  if (repeated !== undefined) return failure(npzMalformed(file, `entry '${repeated}' stands there twice`))
  const wanted = names ?? [...arrays.keys()]
  const missing = wanted.filter((name) => !arrays.has(name))
  if (missing.length > 0) return failure(...missing.map((name) => npzEntryMissing(file, name, [...arrays.keys()])))
  if (wanted.length === 0) return failure(npzMalformed(file, 'it holds no .npy array'))

  const warnings = ignored.map((name) => npzEntryIgnored(file, name))
  return readEntries(file, zip.value, new Map(wanted.map((name) => [name, arrays.get(name) as ZipEntry])), warnings)
}

function arraysOf(listed: readonly ZipEntry[]): { arrays: Map<string, ZipEntry>; ignored: string[]; repeated?: string } {
  const arrays = new Map<string, ZipEntry>()
  const ignored: string[] = []
  for (const entry of listed) {
    if (!entry.name.endsWith('.npy')) {
      ignored.push(entry.name)
      continue
    }
    const name = entry.name.slice(0, -'.npy'.length)
    if (arrays.has(name)) return { arrays, ignored, repeated: entry.name }
    arrays.set(name, entry)
  }
  return { arrays, ignored }
}

function readEntries(
  file: string,
  zip: Uint8Array,
  entries: ReadonlyMap<string, ZipEntry>,
  warnings: readonly Diagnostic[],
): Result<ReadonlyMap<string, Tensor>> {
  let declaredBytes = 0
  for (const entry of entries.values()) declaredBytes += entry.unpackedBytes
  if (declaredBytes > maxContentBytes) return failure(dataTooLarge(file, maxContentBytes))
  const tensors = new Map<string, Tensor>()
  const problems: Diagnostic[] = []
  for (const [name, entry] of entries) {
    const content = unpackZipEntry(zip, entry)
    const tensor = typeof content === 'string' ? undefined : decodeNpy(content, `${file}:${name}`)
    if (tensor === undefined) problems.push(npzMalformed(file, `entry '${entry.name}': ${content as string}`))
    else if (tensor.ok) tensors.set(name, tensor.value)
    else problems.push(...tensor.diagnostics)
  }
  return problems.length > 0 ? failure(...problems) : success(tensors, warnings)
}

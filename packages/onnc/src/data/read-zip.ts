import { crc32, inflateRawSync } from 'node:zlib'

/** One file of a zip archive as its central directory declares it. */
export interface ZipEntry {
  readonly name: string
  /** 0 stored, 8 deflate. */
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  /** Where its local header starts. */
  readonly offset: number
}

/** More would be no tensor archive; bounds the work a small hostile file can ask for. */
const maxEntries = 65_535

const endBytes = 22
const centralBytes = 46
const localBytes = 30

/**
 * The central directory of a zip archive (PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16), or what is wrong with it. Our
 * own reader, because unpacking must stop at the declared size and check the CRC-32, which fflate's `unzipSync` does not.
 */
export function listZip(zip: Uint8Array): readonly ZipEntry[] | string {
  const view = viewOf(zip)
  const end = findEnd(view)
  if (end === undefined) return 'it has no central directory'
  const count = view.getUint16(end + 10, true)
  if (count === maxEntries || view.getUint32(end + 16, true) === 0xffffffff) return 'it is a zip64 archive'
  const entries: ZipEntry[] = []
  for (let at = view.getUint32(end + 16, true); entries.length < count;) {
    if (at + centralBytes > end || view.getUint32(at, true) !== 0x02014b50) return 'its central directory is broken'
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [number, number, number]
    if (at + centralBytes + nameBytes > end) return 'its central directory is broken'
    const name = new TextDecoder().decode(zip.subarray(at + centralBytes, at + centralBytes + nameBytes))
    if ((view.getUint16(at + 8, true) & 1) !== 0) return `entry '${name}' is encrypted`
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      unpackedBytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    })
    at += centralBytes + nameBytes + extraBytes + commentBytes
  }
  return entries
}

/** The content of one entry, or what is wrong with it; never makes more than the entry declares. */
export function unpackZipEntry(zip: Uint8Array, entry: ZipEntry): Uint8Array | string {
  const view = viewOf(zip)
  if (entry.offset + localBytes > zip.length || view.getUint32(entry.offset, true) !== 0x04034b50) return 'its local header is broken'
  const start = entry.offset + localBytes + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true)
  if (start + entry.packedBytes > zip.length) return 'it reaches beyond the end of the archive'
  const content = unpackMethod(zip.subarray(start, start + entry.packedBytes), entry)
  if (typeof content === 'string') return content
  if (content.length !== entry.unpackedBytes) return `it unpacks to ${content.length} bytes, but declares ${entry.unpackedBytes}`
  return crc32(content) === entry.crc ? content : 'its CRC-32 does not match its content'
}

function unpackMethod(packed: Uint8Array, entry: ZipEntry): Uint8Array | string {
  if (entry.method === 0) return packed
  if (entry.method !== 8) return `compression method ${entry.method}, expected 0 (stored) or 8 (deflate)`
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpackedBytes) })
  } catch (error) {
    if (error instanceof RangeError) return `it unpacks to more than the ${entry.unpackedBytes} bytes it declares`
    return error instanceof Error ? error.message : String(error)
  }
}

/** The end record stands last, before a comment of at most 65535 bytes. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - endBytes
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) if (view.getUint32(at, true) === 0x06054b50) return at
  return undefined
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

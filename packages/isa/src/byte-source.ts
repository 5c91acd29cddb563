import { readSync } from 'node:fs'

/** Bytes that are read where they are needed: of a file, or in memory. */
export interface ByteSource {
  readonly length: number
  /** The bytes [offset, offset + length), which lie inside; not to be written to. */
  read(offset: number, length: number): Uint8Array
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, read: (offset, length) => new Uint8Array(bytes.buffer, bytes.byteOffset + offset, length) }
}

/** An open file, `length` bytes long; the caller keeps it open while the source, or a program read from it, is in use. */
export function fileSource(descriptor: number, length: number): ByteSource {
  return {
    length,
    read: (offset, count) => {
      const bytes = new Uint8Array(count)
      for (let done = 0; done < count;) {
        const read = readSync(descriptor, bytes, done, count - done, offset + done)
        if (read === 0) throw new Error('a program file became shorter while it was in use')
        done += read
      }
      return bytes
    },
  }
}

/** A part of a source. */
export interface ByteRange {
  readonly start: number
  readonly length: number
}

/** Sources one behind the other. */
export function concatSources(sources: readonly ByteSource[]): ByteSource {
  const parts = sources.filter(({ length }) => length > 0)
  const starts: number[] = []
  let length = 0
  for (const part of parts) {
    starts.push(length)
    length += part.length
  }
  const indexOf = (offset: number): number => {
    let [low, high] = [0, parts.length]
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low
  }
  return {
    length,
    read: (offset, count) => {
      const bytes = new Uint8Array(count)
      for (let done = 0, i = count > 0 ? indexOf(offset) : 0; done < count; i++) {
        const inside = offset + done - starts[i]!
        const taken = Math.min(count - done, parts[i]!.length - inside)
        bytes.set(parts[i]!.read(inside, taken), done)
        done += taken
      }
      return bytes
    },
  }
}

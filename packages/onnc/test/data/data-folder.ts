import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '@onnc/support'
import { afterAll, beforeAll } from 'vitest'

/** A folder for the files a test makes, removed after the file's tests. */
export interface DataFolder {
  /** Writes a file and gives its path. */
  file(name: string, ...parts: readonly (Uint8Array | readonly number[] | string)[]): string
  path(name: string): string
}

export function dataFolder(): DataFolder {
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'onnc-data-'))
    mkdirSync(join(root, 'folder'))
  })
  afterAll(() => rmSync(root, { recursive: true }))
  const path = (name: string): string => join(root, name)
  const file: DataFolder['file'] = (name, ...parts) => {
    writeFileSync(
      path(name),
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
    )
    return path(name)
  }
  return { file, path }
}

/** The value, or an error that shows why there is none. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  return result.value
}

/** Class and message of each diagnostic, paths cut down to the file's name. */
export function complaints(result: Result<unknown>): string[] {
  return result.diagnostics.map((d) => `${d.class}: ${d.message.replaceAll(/'[^']*\//g, "'")}`)
}

/** An npy file with this dict literal and these element bytes. */
export function npyBytes(fields: string, elements: readonly number[] | Uint8Array, version = 1): Uint8Array {
  const text = Buffer.from(`${fields}\n`, version === 3 ? 'utf8' : 'latin1')
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  return Buffer.concat([Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length), text, Uint8Array.from(elements)])
}

export function npyFields(descr: string, shape: string, columnMajor = false): string {
  return `{'descr': '${descr}', 'fortran_order': ${columnMajor ? 'True' : 'False'}, 'shape': ${shape}, }`
}

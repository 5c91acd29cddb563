import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

/** Every message of the data readers. `file` is the path as the user wrote it; an npz entry reads `F.npz:name`. */

export const dataFileUnreadable: DiagnosticDef<[file: string, reason: string]> = defineDiagnostic(
  'data-file-unreadable',
  'usage',
  (file, reason) => `cannot read '${file}': ${reason}`,
)

export const dataFileEmpty: DiagnosticDef<[file: string]> = defineDiagnostic('data-file-empty', 'invalid', (file) => `'${file}' is empty`)

export const dataTooLarge: DiagnosticDef<[file: string, maxBytes: number]> = defineDiagnostic(
  'data-too-large',
  'invalid',
  (file, maxBytes) => `'${file}' holds or declares more than ${maxBytes} bytes, the most that is read`,
)

export const dataTruncated: DiagnosticDef<[file: string, expectedBytes: number, foundBytes: number]> = defineDiagnostic(
  'data-truncated',
  'invalid',
  (file, expectedBytes, foundBytes) => `'${file}' ends after ${foundBytes} bytes; its header declares ${expectedBytes}`,
)

export const dataExcess: DiagnosticDef<[file: string, expectedBytes: number]> = defineDiagnostic(
  'data-excess',
  'invalid',
  (file, expectedBytes) => `'${file}' goes on after the ${expectedBytes} bytes its header declares`,
)

export const gzipBroken: DiagnosticDef<[file: string, reason: string]> = defineDiagnostic(
  'gzip-broken',
  'invalid',
  (file, reason) => `'${file}' does not unpack as gzip: ${reason}`,
)

export const formatMismatch: DiagnosticDef<[file: string, format: string, head: Uint8Array]> = defineDiagnostic(
  'data-format-mismatch',
  'invalid',
  (file, format, head) => `'${file}' is not ${format}: it starts with ${hexBytes(head)}`,
)

export const npyMalformed: DiagnosticDef<[file: string, problem: string]> = defineDiagnostic(
  'npy-malformed',
  'invalid',
  (file, problem) => `'${file}' is a malformed npy array: ${problem}`,
)

export const npyTypeUnsupported: DiagnosticDef<[file: string, descr: string]> = defineDiagnostic(
  'npy-type-unsupported',
  'unsupported',
  (file, descr) => `'${file}' holds npy elements ${descr}; expected one of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 U`,
)

export const npzMalformed: DiagnosticDef<[file: string, problem: string]> = defineDiagnostic(
  'npz-malformed',
  'invalid',
  (file, problem) => `'${file}' is a malformed npz archive: ${problem}`,
)

export const npzEntryMissing: DiagnosticDef<[file: string, name: string, found: readonly string[]]> = defineDiagnostic(
  'npz-entry-missing',
  'usage',
  (file, name, found) => `'${file}' holds no array '${name}'; it holds ${found.map((n) => `'${n}'`).join(', ') || 'none'}`,
)

export const npzEntryIgnored: DiagnosticDef<[file: string, entry: string]> = defineDiagnostic(
  'npz-entry-ignored',
  'invalid',
  (file, entry) => `'${file}' also holds '${entry}', which is not an .npy array and is ignored`,
  { severity: 'warning' },
)

export const cifarLength: DiagnosticDef<[file: string, byteCount: number, recordBytes: number]> = defineDiagnostic(
  'cifar-length',
  'invalid',
  (file, byteCount, recordBytes) => `'${file}' holds ${byteCount} bytes, not a whole number of CIFAR-10 records of ${recordBytes} bytes`,
)

export const imagesUnsuitable: DiagnosticDef<[file: string, found: string]> = defineDiagnostic(
  'images-unsuitable',
  'invalid',
  (file, found) => `'${file}' does not hold a batch of images: expected numbers [count, ...], found ${found}`,
)

export const labelsUnsuitable: DiagnosticDef<[file: string, found: string]> = defineDiagnostic(
  'labels-unsuitable',
  'invalid',
  (file, found) => `'${file}' does not hold labels: expected integers [count], found ${found}`,
)

export const labelsMissing: DiagnosticDef<[imagesFile: string]> = defineDiagnostic(
  'labels-missing',
  'usage',
  (imagesFile) => `'${imagesFile}' holds images without labels; a labels file is needed`,
)

export const labelOutOfRange: DiagnosticDef<[file: string, index: number, label: number | bigint, classCount: number]> = defineDiagnostic(
  'label-out-of-range',
  'invalid',
  (file, index, label, classCount) => `label ${index} in '${file}' is ${label}, expected 0 to ${classCount - 1}`,
)

export const imageCountMismatch: DiagnosticDef<[imagesFile: string, images: number, labelsFile: string, labels: number]> = defineDiagnostic(
  'image-count-mismatch',
  'invalid',
  (imagesFile, images, labelsFile, labels) => `'${imagesFile}' holds ${images} images, but '${labelsFile}' holds ${labels} labels`,
)

function hexBytes(head: Uint8Array): string {
  const shown = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return `bytes ${shown}`
}

import { defineDiagnostic, formatQuantity } from '@onnc/support'
import type { FormatVersion } from './format-version.ts'

/** What can be wrong with a `.mrr` file, before anything is known about its meaning. */

export const fileEmpty = defineDiagnostic('program-file-empty', 'invalid', () => 'the file is empty, expected a program (.mrr)')

export const fileForeign = defineDiagnostic(
  'program-file-foreign',
  'invalid',
  () => 'the file is no program (.mrr): it does not begin with the mark of one',
)

export const fileTruncated = defineDiagnostic('program-file-truncated', 'invalid', (what: string) => `the program is truncated: ${what}`)

export const fileOverlong = defineDiagnostic(
  'program-file-overlong',
  'invalid',
  (stated: number, found: number) => `the program is damaged: its header states ${stated} bytes of contents, found ${found}`,
)

export const fileDamaged = defineDiagnostic(
  'program-file-damaged',
  'invalid',
  () => 'the program is damaged: its checksum does not fit its contents',
)

export const fileNewer = defineDiagnostic(
  'program-file-newer',
  'invalid',
  ({ major, minor }: FormatVersion, known: number) =>
    `the program states format ${major}.${minor}, expected ${known}.x: it comes from a newer onnc, or its header is damaged`,
  { fix: 'run it with the onnc that compiled it, or compile the model again' },
)

export const fileOlder = defineDiagnostic(
  'program-file-older',
  'invalid',
  ({ major, minor }: FormatVersion, known: number) =>
    `the program states format ${major}.${minor}, expected ${known}.x: it comes from an older onnc, or its header is damaged`,
  { fix: 'compile the model again' },
)

export const fileMalformed = defineDiagnostic(
  'program-file-malformed',
  'invalid',
  (byte: number, reason: string) => `the program's contents are malformed near byte ${byte}: ${reason}`,
)

export const fileTooLarge = defineDiagnostic(
  'program-file-too-large',
  'unsupported',
  (bytes: number) => `reading the program would take more than ${formatQuantity(bytes, 'B')} of memory, all that is to be had`,
  { fix: 'give Node.js more memory: NODE_OPTIONS=--max-old-space-size=16384' },
)

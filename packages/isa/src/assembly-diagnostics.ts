import { defineDiagnostic } from '@onnc/support'

/** What can be wrong with assembly text. */

export const assemblySyntax = defineDiagnostic('assembly-syntax', 'invalid', (message: string) => message)

export const assemblyCharacter = defineDiagnostic(
  'assembly-character',
  'invalid',
  (found: string) => `expected an instruction or a comment, found ${found}`,
)

export const assemblyLineLength = defineDiagnostic(
  'assembly-line-length',
  'invalid',
  (limit: number) => `the line is longer than ${limit} characters`,
)

export const assemblyFieldTwice = defineDiagnostic(
  'assembly-field-twice',
  'invalid',
  (op: string, found: string) => `'${op}' has this field already, found '${found}'`,
)

export const assemblyFieldMissing = defineDiagnostic(
  'assembly-field-missing',
  'invalid',
  (op: string, fields: readonly string[]) => `'${op}' needs ${fields.map((name) => `'${name}'`).join(', ')}`,
)

export const assemblyFieldValue = defineDiagnostic(
  'assembly-field-value',
  'invalid',
  (op: string, field: string, expected: string, found: string) => `'${field}' of '${op}': expected ${expected}, found ${found}`,
)

export const assemblyBlobMissing = defineDiagnostic(
  'assembly-blob-missing',
  'invalid',
  () => 'the text names no blob, expected \'.blob "NAME" sha256=HASH\' before the first instruction',
)

export const assemblyBlobLine = defineDiagnostic(
  'assembly-blob-line',
  'invalid',
  () => 'expected \'.blob "NAME" sha256=HASH\', a file name without folders and 64 hexadecimal digits',
)

export const assemblyBlobOther = defineDiagnostic(
  'assembly-blob-other',
  'invalid',
  (blob: string) => `the hash of '${blob}' is another than the text states: it is not the blob of this text, or was changed`,
)

export const assemblyLabelTwice = defineDiagnostic(
  'assembly-label-twice',
  'invalid',
  (label: string) => `the label '${label.slice(0, 40)}' stands in two places`,
)

export const assemblyLabelUnknown = defineDiagnostic(
  'assembly-label-unknown',
  'invalid',
  (label: string) => `no label '${label.slice(0, 40)}' stands in the text`,
)

export const assemblyLabelRange = defineDiagnostic(
  'assembly-label-range',
  'invalid',
  (label: string, most: number) => `the label '${label.slice(0, 40)}' must stand 1 to ${most} instructions further down`,
)

export const assemblyFewerInstructions = defineDiagnostic(
  'assembly-fewer-instructions',
  'invalid',
  () => 'the text has fewer instructions than its blob knows nodes for: nodes may stand beside other instructions than their own',
  { severity: 'warning' },
)

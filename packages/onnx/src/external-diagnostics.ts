import { defineDiagnostic } from '@onnc/support'

/** What can be wrong with values that a tensor keeps in another file. `tensor` names it: its name in quotes, or `tensor` without one. */

export const externalEntry = defineDiagnostic(
  'external-data-entry',
  'invalid',
  (tensor: string, key: string, found: string, expected: string) =>
    `${tensor} keeps its values in another file with ${key} ${found}, expected ${expected}`,
)

export const externalUnknownKey = defineDiagnostic(
  'external-data-key',
  'invalid',
  (tensor: string, key: string) =>
    `${tensor} keeps its values in another file with the unknown key '${key}', expected location, offset, length or checksum`,
)

export const externalLocation = defineDiagnostic(
  'external-data-location',
  'invalid',
  (tensor: string, location: string, fault: string) =>
    `${tensor} keeps its values in '${location}', which ${fault}; expected a file in the model's folder`,
)

export const externalFile = defineDiagnostic(
  'external-data-file',
  'invalid',
  (tensor: string, location: string, fault: string) => `${tensor} keeps its values in '${location}', which ${fault}`,
  {
    fix: (_, __, fault) =>
      fault === 'does not exist' ? "put the file into the model's folder" : 'put a plain copy of the file where the model expects it',
  },
)

export const externalRange = defineDiagnostic(
  'external-data-range',
  'invalid',
  (tensor: string, location: string, offset: number, bytes: string, found: number) =>
    `${tensor} needs ${bytes} bytes from byte ${offset} of '${location}', which has ${found} bytes`,
)

export const externalRead = defineDiagnostic(
  'external-data-read',
  'invalid',
  (tensor: string, path: string, reason: string) => `${tensor} keeps its values in '${path}', which cannot be read: ${reason}`,
)

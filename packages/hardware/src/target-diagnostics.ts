import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

/** No shipped target and no file has this name. */
export const unknownTarget: DiagnosticDef<[string, readonly string[], string | undefined]> = defineDiagnostic(
  'unknown-target',
  'usage',
  (name: string, shipped: readonly string[], _nearest: string | undefined) =>
    `unknown target '${name}', expected a file or one of ${shipped.join(', ')}`,
  { fix: (_name, _shipped, nearest) => (nearest === undefined ? 'see `onnc targets`' : `did you mean '${nearest}'?`) },
)

export const targetUnreadable: DiagnosticDef<[string]> = defineDiagnostic(
  'target-unreadable',
  'usage',
  (reason) => `the target file cannot be read: ${reason}`,
)

export const targetTooLarge: DiagnosticDef<[string, string]> = defineDiagnostic(
  'target-too-large',
  'invalid',
  (limit, found) => `expected a target of at most ${limit}, found ${found}`,
)

export const targetNotYaml: DiagnosticDef<[string]> = defineDiagnostic(
  'target-not-yaml',
  'invalid',
  (reason) => `not a YAML document: ${reason}`,
)

export const targetNotJson: DiagnosticDef<[]> = defineDiagnostic('target-not-json', 'invalid', () => 'the target definition is not JSON')

/** `path` is empty at the top of the document. */
export const targetField: DiagnosticDef<[string, string]> = defineDiagnostic('target-field', 'invalid', (path, message) =>
  path === '' ? `the target: ${message}` : `${path}: ${message}`,
)

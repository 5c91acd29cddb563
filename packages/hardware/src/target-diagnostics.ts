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

export const targetExtends: DiagnosticDef<[string]> = defineDiagnostic('target-extends', 'invalid', (message) => `extends: ${message}`)

export const targetPart: DiagnosticDef<[string]> = defineDiagnostic('target-part', 'invalid', (message) => `part: ${message}`)

export const targetNotCompilable: DiagnosticDef<[target: string]> = defineDiagnostic(
  'target-not-compilable',
  'unsupported',
  (target) => `target '${target}' has no unit class that programs can be compiled for yet`,
)

export const targetClassLeftOut: DiagnosticDef<[target: string, unitClass: string, reason: string]> = defineDiagnostic(
  'target-class-left-out',
  'unsupported',
  (target, unitClass, reason) => `unit class '${unitClass}' of '${target}' stays unused: ${reason}`,
  { severity: 'remark' },
)

export const targetBusPower: DiagnosticDef<[unitClass: string, power: string, limit: string]> = defineDiagnostic(
  'target-bus-power',
  'check',
  (unitClass, power, limit) => `${unitClass}: ${power} of light on a bus, its waveguide carries ${limit}`,
  { severity: 'warning' },
)

/** A target may ask for what its own physics does not give: said, not refused. */
export const targetPhysics: DiagnosticDef<[unitClass: string, term: string, bits: string, asked: string, field: string]> = defineDiagnostic(
  'target-physics',
  'check',
  (unitClass, term, bits, asked, field) => `${unitClass}: ${term} leaves ${bits} bits, ${field} asks for ${asked}`,
  { severity: 'warning' },
)

export const chipMalformed: DiagnosticDef<[problem: string]> = defineDiagnostic('chip-malformed', 'invalid', (problem) => problem)

export const chipForeign: DiagnosticDef<[chip: string, target: string]> = defineDiagnostic(
  'chip-foreign',
  'invalid',
  (chip, target) => `the chip is one of target '${chip}', here another is asked for: '${target}' as the program has it`,
)

import { defineDiagnostic, type DiagnosticDef, nearestName } from '@onnc/support'

export const pipelineMalformed: DiagnosticDef<[expected: string, found: string]> = defineDiagnostic(
  'pipeline-malformed',
  'usage',
  (expected, found) => `expected ${expected}, found ${found}`,
)

export const passUnknown: DiagnosticDef<[name: string, known: readonly string[]]> = defineDiagnostic(
  'pass-unknown',
  'usage',
  (name, known) => `unknown pass '${name}'${didYouMean(name, known)}; passes are ${known.join(', ')}`,
)

export const optionUnknown: DiagnosticDef<[pass: string, option: string, known: readonly string[]]> = defineDiagnostic(
  'pass-option-unknown',
  'usage',
  (pass, option, known) =>
    `pass '${pass}' has no option '${option}'${didYouMean(option, known)}; ${known.length === 0 ? 'it takes none' : `its options are ${known.join(', ')}`}`,
)

export const optionIllTyped: DiagnosticDef<[pass: string, option: string, expected: string, found: string]> = defineDiagnostic(
  'pass-option-ill-typed',
  'usage',
  (pass, option, expected, found) => `option '${option}' of pass '${pass}' must be ${expected}, found ${found}`,
)

export const optionRepeated: DiagnosticDef<[pass: string, option: string]> = defineDiagnostic(
  'pass-option-repeated',
  'usage',
  (pass, option) => `option '${option}' of pass '${pass}' is given twice`,
)

export const anchorNotIsolated: DiagnosticDef<[name: string]> = defineDiagnostic(
  'pipeline-anchor',
  'usage',
  (name) => `passes cannot run on each '${name}': it is not known to use no value from outside`,
)

export const anchorAbsent: DiagnosticDef<[path: string]> = defineDiagnostic(
  'pipeline-nothing-to-do',
  'usage',
  (path) => `the module holds no '${path}' to run passes on`,
  { severity: 'warning' },
)

export const passRequirement: DiagnosticDef<[pass: string, check: string, fault: string]> = defineDiagnostic(
  'pass-requirement',
  'usage',
  (pass, check, fault) => `pass '${pass}' requires '${check}', which does not hold: ${fault}`,
)

export const passBroke: DiagnosticDef<[pass: string, error: string]> = defineDiagnostic(
  'pass-crashed',
  'internal',
  (pass, error) => `pass '${pass}' failed: ${error}`,
)

export const rewritesEndless: DiagnosticDef<[count: number, pattern: string]> = defineDiagnostic(
  'rewrites-endless',
  'internal',
  (count, pattern) => `rewriting stopped after ${count} rewrites without an end in sight; '${pattern}' was the last`,
  { severity: 'warning' },
)

function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? '' : ` (did you mean '${nearest}'?)`
}

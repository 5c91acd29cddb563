import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const modelMissing: DiagnosticDef<[file: string, reason: string]> = defineDiagnostic(
  'model-missing',
  'usage',
  (file, reason) => `cannot read model '${file}': ${reason}`,
)

export const modelTooLarge: DiagnosticDef<[file: string, bytes: number, limit: number]> = defineDiagnostic(
  'model-too-large',
  'unsupported',
  (file, bytes, limit) => `model '${file}' has ${bytes} bytes, at most ${limit} are read`,
  { fix: 'store the weights as external data' },
)

export const featureUnsupported: DiagnosticDef<[what: string]> = defineDiagnostic(
  'model-feature-unsupported',
  'unsupported',
  (what) => `${what} is not supported`,
)

export const opsetUnsupported: DiagnosticDef<[version: number, oldest: number]> = defineDiagnostic(
  'opset-unsupported',
  'unsupported',
  (version, oldest) => `operator set ${version} is not supported, the oldest supported is ${oldest}`,
  { fix: 'convert the model to a newer operator set' },
)

export const graphCycle: DiagnosticDef<[node: string]> = defineDiagnostic(
  'graph-cycle',
  'invalid',
  (node) => `node '${node}' depends on its own result`,
)

export const valueRedefined: DiagnosticDef<[value: string]> = defineDiagnostic(
  'value-redefined',
  'invalid',
  (value) => `value '${value}' is defined more than once`,
)

export const valueUndefined: DiagnosticDef<[value: string]> = defineDiagnostic(
  'value-undefined',
  'invalid',
  (value) => `value '${value}' is read but never defined`,
)

export const dimensionUnbound: DiagnosticDef<[input: string, axis: number, dimension: string]> = defineDiagnostic(
  'dimension-unbound',
  'unsupported',
  (input, axis, dimension) => `dimension ${axis} of input '${input}' is not fixed (${dimension})`,
  { fix: (input, axis, dimension) => `--dim ${dimension === 'unnamed' ? `${input}[${axis}]` : dimension}=N` },
)

export const inputRankUnknown: DiagnosticDef<[input: string]> = defineDiagnostic(
  'input-rank-unknown',
  'unsupported',
  (input) => `input '${input}' has no shape`,
)

export const dimensionUnknown: DiagnosticDef<[name: string, known: readonly string[]]> = defineDiagnostic(
  'dimension-unknown',
  'usage',
  (name, known) => `--dim names '${name}', but the model has ${known.length === 0 ? 'no free dimensions' : `only ${known.join(', ')}`}`,
)

export const dimensionAssumed: DiagnosticDef<[input: string, axis: number, size: number]> = defineDiagnostic(
  'dimension-assumed',
  'usage',
  (input, axis, size) => `dimension ${axis} of input '${input}' is taken as ${size}`,
  { severity: 'warning' },
)

import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const mlirSyntax: DiagnosticDef<[fault: string]> = defineDiagnostic('mlir-syntax', 'invalid', (fault) => fault)

export const mlirNesting: DiagnosticDef<[limit: number]> = defineDiagnostic(
  'mlir-nesting',
  'invalid',
  (limit) => `brackets nest deeper than ${limit}`,
)

export const mlirGenericOnly: DiagnosticDef<[op: string, known: boolean]> = defineDiagnostic(
  'mlir-generic-only',
  'invalid',
  (op, known) =>
    known
      ? `'${op}' has no short form: only its generic form can be read`
      : `only the generic form of '${op}' can be read, because no known dialect defines it`,
  { fix: (op) => `write "${op}"(...) : (...) -> ..., as mlir-opt --mlir-print-op-generic does` },
)

export const mlirUndefinedValue: DiagnosticDef<[name: string]> = defineDiagnostic(
  'mlir-undefined-value',
  'invalid',
  (name) => `value '${name}' is not defined here`,
)

export const mlirRedefinition: DiagnosticDef<[name: string]> = defineDiagnostic(
  'mlir-redefinition',
  'invalid',
  (name) => `'${name}' is defined twice`,
)

export const mlirValueType: DiagnosticDef<[name: string, defined: string, used: string]> = defineDiagnostic(
  'mlir-value-type',
  'invalid',
  (name, defined, used) => `value '${name}' has type ${defined}, but is used as ${used}`,
)

export const mlirUnknownBlock: DiagnosticDef<[name: string]> = defineDiagnostic(
  'mlir-unknown-block',
  'invalid',
  (name) => `the region has no block '${name}'`,
)

export const mlirUndefinedAlias: DiagnosticDef<[name: string]> = defineDiagnostic(
  'mlir-undefined-alias',
  'invalid',
  (name) => `alias '${name}' is not defined`,
)

export const mlirBadConstant: DiagnosticDef<[fault: string]> = defineDiagnostic('mlir-bad-constant', 'invalid', (fault) => fault)

export const mlirOperation: DiagnosticDef<[op: string, fault: string]> = defineDiagnostic(
  'mlir-operation',
  'invalid',
  (op, fault) => `'${op}': ${fault}`,
)

export const mlirTooManyFaults: DiagnosticDef<[limit: number]> = defineDiagnostic(
  'mlir-too-many-faults',
  'invalid',
  (limit) => `more than ${limit} faults; the rest of the file is not read`,
)

import type { Diagnostic } from '@onnc/support'

import type { Registry } from './dialect.ts'
import type { Operation } from './operation.ts'
import { irInvalid } from './verify.ts'
import { sourceLocationOf } from './source-location-of.ts'

/** A named property of modules, for passes to require or ensure. It only looks. */
export interface Check {
  /** kebab-case; what it says of a module: `tiled`, `banks-assigned`. */
  readonly name: string
  readonly summary: string
  /** Reports every operation that stands against the property, and why. */
  readonly run: (module: Operation, report: (operation: Operation, fault: string) => void, registry: Registry) => void
}

export function defineCheck(check: Check): Check {
  return check
}

/** All that stands against a property; empty where it holds. */
export function runCheck(check: Check, module: Operation, registry: Registry): readonly Diagnostic[] {
  const faults: Diagnostic[] = []
  check.run(
    module,
    (operation, fault) => faults.push({ ...irInvalid(operation.name, fault), location: sourceLocationOf(operation) }),
    registry,
  )
  return faults
}

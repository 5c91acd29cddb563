export * from './attribute.ts'
export * from './blob.ts'
export * from './constraint.ts'
export {
  type CreateArguments,
  defineOp,
  one,
  type OpDef,
  type OpSpec,
  optional,
  type RegionSpec,
  type Trait,
  type ValueSpec,
  variadic,
  type View,
} from './define-op.ts'
export { createRegistry, defineDialect, type Dialect, hasTrait, type Registry } from './dialect.ts'
export * from './location.ts'
export { opReference } from './op-reference.ts'
export * from './operation.ts'
export { definePass, parsePipeline, type Pass, type PassContext, type PassObserver, runPasses } from './pass.ts'
export { printAttribute, printType, typesEqual } from './print-attribute.ts'
export { operationText, printOperation, type PrintOptions, type Sink } from './printer.ts'
export * from './type.ts'
export { verify } from './verify.ts'

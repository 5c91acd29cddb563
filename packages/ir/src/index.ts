export { applyPatterns, type ApplyOptions, type ApplyResult } from './apply-patterns.ts'
export * from './attribute.ts'
export * from './blob.ts'
export { canonicalize } from './canonicalize.ts'
export { type Check, defineCheck, runCheck } from './check.ts'
export { cloneOperation } from './clone.ts'
export * from './constraint.ts'
export { cse } from './cse.ts'
export { dce } from './dce.ts'
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
export { type DiffLine, diffLines, diffText, type DiffOptions } from './diff-text.ts'
export { canMoveBefore, capturedValues, dominates, isBeforeInBlock } from './dominance.ts'
export { eraseDead, isDead } from './erase-dead.ts'
export { type ConstantOf, constantReader, foldOperation, type FoldResult } from './fold.ts'
export * from './location.ts'
export { mergeEqual } from './merge-equal.ts'
export { opReference } from './op-reference.ts'
export * from './operation.ts'
export { parsePipeline } from './parse-pipeline.ts'
export {
  boolOption,
  choiceOption,
  choicesOption,
  intOption,
  numbersOption,
  type OptionSpec,
  type OptionSpecs,
  type OptionValues,
  stringOption,
  stringsOption,
} from './pass-option.ts'
export { passReference } from './pass-reference.ts'
export { definePass, type Pass, type PassContext, type PassSpec } from './pass.ts'
export { type Pipeline, pipelineStep, type PipelineStep, printPipeline } from './pipeline.ts'
export { addPlugins, definePlugin, type Plugin, readPlugin, type Toolbox } from './plugin.ts'
export { codeFrame } from './code-frame.ts'
export { attributesEqual } from './attributes-equal.ts'
export { type EqualityOptions, moduleDifference, modulesEqual } from './modules-equal.ts'
export { type ParsedFile, parseFile, parseModule } from './parse-module.ts'
export { printAttribute, printType, typesEqual } from './print-attribute.ts'
export type { PrintOptions, Sink } from './print-state.ts'
export { operationText, printOperation } from './printer.ts'
export { randomModule, type RandomModuleOptions } from './random-module.ts'
export { printReproducer, type Reproducer, reproducerPipeline } from './reproducer.ts'
export { canonicalizationPatterns, definePattern, type Pattern, type PatternRoot } from './rewrite-pattern.ts'
export type { Rewriter } from './rewriter.ts'
export { type PassesResult, type PassObserver, type PassTiming, runPasses, type RunOptions } from './run-passes.ts'
export { sourceLocationOf } from './source-location-of.ts'
export { bytesOfText, textOfBytes } from './text-bytes.ts'
export * from './type.ts'
export { verify } from './verify.ts'

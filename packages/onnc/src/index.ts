export { runCommandLine } from './command-line.ts'
export { compileModel, type CompileOptions, compileToStage, defaultPipeline, type EmitStage, emitStages } from './compile-model.ts'
export type { Terminal } from './terminal.ts'

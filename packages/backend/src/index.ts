export { countWork } from './count-work.ts'
export { type CompiledProgram, type GenerateOptions, generateProgram } from './generate-program.ts'
export { type BufferRequest, placeBuffers, type Placement } from './place-buffers.ts'
export type { MemoryReport } from './plan-memory.ts'

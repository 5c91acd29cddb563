export { countWork } from './count-work.ts'
export { type GenerateOptions, generateProgram } from './generate-program.ts'

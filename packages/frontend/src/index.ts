export { checkEdges } from './check-edges.ts'
export type { DimensionBinding } from './bind-dimensions.ts'
export { importMessage, importModel, importWhole, type ImportOptions, type ModelInput, modelInputs } from './import-model.ts'
export { readModelFile } from './read-model-file.ts'

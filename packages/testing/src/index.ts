export { ownModels } from './own-models.ts'
export { missingData, needsData, repositoryRoot, testDataFiles, testDataPath } from './test-data.ts'

export { missingData, needsData, repositoryRoot, testDataFiles, testDataPath } from './test-data.ts'

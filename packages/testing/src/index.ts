export { plainClock, type PlainJob } from './plain-clock.ts'
export { ownModels } from './own-models.ts'
export { chromiumPath, needsChromium } from './chromium.ts'
export { missingData, needsData, repositoryRoot, testDataFiles, testDataPath } from './test-data.ts'

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { repositoryRoot } from './test-data.ts'

const folder = join(repositoryRoot, 'test-models')

/** The names of the models in test-models, sorted; each is a folder with a `model.onnx` and stored inputs and outputs. */
export const ownModels: readonly string[] = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'model.onnx')))
  .toSorted()

import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The root of the repository, from this file's place in `src` or `dist`. */
export const repositoryRoot: string = resolve(import.meta.dirname, '../../..')

/** Foreign models and tensors are not part of the repository: they are where `ONNC_TEST_DATA` says, else beside it in `../shared/data`. */
const roots = [process.env['ONNC_TEST_DATA'], join(repositoryRoot, '../shared/data')]
const root = roots.find((folder) => folder !== undefined && existsSync(folder))

/** The path of a file or folder of the foreign data; undefined where it is absent. */
export function testDataPath(file: string): string | undefined {
  const path = root === undefined ? undefined : join(root, file)
  return path !== undefined && existsSync(path) ? path : undefined
}

/** Files under `folder` whose path relative to the data matches `pattern`, sorted; none where the data is absent. */
export function testDataFiles(folder: string, pattern: RegExp): readonly string[] {
  const path = testDataPath(folder)
  if (path === undefined) return []
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => pattern.test(file))
    .toSorted()
}

/** Why tests that need `folder` of the data are skipped. */
export function missingData(folder: string): string {
  return `test data '${folder}' not found: set ONNC_TEST_DATA, or put it in ../shared/data`
}

/** The name of a group of tests that needs `folder`: its own, or why it is skipped. */
export function needsData(folder: string, name: string): string {
  return testDataPath(folder) === undefined ? `${name}: ${missingData(folder)}` : name
}

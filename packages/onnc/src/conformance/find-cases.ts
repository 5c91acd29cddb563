import { failure, type Result, success } from '@onnc/support'
import { readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

import { fileError } from '../file-error.ts'
import { casesMissing } from '../onnc-diagnostics.ts'

/** One model with what it should compute. */
export interface ConformanceCase {
  /** The case's folder, from the one that was searched. */
  readonly name: string
  readonly model: string
  /** Folders of `input_*.pb` and `output_*.pb`. */
  readonly sets: readonly string[]
  /** A stored first output whose input is a ramp from 0 to 1, as ONNX's own tests of models without weights have it. */
  readonly rampOutput?: string
}

const deepest = 16

/**
 * The cases below a folder, sorted by name: folders with a `model.onnx`, the sets of which are the folders inside that hold outputs (or,
 * where none does, inputs), and models `NAME.onnx` with a `NAME_output_0.pb` beside them.
 */
export function findCases(folder: string): Result<readonly ConformanceCase[]> {
  const cases: ConformanceCase[] = []
  try {
    search(folder, deepest, cases, folder)
  } catch (error) {
    return failure(fileError(folder, error))
  }
  if (cases.length === 0) return failure(casesMissing(folder))
  return success(cases.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
}

function search(folder: string, depth: number, cases: ConformanceCase[], root: string): void {
  const entries = readdirSync(folder, { withFileTypes: true })
  const nameOf = (path: string): string => relative(root, path).replaceAll('\\', '/') || basename(path)
  const files = new Set(entries.filter((e) => !e.isDirectory()).map((e) => e.name))
  const folders = entries.filter((e) => e.isDirectory())
  if (files.has('model.onnx')) {
    const inner = folders.map((e) => join(folder, e.name)).toSorted()
    const complete = inner.filter((set) => holds(set, 'output'))
    const sets = complete.length > 0 ? complete : inner.filter((set) => holds(set, 'input'))
    cases.push({ name: nameOf(folder), model: join(folder, 'model.onnx'), sets })
    return
  }
  for (const file of files) {
    const stem = /^(.+)\.onnx$/.exec(file)?.[1]
    if (stem === undefined || !files.has(`${stem}_output_0.pb`)) continue
    const model = join(folder, file)
    cases.push({ name: nameOf(join(dirname(model), stem)), model, sets: [], rampOutput: join(folder, `${stem}_output_0.pb`) })
  }
  if (depth > 0) for (const inner of folders) search(join(folder, inner.name), depth - 1, cases, root)
}

function holds(folder: string, what: 'input' | 'output'): boolean {
  return readdirSync(folder).some((file) => file.startsWith(`${what}_`) && file.endsWith('.pb'))
}

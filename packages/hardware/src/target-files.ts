import { readdirSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failure, nearestName, type Result, success } from '@onnc/support'
import type { TargetSource } from './compose-target.ts'
import type { Located } from './located.ts'
import { readDocument } from './read-document.ts'
import { readText } from './read-text.ts'
import { targetExtends, unknownTarget } from './target-diagnostics.ts'

/** Both stand beside `src` and `dist`. */
const targetsFolder = fileURLToPath(new URL('../targets/', import.meta.url))
const partsFolder = fileURLToPath(new URL('../parts/', import.meta.url))

/** The names of the targets that come with the package, sorted. */
export function shippedTargets(): readonly string[] {
  return namesIn(targetsFolder)
}

/** The names of the device parts that come with the package, sorted. */
export function shippedParts(): readonly string[] {
  return namesIn(partsFolder)
}

/** The file of a shipped target, or the file itself: whatever contains a slash or ends in .yaml, .yml or .json is one. */
export function targetFile(nameOrFile: string): Result<string> {
  const shipped = shippedTargets()
  if (shipped.includes(nameOrFile)) return success(join(targetsFolder, `${nameOrFile}.yaml`))
  if (/[/\\]|\.(?:ya?ml|json)$/i.test(nameOrFile)) return success(nameOrFile)
  return failure(unknownTarget(nameOrFile.slice(0, 100), shipped, nearestName(nameOrFile, shipped)))
}

/** Bases beside a file and shipped ones, and the shipped device parts. */
export const targetSource: TargetSource = {
  base: (name, from) => {
    if (isAbsolute(name)) return failure(targetExtends('expected a shipped target, or a file relative to this one, found an absolute path'))
    const named = targetFile(name)
    if (!named.ok) return named
    const file = isAbsolute(named.value) ? named.value : normalize(join(dirname(from), named.value))
    const text = readText(file)
    if (!text.ok) return text
    const document = readDocument(text.value, file)
    return document.ok
      ? success({ key: keyOf(file), file: shippedTargets().includes(name) ? name : file, document: document.value })
      : document
  },
  part: shippedPart,
  partNames: shippedParts,
}

/** The same for two names of one file. */
export function keyOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

function shippedPart(name: string): Located | undefined {
  if (!shippedParts().includes(name)) return undefined
  const file = join(partsFolder, `${name}.yaml`)
  const text = readText(file)
  const document = text.ok ? readDocument(text.value, file) : text
  if (!document.ok) throw new Error(`part ${name}: ${document.diagnostics[0]?.message}`)
  return document.value
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted()
}

import { type Result, success } from '@onnc/support'
import { checkTarget, type Locate } from './check-target.ts'
import { composeTarget } from './compose-target.ts'
import { locationOf, valueOf } from './located.ts'
import { readDocument } from './read-document.ts'
import { readText } from './read-text.ts'
import type { Target } from './target.ts'
import { keyOf, targetFile, targetSource } from './target-files.ts'

/** A target, and where its values are written. */
export interface PlacedTarget {
  readonly target: Target
  readonly locate: Locate
}

/** As `parseTarget`, with the places. */
export function parsePlacedTarget(yamlText: string, file: string): Result<PlacedTarget> {
  const document = readDocument(yamlText, file)
  if (!document.ok) return document
  const whole = composeTarget(document.value, { file, key: keyOf(file) }, targetSource)
  if (!whole.ok) return whole
  const locate: Locate = (path, what) => locationOf(whole.value, path, what)
  const target = checkTarget(valueOf(whole.value), locate)
  return target.ok ? success({ target: target.value, locate }) : target
}

/** As `loadTarget`, with the places. */
export function loadPlacedTarget(nameOrFile: string): Result<PlacedTarget> {
  const file = targetFile(nameOrFile)
  if (!file.ok) return file
  const text = readText(file.value)
  return text.ok ? parsePlacedTarget(text.value, file.value) : text
}

import { targetDocument } from './target-definition.ts'
import { type SchemaNode, targetJsonSchema } from './target-json-schema.ts'
import type { Target } from './target.ts'

const width = 36

/**
 * The text of a target file to start from: it extends `base` (by the name or file it was loaded from) and holds every value of it in a
 * comment, with its meaning, ready to be taken out of the comment and changed. With all comments taken off it says what `base` says.
 */
export function startingTarget(target: Target, base: string, name: string): string {
  const { name: _name, description: _description, ...sections } = targetDocument(target)
  const schema = targetJsonSchema() as SchemaNode
  const body = Object.entries(sections).flatMap(([section, value]) => [
    '',
    ...linesOf(section, value, schema.properties?.[section], 0).map((line) => `#${line}`),
  ])
  return [
    `# A target that extends ${base}: what is not said here is as there. Take the '#' off a line and of the groups above it, and change it.`,
    '# Every value has a unit, and a source: a citation, or "assumption: ...". Groups may also name a device part (part: NAME).',
    '#',
    `# Check it:             onnc targets check ${name}.yaml`,
    `# Use it:               onnc compile MODEL.onnx --target ${name}.yaml -o P.mrr`,
    '# Complete in editors:  onnc targets schema -o target.schema.json, for the next line',
    '# yaml-language-server: $schema=target.schema.json',
    `extends: ${base}`,
    `name: ${name}`,
    `description: Like ${target.name}, but for what is said below.`,
    ...body,
    '',
  ].join('\n')
}

function linesOf(key: string, value: unknown, schema: SchemaNode | undefined, depth: number): string[] {
  const indent = '  '.repeat(depth)
  if (Array.isArray(value)) {
    return [`${indent}${key}:`, ...(value as object[]).flatMap((item) => itemLines(item, schema?.items, depth + 1))]
  }
  if (typeof value !== 'object' || value === null) return [`${indent}${key}: ${scalar(value)}`]
  if ('value' in value && 'source' in value) {
    const leaf = `${indent}${key}: {value: ${scalar(value.value)}, source: ${JSON.stringify(value.source)}}`
    return [`${leaf.padEnd(width)}  # ${schema?.description ?? ''}`.trimEnd()]
  }
  const fields = Object.entries(value).flatMap(([name, field]) => linesOf(name, field, schema?.properties?.[name], depth + 1))
  return [`${indent}${key}:`, ...fields]
}

/** A list item: its first key behind the dash. */
function itemLines(item: object, schema: SchemaNode | undefined, depth: number): string[] {
  const lines = Object.entries(item).flatMap(([name, field]) => linesOf(name, field, schema?.properties?.[name], depth + 1))
  const [first = '', ...rest] = lines
  return [`${'  '.repeat(depth)}- ${first.trimStart()}`, ...rest]
}

function scalar(value: unknown): string {
  return typeof value === 'string' && !/^[A-Za-z0-9][A-Za-z0-9 ./%-]*$/.test(value) ? JSON.stringify(value) : String(value)
}

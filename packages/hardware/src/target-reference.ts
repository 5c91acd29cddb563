import { targetDocument } from './target-definition.ts'
import { type SchemaNode, targetJsonSchema } from './target-schema.ts'
import type { Target } from './target.ts'

interface Row {
  readonly path: string
  readonly value: string
  readonly meaning: string
  readonly source: string
}

/** Markdown page of a target: every quantity and choice with its value, unit, meaning and source, one table a section. */
export function targetReference(target: Target): string {
  const { name, description, ...sections } = targetDocument(target)
  const schema = targetJsonSchema() as SchemaNode
  const tables = Object.entries(sections).map(
    ([section, value]) => `## ${section}\n\n${table(rowsOf(value, schema.properties?.[section], ''))}`,
  )
  return [`# ${String(name)}`, String(description).trim(), ...tables].join('\n\n') + '\n'
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ path, value, meaning, source }) => `| \`${path}\` | ${cell(value)} | ${cell(meaning)} | ${cell(source)} |`)
  return ['| quantity | value | meaning | source |', '|---|---|---|---|', ...lines].join('\n')
}

function rowsOf(value: unknown, schema: SchemaNode | undefined, path: string): Row[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: { name: string }) => rowsOf(item, schema?.items, join(path, item.name)))
  }
  if (typeof value !== 'object' || value === null) return []
  if ('source' in value && 'value' in value) {
    return [{ path, value: String(value.value), meaning: schema?.description ?? '', source: String(value.source) }]
  }
  return Object.entries(value).flatMap(([name, field]) => rowsOf(field, schema?.properties?.[name], join(path, name)))
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
}

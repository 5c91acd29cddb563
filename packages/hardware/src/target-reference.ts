import { targetDocument } from './target-definition.ts'
import { type SchemaNode, targetJsonSchema } from './target-json-schema.ts'
import type { Target } from './target.ts'

/** Every quantity and choice of a target with its value, unit, meaning and source, one Markdown table a section. */
export function targetReference(target: Target): string {
  return [`# ${target.name}`, target.description.trim(), ...targetTables(target)].join('\n\n') + '\n'
}

/** The sections of `targetReference`. */
export function targetTables(target: Target): readonly string[] {
  const { name: _name, description: _description, ...sections } = targetDocument(target)
  const schema = targetJsonSchema() as SchemaNode
  return Object.entries(sections).flatMap(([section, value]) => [
    `## ${section}`,
    markdownTable(['quantity', 'value', 'meaning', 'source'], rowsOf(value, schema.properties?.[section], '')),
  ])
}

/** A value of a target file with what it means and where it comes from. */
export interface TargetQuantity {
  readonly path: string
  /** With its unit. */
  readonly value: string
  readonly meaning: string
  readonly source: string
}

/** Every quantity and choice of a target; paths begin with the section. */
export function targetQuantities(target: Target): TargetQuantity[] {
  const { name: _name, description: _description, ...sections } = targetDocument(target)
  const schema = targetJsonSchema() as SchemaNode
  return Object.entries(sections).flatMap(([section, value]) => quantitiesOf(value, schema.properties?.[section], section))
}

/** A table of Markdown; cells may hold anything. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(tableLine)].join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

function rowsOf(value: unknown, schema: SchemaNode | undefined, path: string): string[][] {
  return quantitiesOf(value, schema, path).map(({ path: where, value: written, meaning, source }) => [
    `\`${where}\``,
    written,
    meaning,
    source,
  ])
}

function quantitiesOf(value: unknown, schema: SchemaNode | undefined, path: string): TargetQuantity[] {
  if (Array.isArray(value)) return value.flatMap((item: { name: string }) => quantitiesOf(item, schema?.items, join(path, item.name)))
  if (typeof value !== 'object' || value === null) return []
  if ('source' in value && 'value' in value)
    return [{ path, value: String(value.value), meaning: schema?.description ?? '', source: String(value.source) }]
  return Object.entries(value).flatMap(([name, field]) => quantitiesOf(field, schema?.properties?.[name], join(path, name)))
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
}

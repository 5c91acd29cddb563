import { z } from 'zod'
import { targetSchema } from './target-schema.ts'

/** What of a JSON Schema we walk. */
export interface SchemaNode {
  readonly description?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly required?: readonly string[]
}

/**
 * JSON Schema (2020-12) of target files, for completion and hints in editors. Since a file may extend another and take groups from device
 * parts, it asks for no group or leaf to be there, only that a leaf has its value and source; `parseTarget` checks the whole.
 */
export function targetJsonSchema(): Record<string, unknown> {
  const { $schema, ...whole } = z.toJSONSchema(targetSchema, { io: 'input' })
  const { properties, ...rest } = loosened(whole as SchemaNode) as SchemaNode & Record<string, unknown>
  const { part: _part, ...sections } = properties ?? {}
  return {
    $schema,
    title: 'onnc target',
    ...rest,
    required: ['name', 'description'],
    properties: {
      extends: { type: 'string', description: 'A shipped target, or a file relative to this one, that says what this one does not' },
      parts: { type: 'object', description: 'Device parts of this file, by name; groups take them with part: NAME' },
      ...sections,
    },
  }
}

let schemaOfTargets: SchemaNode | undefined

/** The keys that the group at a path of a target document knows. */
export function targetKeys(path: readonly PropertyKey[]): readonly string[] {
  let node: SchemaNode | undefined = (schemaOfTargets ??= targetJsonSchema() as SchemaNode)
  for (const step of path) node = typeof step === 'number' ? node?.items : node?.properties?.[String(step)]
  return Object.keys(node?.properties ?? {})
}

/** Groups may be incomplete and name a part; leaves stay as they are. */
function loosened(node: SchemaNode): SchemaNode {
  if (node.items !== undefined) return { ...node, items: loosened(node.items) }
  if (node.properties === undefined || 'source' in node.properties) return node
  const { required: _required, ...rest } = node
  const properties = Object.fromEntries(Object.entries(node.properties).map(([name, child]) => [name, loosened(child)]))
  return { ...rest, properties: { part: partSchema, ...properties } }
}

const partSchema = { type: 'string', description: 'A device part, of this file or shipped, that gives what the group does not say' }

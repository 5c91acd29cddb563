import type { AttributeSpec } from './constraint.ts'
import type { OpDef, ValueSpec } from './define-op.ts'
import type { Dialect } from './dialect.ts'

/** The Markdown reference of a dialect, made from its table. */
export function opReference(dialect: Dialect): string {
  const ops = [...dialect.ops, ...(dialect.carrier === undefined ? [] : [dialect.carrier])]
  return `## Dialect \`${dialect.name}\`\n\n${dialect.summary}\n\n${ops.map(opSection).join('\n')}`
}

function opSection(op: OpDef): string {
  const lines = [`### \`${op.name}\``, '', op.summary]
  if (op.description !== undefined) lines.push('', op.description)
  if (op.format !== undefined) lines.push('', `Syntax: \`\`${op.name} ${op.format.text}\`\``)
  const rows = [
    ...Object.entries<ValueSpec>(op.operands).map(([name, s]) => ['operand', name, describeValue(s)]),
    ...Object.entries<AttributeSpec<unknown>>(op.attributes).map(([name, s]) => ['attribute', name, s.describe]),
    ...Object.entries<{ describe: string }>(op.regions).map(([name, s]) => ['region', name, s.describe]),
    ...(op.furtherRegions === undefined ? [] : [['regions', 'further', op.furtherRegions]]),
    ...Object.entries<ValueSpec>(op.results).map(([name, s]) => ['result', name, describeValue(s)]),
  ]
  if (rows.length > 0)
    lines.push('', '| part | name | what |', '|---|---|---|', ...rows.map(([part, name, what]) => `| ${part} | \`${name}\` | ${what} |`))
  if (op.traits.size > 0) lines.push('', `Traits: ${[...op.traits].join(', ')}.`)
  return `${lines.join('\n')}\n`
}

function describeValue({ constraint, arity }: ValueSpec): string {
  return arity === 'one' ? constraint.describe : `${arity} ${constraint.describe}`
}

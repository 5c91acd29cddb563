import { type OptionSpec, optionText } from './pass-option.ts'
import type { Pass } from './pass.ts'

/** The Markdown reference of some passes: what each does, its options, what it requires and ensures. */
export function passReference(passes: readonly Pass<never>[]): string {
  return passes.map(passSection).join('\n')
}

function passSection({ name, summary, options, requires, ensures }: Pass<never>): string {
  const lines = [`### \`${name}\``, '', `${summary}.`]
  const rows = Object.entries<OptionSpec<unknown>>(options).map(([option, spec]) => {
    const absent = spec.default === undefined || spec.default === null ? [] : spec.write(spec.default)
    return `| \`${optionText(option)}\` | ${spec.describe} | ${absent.length === 0 ? '' : `\`${absent.join(',')}\``} | ${spec.summary} |`
  })
  if (rows.length > 0) lines.push('', '| option | value | default | what |', '|---|---|---|---|', ...rows)
  for (const [word, checks] of [
    ['Requires', requires],
    ['Ensures', ensures],
  ] as const)
    for (const check of checks) lines.push('', `${word} \`${check.name}\`: ${check.summary}.`)
  return `${lines.join('\n')}\n`
}

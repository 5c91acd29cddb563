import { beforeLast, lastOf } from './bash-completion.ts'
import type { CommandShape } from './command-shapes.ts'

/** A script for fish: one `complete` for each command, option and operand. */
export function fishCompletion(shapes: readonly CommandShape[]): string {
  const commands = shapes.slice(1)
  return `# fish completion for onnc: onnc completion fish | source
function __onnc_command
  set -l found ''
  for word in (commandline -opc)[2..-1]
    switch "$found $word"
${commands.map(({ path }) => `      case '${beforeLast(path)} ${lastOf(path)}'\n        set found '${path}'`).join('\n')}
    end
  end
  echo $found
end
${shapes.flatMap(lines).join('\n')}
`
}

function lines({ path, options, operands, commands }: CommandShape): string[] {
  const here = `complete -c onnc -n 'test "$(__onnc_command)" = "${path}"'`
  const takesFiles = operands.some(({ value }) => value.files)
  return [
    ...(takesFiles ? [] : [`${here} -f`]),
    ...commands.map(({ name, description }) => `${here} -f -a ${quoted(name)} -d ${quoted(description)}`),
    ...operands.flatMap(({ name, value }) =>
      value.words.length === 0 ? [] : [`${here} -a ${quoted(value.words.join(' '))} -d ${quoted(name)}`],
    ),
    ...options.map(({ flags, description, value }) => {
      const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)).join(' ')
      const words = value !== undefined && value.words.length > 0 ? ` -a ${quoted(value.words.join(' '))}` : ''
      const takes = value === undefined ? '' : value.files ? ' -r -F' : ' -x'
      return `${here} ${names}${takes}${words} -d ${quoted(description)}`
    }),
  ]
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}

import type { CommandShape, ValueShape } from './command-shapes.ts'

/** A script for bash that completes commands, options and their values, and files elsewhere. */
export function bashCompletion(shapes: readonly CommandShape[]): string {
  const [whole, ...commands] = shapes
  return `# bash completion for onnc: eval "$(onnc completion bash)"
_onnc() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$command $word" in
${commands.map(({ path }) => `      '${beforeLast(path)} ${lastOf(path)}') command='${path}' ;;`).join('\n')}
    esac
  done
  COMPREPLY=()
  case "$command:$previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  local words=''
  case "$command" in
    '') words='${[...whole!.commands.map(({ name }) => name), '--help'].join(' ')}' ;;
${commands.map(wordCase).join('\n')}
  esac
  # Without a match, files are completed.
  if [[ $current == -* || -n $words ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
  fi
}
complete -o default -F _onnc onnc
`
}

/** The words behind options that take one; with files, what bash itself does comes after. */
function valueCases({ path, options }: CommandShape): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return []
    const places = flags.map((flag) => `'${path}:${flag}'`).join(' | ')
    return [`    ${places}) ${value.words.length > 0 ? replyWith(value) : 'return'} ;;`]
  })
}

function replyWith({ words }: ValueShape): string {
  return `while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W '${words.join(' ')}' -- "$current"); return`
}

/** Options where the word begins as one; else subcommands and what operands may be. */
function wordCase({ path, options, operands, commands }: CommandShape): string {
  const flags = options.flatMap((option) => option.flags.filter((flag) => flag.startsWith('--'))).join(' ')
  const words = [...commands.map(({ name }) => name), ...operands.flatMap(({ value }) => value.words)].join(' ')
  return `    '${path}') [[ $current == -* ]] && words='${flags}' || words='${words}' ;;`
}

export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(' ') + 1)
}

export function beforeLast(path: string): string {
  return path.includes(' ') ? path.slice(0, path.lastIndexOf(' ')) : ''
}

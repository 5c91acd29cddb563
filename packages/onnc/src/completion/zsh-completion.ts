import { beforeLast, lastOf } from './bash-completion.ts'
import type { CommandShape, OptionShape, ValueShape } from './command-shapes.ts'

/** A script for zsh: the same, with what each option means. */
export function zshCompletion(shapes: readonly CommandShape[]): string {
  const commands = shapes.slice(1)
  return `#compdef onnc
# zsh completion for onnc: source <(onnc completion zsh), or a file named _onnc on your fpath
${mixedFunctions(shapes)}_onnc() {
  local command='' word
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case "$command $word" in
${commands.map(({ path }) => `      '${beforeLast(path)} ${lastOf(path)}') command='${path}' ;;`).join('\n')}
    esac
  done
  case "$command" in
${shapes.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _onnc ]]; then _onnc "$@"; else compdef _onnc onnc; fi
`
}

function commandCase({ path, options, operands, commands }: CommandShape): string {
  const list = commands.map(({ name, description }) => quoted(`${name}:${escaped(description, /[:\\]/g)}`)).join(' ')
  const describe = list === '' ? '' : `local -a subcommands=(${list}); _describe command subcommands; `
  const specs = options.flatMap(optionSpec)
  const words = operands.map(({ value }) => valueAction(value)).find((action) => action !== '') ?? ''
  // The command itself is an operand in zsh's eyes.
  const rest = commands.length > 0 ? [] : [quoted(`*:operand:${words || '_files'}`)]
  const all = [...specs, ...rest].map((spec) => `\n      ${spec}`).join(' \\')
  return `    '${path}') ${describe}_arguments \\${all} ;;`
}

function optionSpec({ flags, description, value, repeatable }: OptionShape): string[] {
  const text = `[${escaped(description, /[[\]:\\]/g)}]`
  const takes = value === undefined ? '' : `:value:${valueAction(value)}`
  const exclusive = repeatable || flags.length < 2 ? '' : `(${flags.join(' ')})`
  return flags.map((flag) => quoted(`${repeatable ? '*' : exclusive}${flag}${text}${takes}`))
}

function valueAction({ words, files }: ValueShape): string {
  if (words.length === 0) return files ? '_files' : ''
  return files ? functionName(words) : `(${words.join(' ')})`
}

/** Words beside files need a function of their own. */
function mixedFunctions(shapes: readonly CommandShape[]): string {
  const values = shapes.flatMap(({ options, operands }) => [...options, ...operands].flatMap(({ value }) => value ?? []))
  const functions = values
    .filter(({ words, files }) => files && words.length > 0)
    .map(({ words }) => `${functionName(words)}() { compadd -- ${words.join(' ')}; _files }\n`)
  return [...new Set(functions)].join('')
}

function functionName(words: readonly string[]): string {
  return `_onnc_${words.join('_').replaceAll(/[^a-z0-9]/gi, '_')}`
}

function escaped(text: string, special: RegExp): string {
  return text.replaceAll(special, String.raw`\$&`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

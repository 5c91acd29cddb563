import { shippedTargets } from '@onnc/hardware'
import type { Argument, Command, Option } from 'commander'

/** What a shell has to know of a command to complete it. */
export interface CommandShape {
  /** 'compile', or 'targets show'; '' is `onnc` itself. */
  readonly path: string
  readonly description: string
  readonly options: readonly OptionShape[]
  readonly operands: readonly OperandShape[]
  readonly commands: readonly { readonly name: string; readonly description: string }[]
}

export interface OptionShape {
  /** `-o` and `--output`. */
  readonly flags: readonly string[]
  readonly description: string
  /** Absent where it takes no value. */
  readonly value?: ValueShape
  readonly repeatable: boolean
}

export interface OperandShape {
  readonly name: string
  readonly value: ValueShape
  readonly repeatable: boolean
}

/** What may stand somewhere: known words, files, or anything else. */
export interface ValueShape {
  readonly words: readonly string[]
  readonly files: boolean
}

/** Every command of a command line, the whole first. */
export function commandShapes(program: Command): readonly CommandShape[] {
  return shapesOf(program, '')
}

function shapesOf(command: Command, path: string): CommandShape[] {
  const shape: CommandShape = {
    path,
    description: command.description(),
    options: [...command.options.map(optionShape), { flags: ['-h', '--help'], description: 'display help for command', repeatable: false }],
    operands: command.registeredArguments.map(operandShape),
    commands: command.commands.map((sub) => ({ name: sub.name(), description: sub.description() })),
  }
  return [shape, ...command.commands.flatMap((sub) => shapesOf(sub, `${path} ${sub.name()}`.trim()))]
}

function optionShape(option: Option): OptionShape {
  const { short, long, description, argChoices, required, optional, flags } = option
  const place = /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? ''
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    ...(required || optional ? { value: valueShape(place, description, argChoices) } : {}),
    repeatable: description.includes('(repeatable)'),
  }
}

function operandShape(argument: Argument): OperandShape {
  const { description, argChoices, variadic } = argument
  return { name: argument.name(), value: valueShape(argument.name(), description, argChoices), repeatable: variadic }
}

const filePlaces = /^(?:file|folder|module|model|program|text|results|first|second|name=file)$/

function valueShape(place: string, description: string, choices: readonly string[] | undefined): ValueShape {
  if (choices !== undefined) return { words: choices, files: false }
  const words = description.includes('shipped target') || place === 'target' ? shippedTargets() : []
  return { words, files: words.length > 0 || filePlaces.test(place) }
}

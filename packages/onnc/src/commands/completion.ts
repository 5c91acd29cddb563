import type { Command } from 'commander'

import { bashCompletion } from '../completion/bash-completion.ts'
import { commandShapes } from '../completion/command-shapes.ts'
import { fishCompletion } from '../completion/fish-completion.ts'
import { zshCompletion } from '../completion/zsh-completion.ts'
import type { Terminal } from '../terminal.ts'

/** By shell, what makes its script. */
export const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

/** `onnc completion SHELL`: a script for that shell, made from the commands as they are. */
export function completionCommand(program: Command, shell: keyof typeof shells, terminal: Terminal): number {
  terminal.out(shells[shell](commandShapes(program)))
  return 0
}

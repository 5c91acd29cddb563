import type { Command } from 'commander'

import { bashCompletion } from '../completion/bash-completion.ts'
import { commandShapes } from '../completion/command-shapes.ts'
import { fishCompletion } from '../completion/fish-completion.ts'
import type { Shell } from '../completion/shells.ts'
import { zshCompletion } from '../completion/zsh-completion.ts'
import type { Terminal } from '../terminal.ts'

/** By shell, what makes its script. */
const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const satisfies Record<Shell, unknown>

/** `onnc completion SHELL`: a script for that shell, made from the commands as they are. */
export function completionCommand(program: Command, shell: Shell, terminal: Terminal): number {
  terminal.out(scripts[shell](commandShapes(program)))
  return 0
}

import { Argument, type Command } from 'commander'

import { shells } from './completion/shells.ts'
import type { Terminal } from './terminal.ts'

/** Commands that show: results, and the commands themselves. */
export function addSeeCommands(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  program
    .command('report')
    .description('Make a page of a saved result of compile, run, eval (--json --details) or explore (--json), or of two to compare')
    .argument('<results...>', 'one result, or two: the first is what the second is compared with')
    .requiredOption('-o, --output <file>', 'write the page (HTML) to this file')
    .action(async (files, flags) => {
      const { reportCommand } = await import('./commands/report.ts')
      finish(await reportCommand(files, flags, terminal))
    })
  program
    .command('compare')
    .description('Show what differs between two saved results of compile, run or eval (--json)')
    .argument('<first>', 'result that the other is compared with')
    .argument('<second>', 'result of the same command')
    .action(async (first, second) => {
      const { compareCommand } = await import('./commands/compare.ts')
      finish(compareCommand(first, second, terminal))
    })
  program
    .command('help')
    .description('Show the help of a command, or a topic; without one, what there is')
    .argument('[topic...]', 'a command, or a topic')
    .action(async (words) => {
      const { helpCommand } = await import('./commands/help.ts')
      finish(helpCommand(program, words, terminal))
    })
  program
    .command('completion')
    .description('Print a script that completes commands, options and values in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(async (shell) => {
      const { completionCommand } = await import('./commands/completion.ts')
      finish(completionCommand(program, shell, terminal))
    })
}

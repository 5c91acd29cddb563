import { Argument, type Command } from 'commander'

import { compareCommand } from './commands/compare.ts'
import { completionCommand, shells } from './commands/completion.ts'
import { helpCommand } from './commands/help.ts'
import { reportCommand } from './commands/report.ts'
import type { Terminal } from './terminal.ts'

/** Commands that show: results, and the commands themselves. */
export function addSeeCommands(program: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  program
    .command('report')
    .description('Make a page of a saved result of compile, run, eval (--json --details) or explore (--json), or of two to compare')
    .argument('<results...>', 'one result, or two: the first is what the second is compared with')
    .requiredOption('-o, --output <file>', 'write the page (HTML) to this file')
    .action(async (files, flags) => finish(await reportCommand(files, flags, terminal)))
  program
    .command('compare')
    .description('Show what differs between two saved results of compile, run or eval (--json)')
    .argument('<first>', 'result that the other is compared with')
    .argument('<second>', 'result of the same command')
    .action((first, second) => finish(compareCommand(first, second, terminal)))
  program
    .command('help')
    .description('Show the help of a command, or a topic; without one, what there is')
    .argument('[topic...]', 'a command, or a topic')
    .action((words) => finish(helpCommand(program, words, terminal)))
  program
    .command('completion')
    .description('Print a script that completes commands, options and values in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(shells)))
    .action((shell) => finish(completionCommand(program, shell, terminal)))
}

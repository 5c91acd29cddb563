import { nearestName } from '@onnc/support'
import type { Command } from 'commander'

import { helpTopics } from '../help-topics.ts'
import { helpUnknown } from '../onnc-diagnostics.ts'
import { showFailure } from '../show-diagnostics.ts'
import { paintOf, type Terminal } from '../terminal.ts'

/** `onnc help [TOPIC]`: of a command or a topic; without one, what there is. */
export function helpCommand(program: Command, words: readonly string[], terminal: Terminal): number {
  const paint = paintOf(terminal)
  const [first] = words
  if (first === undefined) {
    const width = Math.max(...Object.keys(helpTopics).map((name) => name.length))
    const topics = Object.entries(helpTopics).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
    terminal.out(`${program.helpInformation()}\n${paint.strong('Topics')} (onnc help TOPIC):\n${topics.join('\n')}\n`)
    return 0
  }
  let command: Command | undefined = program
  for (const word of words) command = command?.commands.find((sub) => sub.name() === word)
  if (command !== undefined) {
    command.outputHelp()
    return 0
  }
  const topic = words.length === 1 && Object.hasOwn(helpTopics, first) ? helpTopics[first] : undefined
  if (topic !== undefined) {
    terminal.out(`${paint.strong(first)}: ${topic.summary}\n\n${topic.text()}\n`)
    return 0
  }
  const known = [...program.commands.map((sub) => sub.name()), ...Object.keys(helpTopics)]
  return showFailure(terminal, [helpUnknown(words.join(' '), nearestName(first, known) ?? 'modes', Object.keys(helpTopics))], false)
}

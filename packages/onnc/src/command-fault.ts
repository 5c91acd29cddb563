import { nearestName } from '@onnc/support'

/** What commander has against a command line, in one line; a value that is nearly one of the choices is corrected. */
export function commandFault(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
  const wrong = /(?:argument|value) '(.*)' is invalid(?: for argument '.*')?\. Allowed choices are (.*)\.$/.exec(text)
  if (wrong === null) return text
  const nearest = nearestName(wrong[1]!, wrong[2]!.split(', '))
  return nearest === undefined ? text : `${text} (Did you mean ${nearest}?)`
}

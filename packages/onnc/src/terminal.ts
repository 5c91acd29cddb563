import { type Paint, plainPaint, terminalPaint } from '@onnc/report'

/** Where a command writes: results to `out`, words for people to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether a person watches `err`: progress is shown only then. */
  readonly isTerminal: boolean
  /** Whether `out` and `err` take colours; not, if absent. */
  readonly colour?: { readonly out: boolean; readonly err: boolean }
}

/** How results stand out. */
export function paintOf({ colour }: Terminal): Paint {
  return colour?.out === true ? terminalPaint : plainPaint
}

/** How words for people stand out. */
export function errPaintOf({ colour }: Terminal): Paint {
  return colour?.err === true ? terminalPaint : plainPaint
}

/**
 * Whether a stream takes colours: terminals do, unless `NO_COLOR` says that they should not (https://no-color.org) or they cannot;
 * `FORCE_COLOR` says that pipes do too.
 */
export function takesColour({ isTTY }: { readonly isTTY?: boolean }, environment: Readonly<Record<string, string | undefined>>): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0'
  return isTTY === true && environment['TERM'] !== 'dumb'
}

/** What a shell reports of a program that a closed pipe ended: 128 and the number of SIGPIPE, which Node ignores. */
export const pipeClosed = 141

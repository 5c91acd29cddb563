/** Where a command writes: results to `out`, words for people to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether a person watches `err`: progress is shown only then. */
  readonly isTerminal: boolean
}

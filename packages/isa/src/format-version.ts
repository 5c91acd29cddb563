/**
 * The version of the format that this build writes. It reads every minor version of this major one: a minor version only adds what an
 * older reader may skip.
 */
export const formatVersion = { major: 1, minor: 16 } as const

export interface FormatVersion {
  readonly major: number
  readonly minor: number
}

import type { Target } from '@onnc/hardware'
import type { Pass } from '@onnc/ir'

/** What every pass of ours may consult. */
export interface CompileEnvironment {
  readonly target: Target
}

export type CompilePass = Pass<CompileEnvironment>

import type { Program } from '@onnc/isa'
import { createSession, type Session } from '@onnc/ort'
import { failure, type Result, success } from '@onnc/support'
import { inKernel } from './diagnostics.ts'

/** One session for each kernel that some instruction runs, by kernel index; created once for all samples. */
export function openKernels(program: Program): Result<ReadonlyMap<number, Session>> {
  const sessions = new Map<number, Session>()
  for (const instruction of program.instructions) {
    if (instruction.op !== 'kernel' || sessions.has(instruction.kernel)) continue
    const { name, model } = program.kernels[instruction.kernel]!
    const session = createAsIs(model)
    if (!session.ok) {
      closeKernels(sessions)
      return failure(...session.diagnostics.map((diagnostic) => inKernel(name, diagnostic)))
    }
    sessions.set(instruction.kernel, session.value)
  }
  return success(sessions)
}

export function closeKernels(sessions: ReadonlyMap<number, Session>): void {
  for (const session of sessions.values()) session.dispose()
}

/**
 * A session that runs the nodes as they are. Where ONNX Runtime cannot put in the casts that half-precision nodes need for want of
 * kernels (1.30 fails on some), it can once it has optimised them.
 */
function createAsIs(model: Uint8Array): Result<Session> {
  const session = createSession(model, { optimization: 'disabled' })
  if (session.ok) return session
  const optimised = createSession(model, { optimization: 'basic' })
  return optimised.ok ? optimised : session
}

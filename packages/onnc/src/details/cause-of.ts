import type { RunStep } from '@onnc/executor'

/** What a resource does in a step: the operation of its instruction, or `wait for` and what for. */
export function causeOf({ op, waitsFor }: Pick<RunStep, 'op' | 'waitsFor'>): string {
  return op === 'wait' ? `wait for ${waitsFor?.reason ?? 'data'}` : op
}

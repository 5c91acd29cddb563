import type { Diagnostic } from '@onnc/support'
import type { ModelProto, TensorProto } from './messages.ts'
import { checkList, rawOf } from './tensor-from-proto.ts'
import { isExternal, tensorHead } from './tensor-head.ts'
import { tensorsOfModel } from './tensors-of.ts'

/** What is wrong with the tensors of a model whose values stand in their messages; nothing is allocated for them. */
export function checkTensors(model: ModelProto): readonly Diagnostic[] {
  const faults: Diagnostic[] = []
  for (const message of tensorsOfModel(model)) {
    if (isExternal(message)) continue
    const fault = checkTensor(message)
    if (fault !== undefined) faults.push(fault)
  }
  return faults
}

function checkTensor(message: TensorProto): Diagnostic | undefined {
  const head = tensorHead(message)
  if (!head.ok) return head.diagnostics[0]
  const raw = rawOf(message, head.value)
  if (!raw.ok) return raw.diagnostics[0]
  return raw.value === undefined ? checkList(message, head.value) : undefined
}

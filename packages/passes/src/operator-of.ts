import { domainAttribute, opTypeOf } from '@onnc/dialects'
import type { Operation } from '@onnc/ir'

/** The operator of a node with its domain before it, unless that is ONNX's own. */
export function operatorOf(node: Operation): string {
  const domain = node.attributes.get(domainAttribute)
  const prefix = domain?.kind === 'string' && !['', 'ai.onnx'].includes(domain.value) ? `${domain.value}.` : ''
  return `${prefix}${opTypeOf(node)}`
}

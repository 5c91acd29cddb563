import { failure, type Result, success } from '@onnc/support'

import { argumentMalformed } from '../onnc-diagnostics.ts'

/** The pass that makes a share of the weights of each layer zero, or for 'as-is' none. */
export function sparsifyPass(text: string): Result<string> {
  if (text === 'as-is') return success('')
  const share = Number(text)
  const isMeant = /^(\d+\.?\d*|\.\d+)$/.test(text) && share > 0 && share < 1
  return isMeant
    ? success(`sparsify{sparsity=${share}}`)
    : failure(argumentMalformed('--sparsity', "a share of zeros between 0 and 1, or 'as-is'", text))
}

/** The pass that leaves so many levels in each layer, or for 'as-is' none. */
export function clusterPass(text: string): Result<string> {
  if (text === 'as-is') return success('')
  const levels = Number(text)
  const isMeant = /^\d{1,4}$/.test(text) && levels >= 2 && levels <= 4096
  return isMeant
    ? success(`cluster-weights{levels=${levels}}`)
    : failure(argumentMalformed('--levels', "a number of levels from 2 to 4096, or 'as-is'", text))
}

/** Bits that weights keep, if any are asked for. */
export function weightBits(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return success(undefined)
  const bits = Number(text)
  const isMeant = /^\d{1,2}$/.test(text) && bits >= 2 && bits <= 16
  return isMeant ? success(bits) : failure(argumentMalformed('--weight-bits', 'a number of bits from 2 to 16', text))
}

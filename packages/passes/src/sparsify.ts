import { constantOp } from '@onnc/dialects'
import { type Blob, choiceOption, definePass, denseAttribute, derivedBlob, elementBits, numbersOption, stringsOption } from '@onnc/ir'

import type { CompilePass } from './environment.ts'
import { cutSmallest, linesOf, visitCut, visitGroups, visitLines, weakestLines } from './magnitude-mask.ts'
import { finiteLayers, type SelectedLayer } from './select-layers.ts'
import { spreadBudget } from './spread-budget.ts'
import {
  budgetIsOne,
  layerAllZero,
  sparsified,
  sparsityMissing,
  sparsityTwice,
  spreadNeedsElements,
  weightsReadElsewhere,
} from './weight-diagnostics.ts'
import { nameOf, otherReaders, type WeightLayer } from './weight-layers.ts'
import { structureOption, structureText, type WeightStructure } from './weight-structure.ts'
import { energyOf, floatsOfWords, magnitudeBits, weightWords, wordsOf } from './weight-words.ts'

/**
 * Makes the weights of least magnitude zero, layer by layer, until the asked share of each layer is. Weights that are zero stay so and count.
 * Layers are found by the names of their nodes or of their weights.
 *
 * Requires: nothing.  Ensures: nothing further.  Cost: linear in weights; one layer is in memory at a time.
 * Before: %w = "onnx.constant"() {value = dense<[[0.5, -0.1, 0.3, 0.0]]>}; "onnx.MatMul"(%w, %x)
 * After:  %w = "onnx.constant"() {value = dense<[[0.5, 0.0, 0.0, 0.0]]>}; "onnx.MatMul"(%w, %x)   (sparsity=0.75)
 *
 * Layer-wise magnitude masks: M. Zhu, S. Gupta, "To prune, or not to prune", arXiv 1710.01878 (2017), as SONIC (arXiv 2109.04459) has it.
 */
export const sparsify: CompilePass = definePass({
  name: 'sparsify',
  summary: 'Makes the smallest weights of layers zero',
  options: {
    layers: stringsOption({
      summary: 'Names of nodes or of their weights, `*` for any text; all layers if absent. Of several that match, the last counts',
    }),
    exclude: stringsOption({ summary: 'Layers that stay as they are, written the same way', default: [] }),
    sparsity: numbersOption({ summary: 'Share of zeros: one for all, or one for each of `layers`', min: 0, max: 1 }),
    structure: structureOption,
    spread: choiceOption(['even', 'sensitivity'], {
      summary:
        'even: every layer gets this sparsity; sensitivity: all layers together do, and those whose energy suffers least get more of the zeros',
      default: 'even',
    }),
  },
  run(module, { layers, exclude, sparsity, structure, spread }, { report }) {
    const inGroups = typeof structure !== 'string'
    if (!inGroups && sparsity === undefined) return report(sparsityMissing())
    if (inGroups && (sparsity !== undefined || spread !== 'even')) return report(sparsityTwice(structureText(structure)))
    if (spread !== 'even' && structure !== 'elements') return report(spreadNeedsElements(structureText(structure)))
    if (spread !== 'even' && sparsity!.length > 1) return report(budgetIsOne('sparsity', sparsity!.length))
    const chosen = { layers, exclude, values: sparsity ?? [0], option: 'sparsity', pass: 'sparsify' }
    const finite = finiteLayers(module, chosen, report)
    for (const { layer, zeros } of planZeros(finite, structure, spread)) {
      const mask = planMask(layer, structure, zeros)
      if (mask.changed) replaceWeights(layer, maskedBlob(layer.blob, mask))
      report(sparsified(nameOf(layer), mask.zeros, layer.count, mask.lostEnergy), layer.node)
      if (mask.zeros === layer.count) report(layerAllZero(nameOf(layer)), layer.node)
      if (mask.changed) for (const reader of otherReaders(layer)) report(weightsReadElsewhere(nameOf(layer), reader.name), layer.node)
    }
  },
})

/** Exact numbers of zeros for each layer; a share that is no whole number of weights is rounded up. */
function planZeros(
  selected: readonly SelectedLayer[],
  structure: WeightStructure,
  spread: 'even' | 'sensitivity',
): readonly { readonly layer: WeightLayer; readonly zeros: number }[] {
  const [first] = selected
  if (spread === 'even' || structure !== 'elements' || first === undefined)
    return selected.map(({ layer, value }) => ({ layer, zeros: atLeast(value, layer.count) }))
  const layers = selected.map(({ layer }) => layer)
  const counts = spreadBudget(
    layers,
    atLeast(
      first.value,
      layers.reduce((sum, { count }) => sum + count, 0),
    ),
  )
  return layers.map((layer, i) => ({ layer, zeros: counts[i]! }))
}

/** The smallest whole number that is the share of a count, but for the rounding of the product. */
function atLeast(share: number, count: number): number {
  return Math.min(count, Math.ceil(share * count * (1 - 2 ** -40)))
}

/** What becomes zero, as a function of the words of the weights; `key` tells equal masks of the same weights. */
interface Mask {
  readonly key: string
  readonly visit: (words: Uint32Array, clear: (index: number) => void) => void
  /** Zeros there are afterwards. */
  readonly zeros: number
  readonly changed: boolean
  /** Share of the sum of squares. */
  readonly lostEnergy: number
}

function planMask(layer: WeightLayer, structure: WeightStructure, zeros: number): Mask {
  const words = weightWords(layer.blob)
  const { key, visit } = maskOf(words, layer, structure, zeros)
  const weights = floatsOfWords(words)
  let [cleared, lost, before] = [0, 0, 0]
  for (let i = 0; i < words.length; i++) if ((words[i]! & magnitudeBits) === 0) before++
  visit(words, (i) => {
    if ((words[i]! & magnitudeBits) === 0) return
    cleared++
    lost += weights[i]! * weights[i]!
  })
  return { key, visit, zeros: before + cleared, changed: cleared > 0, lostEnergy: lost / (energyOf(words) || 1) }
}

function maskOf(
  words: Uint32Array,
  { matrix, count }: WeightLayer,
  structure: WeightStructure,
  zeros: number,
): Pick<Mask, 'key' | 'visit'> {
  if (structure === 'elements') {
    const cut = cutSmallest(words, zeros)
    return { key: `${cut.threshold} and ${cut.ties}`, visit: (of, clear) => visitCut(of, cut, clear) }
  }
  if (typeof structure !== 'string') {
    const lines = linesOf(matrix, 'rows')
    const key = `${structureText(structure)} along ${JSON.stringify(matrix)}`
    return { key, visit: (of, clear) => visitGroups(of, lines, structure, clear) }
  }
  const lines = linesOf(matrix, structure)
  const chosen = weakestLines(words, lines, atLeast(zeros / count, lines.lines.length))
  return { key: `${structure} ${chosen.join()} of ${JSON.stringify(matrix)}`, visit: (_, clear) => visitLines(lines, chosen, clear) }
}

/** The weights with zeros where the mask has them, in their own element type; computed when they are read. */
function maskedBlob(blob: Blob, { key, visit }: Mask): Blob {
  const width = elementBits(blob.element)! / 8
  const compute = ([bytes]: readonly Uint8Array[]): Uint8Array => {
    const out = new Uint8Array(bytes!)
    // Zero is all bits zero in every float type.
    if (width === 4) {
      const words = new Uint32Array(out.buffer)
      visit(wordsOf(bytes!, blob.element, blob.shape), (i) => {
        words[i] = 0
      })
    } else visit(wordsOf(bytes!, blob.element, blob.shape), (i) => out.fill(0, i * width, (i + 1) * width))
    return out
  }
  return derivedBlob(blob.element, blob.shape, [blob], compute, { name: `sparsify ${key}`, of: [blob] })
}

/** Gives a layer other weights of the same type and shape. */
export function replaceWeights({ constant }: WeightLayer, blob: Blob): void {
  const { type, resource } = constantOp.view(constant).value
  constant.attributes.set('value', denseAttribute(type, blob, resource))
}

import { type Blob, staticShape, type TensorType, type Value } from '@onnc/ir'

/** A product of a tensor with a constant one, as in Einsum: every axis has a label, and labels that the result lacks are summed over. */
export interface Contraction {
  /** float32 of known shape. */
  readonly input: Value
  readonly inputLabels: readonly string[]
  readonly matrix: Blob
  readonly matrixLabels: readonly string[]
  readonly out: TensorType
  readonly outLabels: readonly string[]
  readonly name: string
  /** Added to the result: one value per combination of the labels that only the matrix has, in the order of the result. */
  readonly bias?: Blob | undefined
  readonly biasName?: string | undefined
}

/** Which labels play which part; axes of size 1 play none. */
export interface ContractionPlan {
  /** Of the input alone: its vectors. */
  readonly positions: readonly string[]
  /** Summed over. */
  readonly elements: readonly string[]
  /** Of the matrix alone: its rows. */
  readonly rows: readonly string[]
  /** Of all three: a block of the matrix for each index. */
  readonly groups: readonly string[]
}

/** The parts of a contraction's labels, or the reason why it is none. */
export function planContraction({ input, inputLabels, matrix, matrixLabels, out, outLabels }: Contraction): ContractionPlan | string {
  return planLabels(
    { labels: inputLabels, shape: staticShape(input.type)! },
    { labels: matrixLabels, shape: matrix.shape },
    { labels: outLabels, shape: staticShape(out)! },
  )
}

/** The axes of a tensor by their labels. */
export interface Labelled {
  readonly labels: readonly string[]
  readonly shape: readonly number[]
}

/** The same for tensors of which only the axes are known. */
export function planLabels(input: Labelled, matrix: Labelled, out: Labelled): ContractionPlan | string {
  const [inputLabels, outLabels] = [input.labels, out.labels]
  const inputSizes = sizesOf(inputLabels, input.shape)
  const matrixSizes = sizesOf(matrix.labels, matrix.shape)
  const outSizes = sizesOf(outLabels, out.shape)
  if (inputSizes === undefined || matrixSizes === undefined || outSizes === undefined) return 'it takes a diagonal'
  const [x, w, y] = [inputSizes, matrixSizes, outSizes].map((sizes) => new Set([...sizes.keys()].filter((label) => sizes.get(label)! > 1)))
  if ([...w!].some((label) => !x!.has(label) && !y!.has(label))) return 'it sums over an axis of its weights alone'
  if ([...y!].some((label) => !x!.has(label) && !w!.has(label))) return 'it repeats its result along an axis'
  const ordered = outLabels.filter((label) => y!.has(label))
  return {
    positions: ordered.filter((label) => x!.has(label) && !w!.has(label)),
    rows: ordered.filter((label) => w!.has(label) && !x!.has(label)),
    groups: ordered.filter((label) => w!.has(label) && x!.has(label)),
    elements: inputLabels.filter((label) => x!.has(label) && !y!.has(label)),
  }
}

function sizesOf(labels: readonly string[], shape: readonly number[]): ReadonlyMap<string, number> | undefined {
  return new Set(labels).size < labels.length ? undefined : new Map(labels.map((label, axis) => [label, shape[axis]!]))
}

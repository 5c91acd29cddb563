import { elementCount, failure, formatTensorType, type Result, success, type Tensor } from '@onnc/support'
import { type Clipping, measureDensities, measureRanges, nodeNames, type Ranges, type Sample, withRanges } from '@onnc/executor'
import type { Program } from '@onnc/isa'

import { rangeDataShape } from './onnc-diagnostics.ts'
import { readTensorFile } from './stored-tensors.ts'

/** Samples looked at, at most: ranges hardly grow after some dozens. */
const mostSamples = 256

/** Ranges of all converters over the samples of a file. */
export function rangesFromData(file: string, program: Program): Result<Ranges> {
  const samples = samplesFromData(file, program)
  return samples.ok ? withoutNotes(measureRanges(program, samples.value)) : samples
}

/** The program with ranges from the samples of a file; as it is without a file. */
export function rangedProgram<Ranged extends Program>(file: string | undefined, program: Ranged): Result<Ranged> {
  if (file === undefined) return success(program)
  const ranges = rangesFromData(file, program)
  return ranges.ok ? success({ ...program, ranges: withRanges(program, ranges.value).ranges! }) : ranges
}

/** Shares of nonzero inputs by instruction over the samples of a file, where the target gates zeros. */
export function densitiesFromData(file: string, program: Program): Result<ReadonlyMap<number, number>> {
  const samples = samplesFromData(file, program)
  return samples.ok ? withoutNotes(measureDensities(program, samples.value)) : samples
}

function withoutNotes<T>(measured: Result<T>): Result<T> {
  return measured.ok ? success(measured.value) : measured
}

/** The samples of a file: an array for each input by its name, one sample behind the other. */
function samplesFromData(file: string, program: Program): Result<readonly Sample[]> {
  const columns = new Map<string, readonly Tensor[]>()
  for (const { name, buffer } of program.inputs) {
    const read = readTensorFile(file, name)
    if (!read.ok) return read
    const { type, shape } = program.buffers[buffer]!
    const { tensor } = read.value
    const known = (shape ?? []).map((dimension) => dimension ?? 1)
    const size = elementCount(known)
    const count = size === 0 ? 0 : tensor.data.length / size
    if (tensor.type !== type || tensor.type === 'string' || !Number.isInteger(count) || count < 1)
      return failure(rangeDataShape(file, name, formatTensorType(tensor.type, tensor.shape), formatTensorType(type, shape)))
    const { data } = tensor
    columns.set(
      name,
      Array.from({ length: Math.min(count, mostSamples) }, (_, i): Tensor => ({
        ...tensor,
        shape: known,
        data: data.slice(i * size, (i + 1) * size),
      })),
    )
  }
  const count = Math.min(...[...columns.values()].map((column) => column.length))
  return success(Array.from({ length: count }, (_, i): Sample => new Map([...columns].map(([name, column]) => [name, column[i]!]))))
}

/** Clipped conversions by ONNX node, of nodes that have conversions. */
export function clippingByNode(
  program: Program,
  clipping: ReadonlyMap<number, Clipping>,
): { node: string; conversions: number; clipped: number }[] {
  const nodeOf = nodeNames(program)
  const nodes = new Map<string, { node: string; conversions: number; clipped: number }>()
  for (const [instruction, { conversions, clipped }] of clipping) {
    const node = nodeOf(instruction)
    const entry = nodes.get(node) ?? { node, conversions: 0, clipped: 0 }
    entry.conversions += conversions
    entry.clipped += clipped
    nodes.set(node, entry)
  }
  return [...nodes.values()]
}

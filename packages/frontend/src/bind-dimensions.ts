import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { amend, type Dimension, type GraphProto, typeFromProto, valueInfo, type ValueInfoProto } from '@onnc/onnx'

import { dimensionAssumed, dimensionUnbound, dimensionUnknown, inputRankUnknown } from './frontend-diagnostics.ts'

export interface DimensionBinding {
  /** Sizes by symbol (`batch`) or by place (`input[0]`). */
  readonly dims: ReadonlyMap<string, number>
  /** Shapes of inputs that are at hand. */
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>
  /** Size of what stays free; undefined: free dimensions are refused. */
  readonly otherwise?: number
  /** Dimensions that nothing binds stay free. */
  readonly partly?: boolean
}

/**
 * The graph with every free dimension of its inputs fixed. Initializers are constants: where they are listed as inputs too (IR
 * version 3 and older demand it), that drops out. Declared shapes of outputs
 * drop out where they are not fixed themselves.
 */
export function bindDimensions(graph: GraphProto, binding: DimensionBinding): Result<GraphProto> {
  const binder: Binder = { binding, symbols: new Map(binding.dims), faults: [], assumed: new Set(), known: new Set() }
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name ?? ''))
  const free = (v: ValueInfoProto): boolean => !initializers.has(v.name ?? '')
  for (const value of graph.input ?? []) if (free(value)) learnSymbols(binder, value)
  const input = (graph.input ?? []).filter(free).map((value) => bindInput(binder, value))
  const output = (graph.output ?? []).map((value) => {
    const type = typeFromProto(value.type)
    const isFixed = type?.kind !== 'tensor' || type.shape === null || type.shape.every((d) => typeof d === 'number')
    return isFixed ? value : valueInfo(value.name ?? '', type.elementType > 0 ? { ...type, shape: null } : null)
  })
  for (const name of binding.dims.keys()) if (!binder.known.has(name)) binder.faults.push(dimensionUnknown(name, [...binder.known]))
  if (binder.faults.length > 0) return failure(...binder.faults)
  const notes = binder.assumed.size === 0 ? [] : [dimensionAssumed(binding.otherwise!, [...binder.assumed])]
  return success(amend(graph, { input, output }), notes)
}

interface Binder {
  readonly binding: DimensionBinding
  readonly symbols: Map<string, number>
  readonly faults: Diagnostic[]
  /** What took the size of all that stays free. */
  readonly assumed: Set<string>
  /** Everything `--dim` could name. */
  readonly known: Set<string>
}

function freeAxes(value: ValueInfoProto): { axis: number; dimension: Dimension }[] {
  const type = typeFromProto(value.type)
  const shape = type?.kind === 'tensor' ? (type.shape ?? []) : []
  return shape.map((dimension, axis) => ({ axis, dimension })).filter(({ dimension }) => typeof dimension !== 'number')
}

/** A symbol takes its size from the first input at hand that has it, so that inputs without data get it too. */
function learnSymbols(binder: Binder, value: ValueInfoProto): void {
  const given = binder.binding.inputShapes?.get(value.name ?? '')
  for (const { axis, dimension } of freeAxes(value)) {
    binder.known.add(`${value.name}[${axis}]`)
    if (typeof dimension !== 'string') continue
    binder.known.add(dimension)
    const size = given?.[axis]
    if (size !== undefined && !binder.symbols.has(dimension)) binder.symbols.set(dimension, size)
  }
}

function bindInput(binder: Binder, value: ValueInfoProto): ValueInfoProto {
  const name = value.name ?? ''
  const type = typeFromProto(value.type)
  if (type?.kind !== 'tensor') return value
  const given = binder.binding.inputShapes?.get(name)
  if (type.shape === null) {
    if (given !== undefined) return valueInfo(name, { ...type, shape: given })
    binder.faults.push(inputRankUnknown(name))
    return value
  }
  const shape = type.shape.map((dimension, axis) => {
    if (typeof dimension === 'number') return dimension
    const size = binder.symbols.get(`${name}[${axis}]`) ?? (dimension === null ? undefined : binder.symbols.get(dimension)) ?? given?.[axis]
    if (size !== undefined || binder.binding.partly) return size ?? dimension
    if (binder.binding.otherwise === undefined) binder.faults.push(dimensionUnbound(name, axis, dimension ?? 'unnamed'))
    else binder.assumed.add(dimension ?? `${name}[${axis}]`)
    return binder.binding.otherwise ?? dimension
  })
  return valueInfo(name, { ...type, shape })
}

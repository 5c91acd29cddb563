import type { Attribute, Blob, CreateArguments, OpDef, Operation, TensorType, Type, Value } from '@onnc/ir'
import type { Target } from '@onnc/hardware'

import type { Objective } from './choices.ts'

/** Puts operations before the node being lowered. */
export interface LoweringContext {
  /** An operation of ours; its one result. */
  readonly emit: <O extends OpDef>(
    op: O,
    parts: O extends OpDef<infer A, infer B, infer C, infer D> ? CreateArguments<A, B, C, D> : never,
  ) => Value
  /** An ONNX node, for the electronic control unit; its one result. */
  readonly node: (opType: string, operands: readonly Value[], type: Type, more?: NodeParts) => Value
  /** The same with any number of results. */
  readonly nodes: (opType: string, operands: readonly Value[], types: readonly Type[], more?: NodeParts) => readonly Value[]
  readonly constant: (name: string, type: TensorType, blob: Blob) => Value
  /** Stands for an optional operand that is left out. */
  readonly none: () => Value
  /** Version of the operator set of ONNX itself that the module states. */
  readonly opset: number
  readonly target: Target
  /** What choices between ways to compute a product follow. */
  readonly objective: Objective
}

export interface NodeParts {
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** Operator-set domain; ONNX's own if absent. */
  readonly domain?: string
}

/** Lowers one ONNX node: the values that take the place of its results, or the reason why it stays electronic. */
export type Lowering = (node: Operation, context: LoweringContext) => readonly Value[] | string

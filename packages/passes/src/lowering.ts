import type { CreateArguments, OpDef, Operation, Value } from '@onnc/ir'

/** Puts operations before the node being lowered; each returns its one result. */
export interface LoweringContext {
  readonly emit: <O extends OpDef>(
    op: O,
    parts: O extends OpDef<infer A, infer B, infer C, infer D> ? CreateArguments<A, B, C, D> : never,
  ) => Value
}

/** Lowers one ONNX node: the values that take the place of its results, or the reason why it stays electronic. */
export type Lowering = (node: Operation, context: LoweringContext) => readonly Value[] | string

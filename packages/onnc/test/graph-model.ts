import { openMachine } from '@onnc/executor'
import { encodeModel, type FunctionProto, type GraphProto, type ModelProto, type NodeProto, onnx, tensorToProto } from '@onnc/onnx'
import { compareTensors, createSession, openInProcess } from '@onnc/ort'
import type { Tensor } from '@onnc/support'
import { expect } from 'vitest'

import { compileMessage } from '../src/compile-model.ts'
import { smallTarget, unwrap } from './small-target.ts'

export const float = (shape: readonly number[] | null): { kind: 'tensor'; elementType: number; shape: readonly number[] | null } => ({
  kind: 'tensor',
  elementType: 1,
  shape,
})
export const graphAttribute = (name: string, g: GraphProto): NonNullable<NodeProto['attribute']>[number] => ({
  name,
  type: onnx.AttributeProto.AttributeType.GRAPH,
  g,
})
export const scalar = (name: string, type: 'int64' | 'bool', value: number): ReturnType<typeof tensorToProto> =>
  tensorToProto({ type, shape: [], data: type === 'int64' ? BigInt64Array.of(BigInt(value)) : Uint8Array.of(value) }, name)

export const shapeOf = (name: string, dims: readonly number[]): ReturnType<typeof tensorToProto> =>
  tensorToProto({ type: 'int64', shape: [dims.length], data: BigInt64Array.from(dims, BigInt) }, name)

export function model(graph: GraphProto, functions: FunctionProto[] = []): ModelProto {
  return {
    irVersion: 8,
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'own', version: 1 },
    ],
    functions,
    graph: { name: 'test', ...graph },
  }
}

interface ProgramCounts {
  readonly kernels: number
  readonly streams: number
  readonly tiles: number
}

/** Checks that `ideal` equals ONNX Runtime; gives the ECU's kernels, photonic streams and tiles of the program. */
export async function check(message: ModelProto, inputs: ReadonlyMap<string, Tensor>): Promise<ProgramCounts> {
  const session = unwrap(createSession(encodeModel(message), { optimization: 'all' }))
  const expected = unwrap(session.run(inputs))
  session.dispose()
  const target = smallTarget(4, 5)
  const program = unwrap(
    await compileMessage(message, { target, dimensions: { dims: new Map(), openRuntime: openInProcess }, exact: true }),
  )
  const machine = unwrap(openMachine(program, { mode: 'ideal' }))
  const [outputs] = unwrap(machine.run([inputs]))
  machine.close()
  for (const [name, tensor] of expected) expect(compareTensors(outputs!.get(name)!, tensor), name).toMatchObject({ pass: true })
  return {
    kernels: program.kernels.length,
    streams: program.instructions.filter((i) => i.op === 'stream').length,
    tiles: program.tiles.length,
  }
}

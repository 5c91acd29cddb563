import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkCompiled, openMachine } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import type { Target } from '@onnc/hardware'
import { cloneOperation, parsePipeline, runPasses } from '@onnc/ir'
import { decodeModel, encodeModel, type NodeProto, tensorToProto, type TensorProto, valueInfo } from '@onnc/onnx'
import { compareTensors, createSession } from '@onnc/ort'
import { passes, stages } from '@onnc/passes'
import { createRandom, elementCount, type NumericElementType, onnxOfElementType, type Tensor } from '@onnc/support'
import { expect } from 'vitest'

import { smallTarget, unwrap } from '../small-target.ts'

/** One node to check: what it computes must not depend on where it runs. Names are made unique by the caller's prefix. */
export interface Case {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly initializers: Readonly<Record<string, Tensor>>
  readonly nodes: readonly NodeProto[]
  /** Outputs to compare; they need not be declared with types. */
  readonly outputs: readonly string[]
  /** What a failure names. */
  readonly about: unknown
}

export interface CheckOptions {
  readonly target: Target
  readonly opset?: number
  /** All products must run on rings; else they may stay electronic. */
  readonly photonic?: boolean
  /** Bits that weights keep; more than the rings have. */
  readonly weightBits?: number
  /** How zeros are left out. */
  readonly compress?: 'packed' | 'slice' | 'none'
  /** No tolerance. */
  readonly exactly?: boolean
}

export { smallTarget, unwrap }

const electronic = `gather-electronic,${stages.mrr}`

/**
 * Runs all cases as one model, on rings and electronically, and compares each output with ONNX Runtime. One model: importing and
 * opening sessions costs more than hundreds of small nodes.
 */
export async function checkCases(
  cases: readonly Case[],
  { target, opset = 17, photonic = true, exactly = false, weightBits, compress = 'packed' }: CheckOptions,
): Promise<void> {
  const renamed = cases.map((c, i) => withPrefix(c, `c${i}_`))
  const inputs = new Map(renamed.flatMap((c) => Object.entries(c.inputs)))
  const bytes = encodeModel({
    irVersion: 8,
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'cases',
      node: renamed.flatMap((c) => c.nodes),
      initializer: renamed.flatMap((c) => Object.entries(c.initializers).map(([name, t]): TensorProto => tensorToProto(t, name))),
      input: [...inputs].map(([name, { type, shape }]) => valueInfo(name, { kind: 'tensor', elementType: onnxOfElementType(type), shape })),
      output: renamed.flatMap((c) => c.outputs).map((name) => valueInfo(name, null)),
    },
  })
  const session = unwrap(createSession(bytes, { optimization: 'all' }))
  const expected = unwrap(session.run(inputs))
  session.dispose()
  const bits = weightBits === undefined ? '' : ` weight-bits=${weightBits}`
  const mrr = stages.mrr.replace('tile', `tile{compress=${compress}${bits}}`)
  const imported = unwrap(await importMessage(unwrap(decodeModel(bytes, 'cases.onnx')), { dims: new Map(), inputShapes: new Map() }))
  for (const pipeline of [`${stages.mvm},${mrr}`, electronic]) {
    const module = cloneOperation(imported)
    const lowered = runPasses(unwrap(parsePipeline(pipeline, passes)), module, { environment: { target }, registry })
    unwrap(lowered)
    if (photonic && pipeline !== electronic)
      expect(lowered.diagnostics.filter((d) => d.code === 'stays-electronic').map((d) => d.message)).toEqual([])
    const program = unwrap(generateProgram(module, { target, exact: true }))
    unwrap(checkCompiled(program, target, {}))
    const machine = unwrap(openMachine(program, { mode: 'ideal' }))
    const [outputs] = unwrap(machine.run([inputs]))
    machine.close()
    for (const { about, outputs: names } of renamed)
      for (const name of names) {
        const comparison = compareTensors(outputs!.get(name)!, expected.get(name)!, exactly ? { relative: 0, ofMaximum: 0 } : undefined)
        // Sums of a few terms of size 1 that cancel keep no digits to compare.
        if (!comparison.pass && (exactly || comparison.maxAbsError > 2e-6))
          throw new Error(
            `${pipeline === electronic ? 'electronic' : 'photonic'} ${name}: ${JSON.stringify(comparison)} in ${JSON.stringify(about)}`,
          )
      }
  }
}

function withPrefix(c: Case, prefix: string): Case {
  const rename = (name: string): string => (name === '' ? '' : `${prefix}${name}`)
  const renameAll = (tensors: Case['inputs']): Case['inputs'] =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]))
  return {
    ...c,
    inputs: renameAll(c.inputs),
    initializers: renameAll(c.initializers),
    nodes: c.nodes.map((n) => ({
      ...n,
      name: rename(n.name ?? ''),
      input: (n.input ?? []).map(rename),
      output: (n.output ?? []).map(rename),
    })),
    outputs: c.outputs.map(rename),
  }
}

/** Seeded values in [-1, 1). */
export function floats(shape: readonly number[], seed: number, type: 'float32' | 'float64' = 'float32'): Tensor {
  const random = createRandom(seed)
  const length = elementCount(shape)
  const values = Array.from({ length }, () => 2 * random.uniform() - 1)
  return { type, shape, data: type === 'float32' ? Float32Array.from(values) : Float64Array.from(values) }
}

const ranges = { uint8: [0, 255], int8: [-128, 127], int32: [-1000, 1000] } as const

/** Seeded integers over the whole range of the type; int32 within a thousand. */
export function integers(type: keyof typeof ranges, shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed)
  const [low, high] = ranges[type]
  const values = Array.from({ length: elementCount(shape) }, () => low + Math.floor(random.uniform() * (high - low + 1)))
  const arrays = { uint8: Uint8Array, int8: Int8Array, int32: Int32Array }
  return { type, shape, data: arrays[type].from(values) }
}

export function tensor(type: NumericElementType, shape: readonly number[], data: Tensor['data']): Tensor {
  return { type, shape, data } as Tensor
}

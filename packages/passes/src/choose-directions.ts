import { matmulOp } from '@onnc/dialects'
import {
  type Blob,
  choiceOption,
  definePass,
  denseAttribute,
  type DenseAttribute,
  insertBefore,
  type Operation,
  type PassContext,
  replaceOperation,
  tensorType,
  transposeBlob,
  walk,
} from '@onnc/ir'

import { analyseReuse } from './analyse-reuse.ts'
import { type Objective, objectives } from './choices.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { worth } from './plan-layer.ts'
import { heldBothWays } from './remarks.ts'

/**
 * Has matrices that light is to take backwards held a second time, transposed, where the network is then better for the objective: the way back costs
 * light and switches, what is held twice costs writes and places. All of them or none; by the cost model, planned both ways.
 *
 * Requires: `gather-electronic`.  Ensures: nothing further.  Cost: that of planning the network twice, where some product is transposed.
 * Before: %p = mvm.matmul %v by dense_resource<a> {transposed}
 * After:  %p = mvm.matmul %v by dense_resource<a.transposed>
 */
export const chooseDirections: CompilePass = definePass({
  name: 'choose-directions',
  summary: 'Has matrices held both ways where light that goes backwards costs more than it saves',
  options: { objective: choiceOption(objectives, { summary: 'what is compared', default: 'latency' }) },
  run(module, { objective }, { environment, report }: PassContext<CompileEnvironment>) {
    const backwards = [...walk(module)].filter((operation) => matmulOp.is(operation) && matmulOp.view(operation).transposed)
    if (backwards.length === 0 || environment.target.units.length > 1) return
    const once = costOf(module, environment, objective)
    const held = backwards.map((product) => matmulOp.view(product).matrix)
    const turned = new Map<Blob, DenseAttribute>()
    const forwards = backwards.map((product, i) => {
      const matrix = held[i]!
      const other = turned.get(matrix.blob) ?? turnedMatrix(matrix)
      turned.set(matrix.blob, other)
      return withMatrix(product, other, false)
    })
    const twice = costOf(module, environment, objective)
    if (twice < once) report(heldBothWays(turned.size, objective, Math.round(100 * (1 - twice / once))))
    else for (const [i, product] of forwards.entries()) withMatrix(product, held[i]!, true)
  },
})

function turnedMatrix({ type, blob, resource }: DenseAttribute): DenseAttribute {
  const [rows, columns] = blob.shape as [number, number]
  return denseAttribute(tensorType([columns, rows], type.element), transposeBlob(blob, [1, 0]), `${resource ?? 'matrix'}.transposed`)
}

/** The same product with what is held another way round; its order of rows and columns is that of the product. */
function withMatrix(product: Operation, matrix: DenseAttribute, transposed: boolean): Operation {
  const other = matmulOp.createLike(product, { matrix, transposed })
  insertBefore(product, other)
  other.results[0]!.name = product.results[0]!.name
  replaceOperation(product, other.results)
  return other
}

function costOf(module: Operation, { target }: CompileEnvironment, objective: Objective): number {
  return worth(analyseReuse(module, target, target.units[0]!, { objective, reuse: 'all' }).cold, objective)
}

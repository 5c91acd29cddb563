import { constantOp, domainAttribute, funcOp, noneOp, opsetsAttribute, opTypeOf } from '@onnc/dialects'
import {
  choiceOption,
  createOperation,
  definePass,
  definingOperation,
  denseAttribute,
  erase,
  insertBefore,
  noneType,
  type Operation,
  parentOperation,
  type PassContext,
  replaceOperation,
  stringAttribute,
  walk,
} from '@onnc/ir'
import { type CompilationClass, compilationClass, type Target } from '@onnc/hardware'
import type { Diagnostic } from '@onnc/support'

import { type Objective, objectives, photonicChoices } from './choices.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import type { LoweringContext } from './lowering.ts'
import { lowerings } from './lowerings.ts'
import { electronicCost, layerShapeOf } from './layer-shape.ts'
import { operatorOf } from './operator-of.ts'
import { notLowered } from './not-lowered.ts'
import { planLayer, worth } from './plan-layer.ts'
import { isProduct } from './product.ts'
import { cheaperOnEcu, noClass, staysElectronic } from './remarks.ts'
import { classesOfProduct, classOfProduct, nameClass } from './unit-classes.ts'

/**
 * Turns ONNX nodes that multiply by a constant matrix into mvm operations; says why for each that stays electronic.
 *
 * Requires: types known.  Ensures: nothing further.  Cost: linear in nodes and weights.
 * Before: %y = "onnx.Conv"(%x, %w)
 * After:  %v = mvm.patches %x ...; %p = mvm.matmul %v by dense_resource<w>; %y = mvm.planes %p
 */
export const lowerToMvm: CompilePass = definePass({
  name: 'lower-to-mvm',
  summary: 'Turns ONNX nodes that multiply by a constant matrix into mvm operations',
  options: {
    photonic: choiceOption(photonicChoices, {
      summary: 'which products go to the rings: all that can, those that cost less there, or none',
      default: 'all',
    }),
    objective: choiceOption(objectives, { summary: 'what auto compares', default: 'latency' }),
  },
  run(module, { photonic, objective }, { report, environment: { target } }: PassContext<CompileEnvironment>) {
    const found = compilationClass(target)
    if (!found.ok) return // tile says so
    const opset = opsetOf(module)
    const nodes = [...walk(module)].filter((op) => op.name.startsWith('onnx.') && lowerings.has(operatorOf(op)))
    for (const node of [...walk(module)].filter((op) => op.name.startsWith('onnx.') && notLowered.has(operatorOf(op))))
      report(staysElectronic(opTypeOf(node), notLowered.get(operatorOf(node))!), node)
    for (const node of nodes) {
      const opType = opTypeOf(node)
      if (photonic === 'none') report(staysElectronic(opType, 'nothing was to run on the rings'), node)
      else if (isInBody(node)) report(staysElectronic(opType, 'it stands in a body that runs on the ECU'), node)
      else {
        const dearer = photonic === 'auto' ? dearerOnRings(target, objective) : () => undefined
        const refused = lower(node, { opset, target, objective, dearer })
        if (refused !== undefined) report(typeof refused === 'string' ? staysElectronic(opType, refused) : refused, node)
      }
    }
  },
})

/** Whether a node belongs to the body of another, of If, Loop or Scan. */
function isInBody(node: Operation): boolean {
  const parent = parentOperation(node)
  return parent !== undefined && !funcOp.is(parent)
}

/** Version of ONNX's own operator set. */
function opsetOf(module: Operation): number {
  const opsets = module.attributes.get(opsetsAttribute)
  const own = opsets?.kind === 'dictionary' ? opsets.entries.get('ai.onnx') : undefined
  return own?.kind === 'integer' ? Number(own.value) : 1
}

/** For a node and what it was lowered to: a remark where its products cost more on the rings than on the ECU. */
type Comparison = (node: Operation, made: readonly Operation[]) => Diagnostic | undefined

function dearerOnRings(target: Target, objective: Objective): Comparison {
  return (node, made) => {
    const products = made.filter(isProduct)
    const shapes = products.map((product) => layerShapeOf(product))
    const costs = shapes.map((shape, i) => planLayer(target, classOfProduct(target, products[i]!).unitClass, shape, objective).cost)
    const photonic = {
      seconds: costs.reduce((sum, cost) => sum + cost.seconds, 0),
      energyJoules: costs.reduce((sum, cost) => sum + cost.energyJoules, 0),
    }
    const electronic = electronicCost(target, shapes, { read: node.operands.slice(0, 1), written: node.results })
    const [onRings, onEcu] = [worth(photonic, objective), worth(electronic, objective)]
    return onEcu < onRings ? cheaperOnEcu(opTypeOf(node), objective, costText(electronic), costText(photonic)) : undefined
  }
}

/** Gives a product to the unit class on which it costs least by itself, of those it can run on. */
function chooseClass(product: Operation, target: Target, objective: Objective): void {
  const shape = layerShapeOf(product)
  const [first, ...others] = classesOfProduct(target, product)
  if (first === undefined) return
  const costOf = ({ unitClass }: CompilationClass): number => worth(planLayer(target, unitClass, shape, objective).cost, objective)
  nameClass(
    target,
    product,
    others.reduce((a, b) => (costOf(b) < costOf(a) ? b : a), first),
  )
}

function costText({ seconds, energyJoules }: { seconds: number; energyJoules: number }): string {
  return `${scaled(seconds, 's')} and ${scaled(energyJoules, 'J')}`
}

/** Three digits with the prefix that leaves one to three before the point. */
function scaled(value: number, unit: string): string {
  const thousands = value === 0 ? 0 : Math.min(0, Math.max(-4, Math.floor(Math.log10(value) / 3)))
  return `${(value / 1000 ** thousands).toPrecision(3)} ${['', 'm', 'u', 'n', 'p'][-thousands]}${unit}`
}

/** Puts what computes a node in its place; what keeps it as it is, where it stays. */
function lower(
  node: Operation,
  { opset, target, objective, dearer }: { opset: number; target: Target; objective: Objective; dearer: Comparison },
): string | Diagnostic | undefined {
  const made: Operation[] = []
  const put = (operation: Operation): Operation => {
    made.push(insertBefore(node, operation))
    return operation
  }
  const { location } = node
  const context: LoweringContext = {
    opset,
    target,
    objective,
    emit: (op, parts) => put(op.create({ location, ...parts })).results[0]!,
    node: (opType, operands, type, more) => context.nodes(opType, operands, [type], more)[0]!,
    nodes: (opType, operands, resultTypes, { attributes = {}, domain } = {}) =>
      put(
        createOperation({
          name: `onnx.${opType}`,
          operands,
          resultTypes,
          attributes: [
            ...Object.entries(attributes),
            ...(domain === undefined ? [] : ([[domainAttribute, stringAttribute(domain)]] as const)),
          ],
          location,
        }),
      ).results,
    constant: (name, type, blob) => {
      const operation = put(constantOp.create({ value: denseAttribute(type, blob, name), out: type, location }))
      operation.results[0]!.name = name
      return operation.results[0]!
    },
    none: () => put(noneOp.create({ out: noneType, location })).results[0]!,
  }
  const results = lowerings.get(operatorOf(node))!.lower(node, context)
  if (target.units.length > 1) for (const product of made.filter(isProduct)) chooseClass(product, target, objective)
  const homeless = made.some((operation) => isProduct(operation) && classesOfProduct(target, operation).length === 0)
  const refused = typeof results === 'string' ? results : homeless ? noClass(target) : dearer(node, made)
  if (typeof results === 'string' || refused !== undefined) {
    for (const operation of made.toReversed()) erase(operation)
    return refused
  }
  const constants = node.operands.map(definingOperation)
  replaceOperation(node, [...results, ...node.results.slice(results.length).map(() => context.none())])
  for (const operation of constants)
    if (operation?.block !== undefined && operation.operands.length === 0 && operation.results.every((r) => r.users.size === 0))
      erase(operation)
  return undefined
}

import { matmulOp, patchesOp, productOp } from '@onnc/dialects'
import { type CompilationClass, compilationClasses, type Target } from '@onnc/hardware'
import { definingOperation, type Operation, stringAttribute } from '@onnc/ir'

import { productOf } from './product.ts'

/** What classes of units can be meant for. */
export type LayerKind = 'convolution' | 'fully-connected'

/** What rings hold. */
export type Operand = 'weights' | 'activations'

const known = new WeakMap<Target, readonly CompilationClass[]>()

/** The classes that work can go to; none for a target that `tile` refuses. */
export function usableClasses(target: Target): readonly CompilationClass[] {
  let classes = known.get(target)
  if (classes === undefined) {
    const found = compilationClasses(target)
    known.set(target, (classes = found.ok ? found.value : []))
  }
  return classes
}

/** Classes whose rings may hold an operand: those meant for this kind of layer, or where there are none all of them. */
export function classesThatHold(target: Target, operand: Operand, kind: LayerKind): readonly CompilationClass[] {
  const holding = usableClasses(target).filter(({ unitClass }) => ['either', operand].includes(unitClass.stationary.operand))
  const meant = holding.filter((each) => isMeantFor(each, kind))
  return meant.length > 0 ? meant : holding
}

/**
 * The classes that stream the weights of fully connected layers through rings which hold their activations: those meant for such layers, where no
 * class meant for them holds weights (SONIC, arXiv 2109.04459).
 */
export function classesThatStreamWeights(target: Target): readonly CompilationClass[] {
  const meant = usableClasses(target).filter((each) => isMeantFor(each, 'fully-connected'))
  return meant.every(({ unitClass }) => unitClass.stationary.operand === 'activations') ? meant : []
}

function isMeantFor({ unitClass: { layers = 'any' } }: CompilationClass, kind: LayerKind): boolean {
  return layers === 'any' || layers === kind
}

/** The classes that a product can run on. */
export function classesOfProduct(target: Target, product: Operation): readonly CompilationClass[] {
  const { vectors, matrix } = productOf(product)
  const kind = patchesOp.is(definingOperation(vectors)!) ? 'convolution' : 'fully-connected'
  return classesThatHold(target, matrix.kind, kind)
}

/** The class that a product runs on: the one it names, else the first that it can run on. */
export function classOfProduct(target: Target, product: Operation): CompilationClass {
  const { units } = productOp.is(product) ? productOp.view(product) : matmulOp.view(product)
  const named = usableClasses(target).find(({ unitClass }) => unitClass.name === units)
  const found = named ?? classesOfProduct(target, product)[0]
  if (found === undefined) throw new Error(`no unit class of '${target.name}' takes ${product.name}`)
  return found
}

/** Makes a product name the class it runs on, where there are several. */
export function nameClass(target: Target, product: Operation, { unitClass }: CompilationClass): void {
  if (target.units.length > 1) product.attributes.set('units', stringAttribute(unitClass.name))
}

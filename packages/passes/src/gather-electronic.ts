import { funcOp, mvmElectronicOp, mvmYieldOp } from '@onnc/dialects'
import {
  addBlockArgument,
  append,
  type Block,
  capturedValues,
  cloneOperation,
  createOperation,
  definePass,
  definingOperation,
  detach,
  erase,
  eraseDead,
  fuseLocations,
  hasTrait,
  insertBefore,
  isDead,
  nameLocation,
  onlyBlock,
  type Operation,
  operationsOf,
  parentOperation,
  type Registry,
  setOperand,
  singleBlockRegion,
  type Value,
  walk,
} from '@onnc/ir'

import { electronicGathered } from './checks.ts'
import type { CompilePass } from './environment.ts'

/**
 * Gathers all ONNX operations into as few electronic kernels as the data flow allows: an operation joins the first kernel after
 * the photonic operations it depends on. Constants move into the kernels that use them. Values that cannot cross a kernel's edge
 * (sequences, optionals, maps) are made again in each kernel that reads them.
 *
 * Requires: `lower-to-mvm`.  Ensures: every onnx operation stands in an mvm.electronic.  Cost: linear in operations and uses.
 * Before: %a = mvm.planes ...; %b = "onnx.Relu"(%a); %c = "onnx.MaxPool"(%b)
 * After:  %a = mvm.planes ...; %c = "mvm.electronic"(%a) ({ Relu, MaxPool })
 */
export const gatherElectronic: CompilePass = definePass({
  name: 'gather-electronic',
  summary: 'Gathers ONNX operations into kernels of the electronic control unit',
  ensures: [electronicGathered],
  run(module, _, { registry }) {
    for (const func of [...walk(module)].filter((op) => funcOp.is(op) && op.regions[0]!.blocks.length === 1)) {
      const block = onlyBlock(func)
      materialiseReturned(block, registry)
      eraseDead(func, registry)
      const levels = planLevels(block, registry)
      for (const { electronic } of levels) pullIn(electronic, registry)
      for (const { electronic, photonic } of levels) {
        // What was copied into later kernels may have no other use.
        for (const operation of electronic.toReversed()) if (isDead(operation, registry)) erase(operation)
        const needed = electronic.filter((operation) => operation.block !== undefined)
        if (needed.length > 0) buildKernel(needed, block.last!, registry)
        for (const operation of photonic) insertBefore(block.last!, detach(operation))
      }
      eraseDead(func, registry)
    }
  },
})

/** A returned constant, argument or repeated value goes through an Identity, so that every output is made by a kernel or a stream. */
function materialiseReturned(block: Block, registry: Registry): void {
  const last = block.last!
  const seen = new Set<Value>()
  for (const [index, value] of last.operands.entries()) {
    const producer = definingOperation(value)
    if (producer !== undefined && !isConstant(producer, registry) && !seen.has(value)) {
      seen.add(value)
      continue
    }
    const identity = createOperation({
      name: 'onnx.Identity',
      operands: [value],
      resultTypes: [value.type],
      location: nameLocation(`output ${index}`),
    })
    identity.results[0]!.name = `${value.name ?? 'output'}_out`
    insertBefore(last, identity)
    setOperand(last, index, identity.results[0]!)
  }
}

function isConstant(operation: Operation, registry: Registry): boolean {
  return hasTrait(registry, operation, 'constant')
}

function isElectronic(operation: Operation): boolean {
  return operation.name.startsWith('onnx.')
}

/** Operations that may run together: first the electronic ones as one kernel, then the photonic ones that need it at most. */
export interface Level {
  readonly electronic: Operation[]
  readonly photonic: Operation[]
}

/**
 * The level of an operation counts the changes from photonic to electronic on the longest way to it: the electronic operations
 * of one level do not wait for light in between.
 */
export function planLevels(block: Block, registry: Registry): Level[] {
  const levelOf = new Map<Operation, number>()
  const levels: Level[] = []
  for (const operation of operationsOf(block)) {
    if (isConstant(operation, registry) || hasTrait(registry, operation, 'terminator')) continue
    const electronic = isElectronic(operation)
    const own = valuesUsed(operation).reduce((highest, value) => {
      const producer = definingOperation(value)
      if (producer === undefined || !levelOf.has(producer)) return highest
      return Math.max(highest, levelOf.get(producer)! + (electronic && !isElectronic(producer) ? 1 : 0))
    }, 0)
    levelOf.set(operation, own)
    while (levels.length <= own) levels.push({ electronic: [], photonic: [] })
    levels[own]![electronic ? 'electronic' : 'photonic'].push(operation)
  }
  return levels
}

/** Operands, and what the regions use of the values around them. */
function valuesUsed(operation: Operation): readonly Value[] {
  return operation.regions.length === 0 ? operation.operands : [...operation.operands, ...capturedValues(operation)]
}

/** Whether a value can go from one kernel to another: sequences, optionals and maps cannot. */
function isCarried(value: Value): boolean {
  return value.type.kind === 'tensor' && value.type.element.kind !== 'complex'
}

/**
 * Puts copies of what makes uncarried values of earlier kernels at the head of a group: nodes are pure, so that the copies give the same.
 */
function pullIn(group: Operation[], registry: Registry): void {
  const members = new Set(group)
  const copies = new Map<Value, Value>()
  const made: Operation[] = []
  const visit = (value: Value): void => {
    const producer = definingOperation(value)
    if (producer === undefined || members.has(producer) || copies.has(value) || isCarried(value) || isConstant(producer, registry)) return
    for (const used of valuesUsed(producer)) visit(used)
    made.push(insertBefore(group[0]!, cloneOperation(producer, copies)))
  }
  for (const operation of group) for (const value of valuesUsed(operation)) visit(value)
  if (made.length === 0) return
  for (const operation of group) substitute(operation, copies)
  group.unshift(...made)
}

/** Every use of one value in an operation, and inside it, becomes a use of another. */
function substitute(operation: Operation, values: ReadonlyMap<Value, Value>): void {
  for (const inner of walk(operation))
    for (const [index, operand] of inner.operands.entries()) {
      const replacement = values.get(operand)
      if (replacement !== undefined) setOperand(inner, index, replacement)
    }
}

function buildKernel(group: readonly Operation[], before: Operation, registry: Registry): void {
  const members = new Set(group)
  const isMember = (operation: Operation | undefined): boolean => {
    for (let at = operation; at !== undefined; at = parentOperation(at)) if (members.has(at)) return true
    return false
  }
  const used = new Set(group.flatMap(valuesUsed).filter((v) => !isMember(definingOperation(v))))
  const constants = [...used].filter((v) => isConstantValue(v, registry))
  const inputs = [...used].filter((v) => !isConstantValue(v, registry))
  const outputs = group.flatMap((op) => op.results).filter((r) => [...r.users].some((user) => !isMember(user)))
  const { region, block } = singleBlockRegion()
  const kernel = mvmElectronicOp.create({
    inputs,
    outputs: outputs.map((o) => o.type),
    name: kernelName(group),
    body: region,
    location: fuseLocations(group.map((op) => op.location)),
  })
  insertBefore(before, kernel)
  for (const operation of group) append(block, detach(operation))
  const inner = new Map<Value, Value>()
  for (const value of inputs) inner.set(value, addBlockArgument(block, value.type, value.name))
  for (const value of constants) inner.set(value, cloneConstant(value, block))
  for (const operation of group) substitute(operation, inner)
  for (const [index, output] of outputs.entries()) {
    const outer = kernel.results[index]!
    outer.name = output.name
    for (const user of output.users) {
      if (isMember(user)) continue
      for (const [at, operand] of user.operands.entries()) if (operand === output) setOperand(user, at, outer)
    }
  }
  append(block, mvmYieldOp.create({ values: outputs }))
}

function isConstantValue(value: Value, registry: Registry): boolean {
  const producer = definingOperation(value)
  return producer !== undefined && isConstant(producer, registry)
}

function kernelName(group: readonly Operation[]): string {
  const types = [...new Set(group.map((op) => op.name.slice('onnx.'.length)))]
  return types.length > 4 ? `${types.slice(0, 4).join('_')}_and_${types.length - 4}_more` : types.join('_')
}

function cloneConstant(value: Value, block: Block): Value {
  const clone = cloneOperation(definingOperation(value)!)
  if (block.first === undefined) append(block, clone)
  else insertBefore(block.first, clone)
  return clone.results[0]!
}

import { funcOp, mvmElectronicOp, mvmYieldOp } from '@onnc/dialects'
import {
  addBlockArgument,
  append,
  type Block,
  createOperation,
  definePass,
  definingOperation,
  detach,
  eraseDead,
  fuseLocations,
  hasTrait,
  insertBefore,
  nameLocation,
  onlyBlock,
  type Operation,
  operationsOf,
  type Registry,
  replaceAllUses,
  setOperand,
  singleBlockRegion,
  type Value,
  walk,
} from '@onnc/ir'

import { electronicGathered } from './checks.ts'
import type { CompilePass } from './environment.ts'

/**
 * Gathers all ONNX operations into as few electronic kernels as the data flow allows: an operation joins the first kernel after
 * the photonic operations it depends on. Constants move into the kernels that use them.
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
      for (const { electronic, photonic } of planLevels(block, registry)) {
        if (electronic.length > 0) buildKernel(electronic, block.last!, registry)
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
    const own = operation.operands.reduce((highest, operand) => {
      const producer = definingOperation(operand)
      if (producer === undefined || !levelOf.has(producer)) return highest
      return Math.max(highest, levelOf.get(producer)! + (electronic && !isElectronic(producer) ? 1 : 0))
    }, 0)
    levelOf.set(operation, own)
    while (levels.length <= own) levels.push({ electronic: [], photonic: [] })
    levels[own]![electronic ? 'electronic' : 'photonic'].push(operation)
  }
  return levels
}

function buildKernel(group: readonly Operation[], before: Operation, registry: Registry): void {
  const members = new Set(group)
  const isInside = (value: Value): boolean => {
    const producer = definingOperation(value)
    return producer !== undefined && members.has(producer)
  }
  const used = new Set(group.flatMap((op) => op.operands).filter((v) => !isInside(v)))
  const constants = [...used].filter((v) => isConstantValue(v, registry))
  const inputs = [...used].filter((v) => !isConstantValue(v, registry))
  const outputs = group.flatMap((op) => op.results).filter((r) => [...r.users].some((user) => !members.has(user)))
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
  for (const operation of group)
    for (const [index, operand] of operation.operands.entries()) {
      const replacement = inner.get(operand)
      if (replacement !== undefined) setOperand(operation, index, replacement)
    }
  for (const [index, output] of outputs.entries()) {
    const outer = kernel.results[index]!
    outer.name = output.name
    const insideUsers = [...output.users].filter((user) => members.has(user))
    replaceAllUses(output, outer)
    for (const user of insideUsers) for (const [at, operand] of user.operands.entries()) if (operand === outer) setOperand(user, at, output)
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
  const original = definingOperation(value)!
  const clone = createOperation({
    name: original.name,
    resultTypes: [value.type],
    attributes: original.attributes,
    location: original.location,
  })
  clone.results[0]!.name = value.name
  if (block.first === undefined) append(block, clone)
  else insertBefore(block.first, clone)
  return clone.results[0]!
}

import { programOp, resumeOp, streamOp } from '@onnc/dialects'
import { definingOperation, detach, erase, insertBefore, integerAttribute, type Operation, setOperand, type Value } from '@onnc/ir'

import type { Residency } from './plan-residency.ts'
import type { Standing, Steady } from './plan-steady.ts'
import { type Layer, type LayeredBlock, patternText } from './residency-steps.ts'

/** Puts the programs and streams of a block into the order and places that were planned; programs of tiles still in place go. */
export function applyResidency({ layers }: LayeredBlock, { actions }: Residency, firstUnit: number): void {
  /** What streams read of each bank, by unit * 16 + bank. */
  const rings = new Map<number, Value>()
  for (const [index, layer] of layers.entries()) if (layer !== undefined) applyLayer(layer, actions[index]!, { rings, firstUnit })
}

/**
 * The same for inferences that follow each other: what is in place at first is written before `mrr.resume`, and what something else took the place of is
 * written again at the end.
 */
export function applySteady(layered: LayeredBlock, plan: Steady, firstUnit: number): void {
  const { layers } = layered
  const block = layers.find((layer) => layer !== undefined)!.allocate.block!
  const last = block.last!
  const resume = insertBefore(block.first!, resumeOp.create({ location: block.first!.location }))
  const programs = new Map<number, Operation>()
  for (const layer of layers) for (const { program } of layer?.uses ?? []) programs.set(layered.tiles.get(tileOf(program))!, program)
  const rings = new Map<number, Value>()
  const write = ({ unit, bank, tile }: Standing, before: Operation): Value =>
    place(insertBefore(before, again(programs.get(tile)!)), firstUnit + unit, bank)
  // Tiles are constants, and may stand anywhere.
  for (const tile of new Set(plan.standing.map((standing) => tileOf(programs.get(standing.tile)!)))) insertBefore(resume, detach(tile))
  for (const standing of plan.standing) rings.set(standing.unit * 16 + standing.bank, write(standing, resume))
  for (const restored of plan.restored) write(restored, last)
  for (const [index, layer] of layers.entries()) if (layer !== undefined) applyLayer(layer, plan.actions[index]!, { rings, firstUnit })
}

function tileOf(program: Operation): Operation {
  return definingOperation(programOp.view(program).tile)!
}

function place(program: Operation, unit: number, bank: number): Value {
  program.attributes.set('unit', integerAttribute(unit))
  program.attributes.set('bank', integerAttribute(bank))
  return program.results[0]!
}

interface Places {
  readonly rings: Map<number, Value>
  readonly firstUnit: number
}

function applyLayer({ allocate, uses, last }: Layer, actions: Residency['actions'][number], { rings, firstUnit }: Places): void {
  const streams = uses.flatMap((use) => use.streams)
  const own = new Set(streams)
  const order = chainOrder(allocate.results[0]!, own)
  const anchor = last.owner.kind === 'operation' ? last.owner.operation.next! : undefined
  const readers = [...last.users].filter((user) => !own.has(user))
  const biases = new Map(streams.flatMap((stream) => biasOf(stream)))
  const held = new Map<number, Value>()
  const kept = new Set<Operation>()
  const standing = new Set<Operation>()
  let tensor = allocate.results[0]!
  for (const action of actions) {
    const { program, streams: ofUse } = uses[action.use]!
    if (action.kind === 'place') {
      const at = action.unit * 16 + action.bank
      if (action.written) {
        const placed = kept.has(program) ? again(program) : detach(program)
        kept.add(program)
        insertBefore(anchor!, placed)
        rings.set(at, place(placed, firstUnit + action.unit, action.bank))
      }
      held.set(action.use, rings.get(at)!)
      continue
    }
    const stream = withStore(ofUse[action.stream]!, action.overwrites, biases)
    standing.add(stream)
    insertBefore(anchor!, stream.block === undefined ? stream : detach(stream))
    setOperand(stream, 0, held.get(action.use)!)
    setOperand(stream, 2, tensor)
    tensor = stream.results[0]!
  }
  for (const reader of readers)
    for (const [at, operand] of reader.operands.entries()) if (operand === last && operand !== tensor) setOperand(reader, at, tensor)
  // Of those that stand no more for what they did, the last reads what the others left.
  const replaced = streams.filter((stream) => !standing.has(stream))
  for (const stream of replaced.toSorted((a, b) => order.get(b)! - order.get(a)!)) erase(stream)
  for (const { program } of uses) if (!kept.has(program)) erase(program)
}

function again(program: Operation): Operation {
  const { tile, rings } = programOp.view(program)
  return programOp.create({ tile, rings: rings.type, location: program.location })
}

/** The bias of an overwriting stream, by what it writes. */
function biasOf(stream: Operation): (readonly [string, NonNullable<ReturnType<typeof streamOp.view>['bias']>])[] {
  const { output, bias } = streamOp.view(stream)
  return bias === undefined ? [] : [[patternText(output), bias]]
}

/** A stream that overwrites, with the bias, or one that adds. */
function withStore(
  stream: Operation,
  overwrites: boolean,
  biases: ReadonlyMap<string, NonNullable<ReturnType<typeof streamOp.view>['bias']>>,
): Operation {
  const view = streamOp.view(stream)
  if ((view.store === 'overwrite') === overwrites) return stream
  const bias = overwrites ? biases.get(patternText(view.output)) : undefined
  return streamOp.createLike(stream, { bias, store: overwrites ? 'overwrite' : 'accumulate' })
}

/** The place of each stream in the chain that fills a tensor. */
function chainOrder(allocated: Value, streams: ReadonlySet<Operation>): ReadonlyMap<Operation, number> {
  const order = new Map<Operation, number>()
  for (let tensor: Value | undefined = allocated; tensor !== undefined;) {
    const next: Operation | undefined = [...tensor.users].find(
      (user) => streams.has(user) && user.operands[2] === tensor && !order.has(user),
    )
    if (next !== undefined) order.set(next, order.size)
    tensor = next?.results[0]
  }
  return order
}

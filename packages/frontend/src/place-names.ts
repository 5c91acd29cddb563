import { amend, type GraphProto, type NodeProto, type TensorProto } from '@onnc/onnx'

import type { BodyNames } from './write-body.ts'

type Naming = Pick<BodyNames, 'fresh' | 'constant' | 'count'>

/** Names for what takes the place of one control-flow node; none is in use elsewhere in the graph. */
export interface PlaceNames {
  /** Of what belongs to no round. */
  readonly common: Naming
  readonly ofRound: (round: number) => Naming
  /** The name of a constant that all rounds read; it becomes an initializer when it is first asked for. */
  readonly tensor: (name: string, tensor: TensorProto) => string
}

/** What is counted and collected over all nodes that are written out. */
export interface Place {
  /** Names in use, sorted. */
  readonly taken: string[]
  /** Nodes made. */
  made: number
  readonly initializers: TensorProto[]
}

/** Names in the place of `node`, whose body's initializers become some of the graph around it. */
export function placeNames(place: Place, node: NodeProto, body: GraphProto): PlaceNames {
  const prefix = freePrefix(place.taken, node.name || (node.output ?? []).find((name) => name !== '') || node.opType!)
  const known = new Set<string>()
  const tensor = (name: string, given: TensorProto): string => {
    const full = `${prefix}${name}`
    if (!known.has(full)) place.initializers.push(amend(given, { name: full }))
    known.add(full)
    return full
  }
  for (const initializer of body.initializer ?? []) tensor(initializer.name ?? '', initializer)
  const naming = (inner: string): Naming => ({
    fresh: (name) => `${prefix}${inner}${name}`,
    constant: (name) => `${prefix}${name}`,
    count: () => void place.made++,
  })
  return { tensor, common: naming(''), ofRound: (round) => naming(`${round}/`) }
}

/** A prefix that no name in use has; it is in use from now on. */
function freePrefix(taken: string[], base: string): string {
  let prefix = `${base}/`
  for (let serial = 1; taken[firstFrom(taken, prefix)]?.startsWith(prefix) === true; serial++) prefix = `${base}#${serial}/`
  taken.splice(firstFrom(taken, prefix), 0, prefix)
  return prefix
}

/** The place of the first of sorted names that does not come before a text: where those that begin with it would be. */
function firstFrom(names: readonly string[], text: string): number {
  let [low, high] = [0, names.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (names[middle]! < text) low = middle + 1
    else high = middle
  }
  return low
}

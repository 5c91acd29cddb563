import { nodeNames, type RunStep } from '@onnc/executor'
import { targetFromDefinition } from '@onnc/hardware'
import type { Details } from '@onnc/results'

import { bytesMoved } from '../trace-steps.ts'
import { causeOf } from './cause-of.ts'
import type { TimedRun } from './timed-run.ts'

/** The slices of a run as columns. Held rings are a matter of the whole run and left out of the energies. */
export function timelineOf({ program, steps }: TimedRun): Details['timeline'] {
  const nodeOf = nodeNames(program)
  const target = targetFromDefinition(program.target.definition)
  const [resources, causes, nodes] = [createNames(), createNames(), createNames()]
  for (const { resource } of steps.toSorted((a, b) => placeOf(a) - placeOf(b))) resources.indexOf(resource)
  const slices: Details['timeline']['slices'] = {
    resource: [],
    cause: [],
    node: [],
    instruction: [],
    bank: [],
    tile: [],
    startPicoseconds: [],
    picoseconds: [],
    femtojoules: [],
    bytes: [],
  }
  for (const step of steps) {
    const picoseconds = Math.round((step.endSeconds - step.startSeconds) * 1e12)
    if (step.op === 'wait' && picoseconds <= 0) continue
    const { ringHold: _held, ...spent } = step.energyJoules
    slices.resource.push(resources.indexOf(step.resource))
    slices.cause.push(causes.indexOf(causeOf(step)))
    slices.node.push(nodes.indexOf(nodeOf(step.instruction)))
    slices.instruction.push(step.instruction)
    slices.bank.push(step.bank ?? -1)
    slices.tile.push(step.tile ?? -1)
    slices.startPicoseconds.push(Math.round(step.startSeconds * 1e12))
    slices.picoseconds.push(picoseconds)
    slices.femtojoules.push(Math.round(Object.values(spent).reduce((sum, joules) => sum + joules, 0) * 1e15))
    slices.bytes.push(target.ok ? Math.round(bytesMoved(step, target.value)) : 0)
  }
  return { resources: resources.names, causes: causes.names, nodes: nodes.names, slices }
}

/** Units and their banks in order, the ECU before them. */
function placeOf({ unit, bank = 0 }: RunStep): number {
  return unit * 16 + bank
}

/** Numbers names in the order in which they first come. */
function createNames(): { readonly names: string[]; readonly indexOf: (name: string) => number } {
  const names: string[] = []
  const known = new Map<string, number>()
  return {
    names,
    indexOf: (name) => {
      const index = known.get(name) ?? names.push(name) - 1
      known.set(name, index)
      return index
    },
  }
}

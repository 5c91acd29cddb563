import { funcOp } from '@onnc/dialects'
import { boolOption, choiceOption, definePass, onlyBlock, type PassContext, walk } from '@onnc/ir'

import { applyResidency, applySteady } from './apply-residency.ts'
import { banksAssigned, tiled } from './checks.ts'
import { chooseResidency, chooseSteady } from './choose-residency.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { objectives } from './choices.ts'
import { machineOf } from './machine-of.ts'
import { placePrograms } from './place-programs.ts'
import { notSteady } from './residency-diagnostics.ts'
import { layersOf } from './residency-steps.ts'
import { usableClasses } from './unit-classes.ts'

/**
 * Gives every program a unit and a bank, following a clock: a program goes where its stream is through first, to the busiest unit among
 * those that are free in time anyway. Where tiles are used by several layers, those that are still in place come first in their layer and are not
 * written again, and what is not used again, or latest, makes room; how long a use waits for a place is chosen for the objective. With `steady` inferences
 * begin with what the one before left: what is in place then is written before `mrr.resume`, which later ones begin behind.
 *
 * Requires: `tile`.  Ensures: every mrr.program has a place.  Cost: linear in programs times units.
 * Before: %a = mrr.program %t; mrr.stream %a, ...; %b = mrr.program %t; mrr.stream %b, ...
 * After:  %a = mrr.program %t unit 3 bank 0; mrr.stream %a, ...; mrr.stream %a, ...
 */
export const assignBanks: CompilePass = definePass({
  name: 'assign-banks',
  summary: 'Gives every program of rings a unit and a bank, and leaves out those whose tile is still in place',
  options: {
    objective: choiceOption(objectives, { summary: 'what the order and the places of shared tiles are chosen for', default: 'latency' }),
    steady: boolOption({ summary: 'make inferences that follow another one begin with what that left in the rings' }),
  },
  requires: [tiled],
  ensures: [banksAssigned],
  run(module, { objective, steady }, { environment, report }: PassContext<CompileEnvironment>) {
    const { target } = environment
    const [only, ...others] = usableClasses(target)
    if (only === undefined || others.length > 0)
      return steady ? report(notSteady(`'${target.name}' has several classes of units`)) : placePrograms(module, target)
    const { firstUnit, unitClass } = only
    const func = [...walk(module)].find((operation) => funcOp.is(operation) && operation.regions[0]!.blocks.length === 1)
    const layered = func && layersOf(onlyBlock(func), target, unitClass)
    const machine = machineOf(target, unitClass)
    if (steady && layered === undefined) return report(notSteady('its programs and streams do not stand layer by layer'))
    const isOnRings = layered?.layers.some((layer) => layer !== undefined) === true
    if (steady && isOnRings) return applySteady(layered, chooseSteady(layered, machine, objective), firstUnit)
    if (layered?.isShared !== true) return placePrograms(module, target)
    applyResidency(layered, chooseResidency(layered, machine, objective), firstUnit)
  },
})

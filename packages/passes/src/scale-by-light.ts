import { programOp, streamOp, tileOp } from '@onnc/dialects'
import { scaleLevel, scalesByLight, type UnitClass } from '@onnc/hardware'
import { definePass, definingOperation, floatAttribute, type Operation, type PassContext, readFloat32, type Value, walk } from '@onnc/ir'

import { tiled } from './checks.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { rowsByLight } from './remarks.ts'
import { usableClasses } from './unit-classes.ts'

/**
 * Gives the scales of rows, batch normalisation among them, to the broadband rings of units that have one behind their row (SONIC, arXiv 2109.04459),
 * instead of a multiplication of every sum: a row's scale over the largest of its tensor, which is what is left for the step of the ADC. Scales
 * that are not positive stay digital, and those that the levels of the ring would round so far that a weight moves by half a level or more.
 *
 * Requires: `tile`.  Ensures: nothing further.  Cost: linear in streams.
 * Before: mrr.stream %b, %x into %d {scale = [0.3], ...}; mrr.stream %c, %x into %d {scale = [0.4], ...}
 * After:  mrr.stream %b, %x into %d {gain = 0.75, scale = [0.3], ...}; mrr.stream %c, %x into %d {gain = 1.0, scale = [0.4], ...}
 */
export const scaleByLight: CompilePass = definePass({
  name: 'scale-by-light',
  summary: 'Gives the scales of rows, batch normalisation among them, to broadband rings where a target scales by them',
  requires: [tiled],
  run(module, _, { environment, report }: PassContext<CompileEnvironment>) {
    const classes = usableClasses(environment.target)
    if (!classes.some(({ unitClass }) => scalesByLight(unitClass))) return
    for (const streams of streamsByTensor(module).values()) {
      const rows = streams.flatMap((stream) => {
        const program = programOfRings(streamOp.view(stream).rings)
        const { units } = programOp.view(program)
        const { unitClass } = (units === undefined ? undefined : classes.find((c) => c.unitClass.name === units)) ?? classes[0]!
        const tile = definingOperation(programOp.view(program).tile)!
        return scalesByLight(unitClass) && tileOp.is(tile)
          ? [{ stream, unitClass, scale: scaleOf(stream), levels: tileOp.view(tile).levels }]
          : []
      })
      const largest = rows.reduce((most, { scale }) => Math.max(most, scale), 0)
      const lit = rows.filter(({ scale, levels, unitClass }) => keepsWeights(unitClass, scale / largest, levels))
      for (const { stream, scale } of lit) stream.attributes.set('gain', floatAttribute(scale / largest))
      if (rows.length > 0) report(rowsByLight(lit.length, rows.length), rows[0]!.stream)
    }
  },
})

/** Whether the levels of the ring move no weight by as much as half of one of its own levels. */
function keepsWeights(unitClass: UnitClass, gain: number, levels: number): boolean {
  return gain > 0 && Math.abs(scaleLevel(unitClass, gain) / gain - 1) < 1 / (levels - 1)
}

function scaleOf(stream: Operation): number {
  return readFloat32(streamOp.view(stream).scale.blob)[0]!
}

/** Streams by what they fill, from the allocation on. */
function streamsByTensor(module: Operation): Map<Value, Operation[]> {
  const roots = new Map<Value, Value>()
  const streams = new Map<Value, Operation[]>()
  for (const operation of walk(module)) {
    if (!streamOp.is(operation)) continue
    const { destination, out } = streamOp.view(operation)
    const root = roots.get(destination) ?? destination
    roots.set(out, root)
    const known = streams.get(root)
    if (known === undefined) streams.set(root, [operation])
    else known.push(operation)
  }
  return streams
}

/** Rings may have been calibrated since. */
function programOfRings(rings: Value): Operation {
  const made = definingOperation(rings)!
  return programOp.is(made) ? made : programOfRings(made.operands[0]!)
}

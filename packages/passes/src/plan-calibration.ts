import { calibrateOp, programOp } from '@onnc/dialects'
import { definePass, insertAfter, type PassContext, replaceAllUses, setOperand, walk } from '@onnc/ir'

import { calibrated, tiled } from './checks.ts'
import { compileClass } from './compile-class.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'

/**
 * Calibrates every bank after it was programmed, by the procedure of the target.
 *
 * Requires: `tile`.  Ensures: no stream reads an uncalibrated bank.  Cost: linear in programs.
 * Before: %b = mrr.program %t; mrr.stream %b, ...
 * After:  %b = mrr.program %t; %c = mrr.calibrate %b probes 64 iterations 10; mrr.stream %c, ...
 */
export const planCalibration: CompilePass = definePass({
  name: 'plan-calibration',
  summary: 'Calibrates every bank after it was programmed',
  requires: [tiled],
  ensures: [calibrated],
  run(module, _, { environment }: PassContext<CompileEnvironment>) {
    const { probes, iterations } = compileClass(environment).unitClass.stationary.calibration
    for (const program of [...walk(module)].filter(programOp.is)) {
      const rings = program.results[0]!
      const calibrate = calibrateOp.create({ rings, probes, iterations, calibrated: rings.type, location: program.location })
      insertAfter(program, calibrate)
      replaceAllUses(rings, calibrate.results[0]!)
      setOperand(calibrate, 0, rings)
    }
  },
})

import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkProgram, type EnergyReport, timeProgram } from '@onnc/executor'
import { importMessage } from '@onnc/frontend'
import { compilationClass, loadTarget, type Target } from '@onnc/hardware'
import { type Operation, parsePipeline, runPasses } from '@onnc/ir'
import { programSummary } from '@onnc/isa'
import { decodeModel } from '@onnc/onnx'
import {
  analyseReuse,
  type Objective,
  passes,
  planNetwork,
  type ReuseAnalysis,
  type ReuseOptions,
  type Sharing,
  stagesFor,
} from '@onnc/passes'
import type { Result } from '@onnc/support'

import { type NetworkName, networkModel, type Variant } from './networks.ts'

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

/** What the paper leaves open. */
export interface Assumptions {
  readonly units: number
  /** Rows and columns of a crossbar. */
  readonly side: number
  /** `none`: written open loop; `verify`: ten rounds, as the target has it; `slow`: twenty times as long. */
  readonly calibration: 'none' | 'verify' | 'slow'
  readonly batch: number
}

export const basis: Omit<Assumptions, 'units'> = { side: 64, calibration: 'verify', batch: 1 }

/** The shipped target with other numbers where the assumptions say so. */
export function targetFor({ units, side, calibration }: Assumptions): Target {
  const target = unwrap(loadTarget('rnb-64'))
  const unit = target.units[0]!
  const { stationary } = unit
  const iterations = { none: 0, verify: stationary.calibration.iterations, slow: 20 * stationary.calibration.iterations }[calibration]
  return {
    ...target,
    units: [
      {
        ...unit,
        count: units,
        rows: side,
        columns: side,
        segments: Math.max(1, side / 16),
        stationary: { ...stationary, calibration: { ...stationary.calibration, iterations: Math.min(255, iterations) } },
      },
    ],
  }
}

const lowered = new Map<string, Operation>()

/** A network in the mvm dialect; matrices that are alike held once, or each its own. */
export async function lower(name: NetworkName, variant: Variant, share: Sharing, batch: number): Promise<Operation> {
  const key = JSON.stringify([name, variant, share, batch])
  const known = lowered.get(key)
  if (known !== undefined) return known
  const message = unwrap(decodeModel(networkModel(name, variant, batch), `${name}.onnx`))
  const module = unwrap(await importMessage(message, { dims: new Map(), inputShapes: new Map() }))
  const environment = { target: unwrap(loadTarget('rnb-64')) }
  unwrap(runPasses(unwrap(parsePipeline(stagesFor({ share }).mvm, passes)), module, { environment, registry }))
  lowered.set(key, module)
  return module
}

/** A network in several ways on one machine, all by the cost model. */
export interface Compared {
  /** Every layer writes its own tiles every time, when the layer before is through. */
  readonly lockStep: ReuseAnalysis
  /** The same, tiles written as soon as a unit is free. */
  readonly behind: ReuseAnalysis
  /** Nothing shared, but what is still there from the inference before is not written. */
  readonly kept: ReuseAnalysis
  /** Layers share, in lock step. */
  readonly sharedLockStep: ReuseAnalysis
  /** Layers share, and tiles are written as soon as a unit is free. */
  readonly shared: ReuseAnalysis
}

export async function compare(name: NetworkName, variant: Variant, assumptions: Assumptions, objective: Objective): Promise<Compared> {
  const target = targetFor(assumptions)
  const { unitClass } = unwrap(compilationClass(target))
  const plain = await lower(name, { sharing: 'none' }, 'none', assumptions.batch)
  const module = await lower(name, variant, variant.transposed === true ? 'transposed' : 'alike', assumptions.batch)
  const [own, together] = [plain, module].map((m) => planNetwork(m, target, objective))
  const analyse = (m: Operation, reuse: ReuseOptions['reuse'], lockStep: boolean): ReuseAnalysis =>
    analyseReuse(m, target, unitClass, { objective, reuse, lockStep, plans: m === plain ? own! : together! })
  return {
    lockStep: analyse(plain, 'none', true),
    behind: analyse(plain, 'none', false),
    kept: analyse(plain, 'inferences', false),
    sharedLockStep: analyse(module, 'all', true),
    shared: analyse(module, 'all', false),
  }
}

/** Layers share, planned for the fewest writes. */
export async function analyseFewest(name: NetworkName, variant: Variant, assumptions: Assumptions): Promise<ReuseAnalysis> {
  const target = targetFor(assumptions)
  const { unitClass } = unwrap(compilationClass(target))
  return analyseReuse(await lower(name, variant, 'alike', assumptions.batch), target, unitClass, { objective: 'writes', reuse: 'all' })
}

/** What the program takes that the compiler makes of a network, by the executor's clock. */
export interface Measured {
  readonly seconds: number
  readonly energyJoules: number
  readonly programs: number
}

/** Of one inference by itself, or of one that follows another. */
export async function measured(
  name: NetworkName,
  variant: Variant,
  assumptions: Assumptions,
  { objective, steady }: { readonly objective: Objective; readonly steady: boolean },
): Promise<Measured> {
  const target = targetFor(assumptions)
  const message = unwrap(decodeModel(networkModel(name, variant, assumptions.batch), `${name}.onnx`))
  const module = unwrap(await importMessage(message, { dims: new Map(), inputShapes: new Map() }))
  const { mvm, mrr } = stagesFor({ compress: 'none', objective, steady })
  unwrap(runPasses(unwrap(parsePipeline(`${mvm},${mrr}`, passes)), module, { environment: { target }, registry }))
  const program = unwrap(generateProgram(module, { target, exact: false }))
  const checked = unwrap(checkProgram(program, target))
  const { latencySeconds, energyJoules, resumed } = unwrap(timeProgram(checked))
  const own = energyOf(resumed?.energyJoules ?? energyJoules)
  if (resumed !== undefined) return { seconds: resumed.latencySeconds, energyJoules: own, programs: resumed.programs }
  return { seconds: latencySeconds, energyJoules: own, programs: programSummary(program).programs }
}

/** As the cost model counts it: without the kernels of the control unit. */
function energyOf({ total, ecu }: EnergyReport): number {
  return total - ecu
}

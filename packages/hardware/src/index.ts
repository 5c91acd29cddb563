export { calibrateCost, type CalibrateJob } from './calibrate-cost.ts'
export { type Cost, type EnergyComponent, energyComponents, type EnergyItems } from './cost.ts'
export { holdPowerWatts } from './hold-power.ts'
export { kernelCost, type KernelJob } from './kernel-cost.ts'
export { loadTarget, shippedTargets } from './load-target.ts'
export { maxTargetLength, parseTarget } from './parse-target.ts'
export { programCost, type ProgramJob } from './program-cost.ts'
export { streamBytes, streamCost, type StreamJob } from './stream-cost.ts'
export { inputSlices, streamPasses, symbolSeconds } from './symbol-time.ts'
export { targetDefinition, targetFromDefinition } from './target-definition.ts'
export { targetField, targetNotJson, targetNotYaml, targetTooLarge, targetUnreadable, unknownTarget } from './target-diagnostics.ts'
export { targetReference } from './target-reference.ts'
export { targetJsonSchema } from './target-schema.ts'
export {
  type ActivationMemory,
  type Calibration,
  type Detector,
  type Device,
  type Ecu,
  type Laser,
  type Moving,
  type Quantity,
  type Readout,
  type Sources,
  type Stationary,
  type Target,
  type Tia,
  type UnitClass,
  unitClassOf,
  type WeightMemory,
  type WorkKind,
  workKinds,
} from './target.ts'

export { type AreaItem, areaOf, partsOf, type UnitParts } from './area.ts'
export { calibrateCost, type CalibrateJob } from './calibrate-cost.ts'
export { compactCost, type CompactJob } from './compact-cost.ts'
export { type CompilationClass, compilationClass } from './compilable.ts'
export { type Cost, type EnergyComponent, energyComponents, type EnergyItems } from './cost.ts'
export { holdPowerWatts } from './hold-power.ts'
export { kernelCost, type KernelJob } from './kernel-cost.ts'
export { loadTarget } from './load-target.ts'
export { parseTarget } from './parse-target.ts'
export { programCost, type ProgramJob } from './program-cost.ts'
export { maxTargetLength } from './read-document.ts'
export { scaleCost, scaleHoldWatts } from './scale-cost.ts'
export { shuffleCost, type ShuffleJob } from './shuffle-cost.ts'
export { streamBytes, streamCost, type StreamJob } from './stream-cost.ts'
export { inputSlices, streamPasses, symbolSeconds } from './symbol-time.ts'
export { targetDefinition, targetFromDefinition } from './target-definition.ts'
export { shippedParts, shippedTargets } from './target-files.ts'
export { targetField, targetNotJson, targetNotYaml, targetTooLarge, targetUnreadable, unknownTarget } from './target-diagnostics.ts'
export { targetReference } from './target-reference.ts'
export { targetJsonSchema } from './target-schema.ts'
export {
  type ActivationMemory,
  type Area,
  type Calibration,
  convertsShifted,
  type Detector,
  type Device,
  type Drift,
  type Ecu,
  type Hybrid,
  type Laser,
  type Moving,
  photodiodesPerBus,
  type Quantity,
  type Readout,
  ringsPerWeight,
  type SampleAndHold,
  type Scale,
  type Shuffle,
  type Sources,
  type Stationary,
  type Target,
  type Tia,
  type Transpose,
  type UnitClass,
  unitClassOf,
  type WeightMemory,
  type WorkKind,
  workKinds,
} from './target.ts'

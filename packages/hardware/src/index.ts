export { type AreaItem, areaOf, partsOf, type UnitParts } from './area.ts'
export { calibrateCost, type CalibrateJob } from './calibrate-cost.ts'
export { compareTargets, derivedOf, type TargetComparison } from './compare-targets.ts'
export { startingTarget } from './starting-target.ts'
export { checkPhysics } from './check-physics.ts'
export { compactCost, type CompactJob } from './compact-cost.ts'
export { type CompilationClass, compilationClass } from './compilable.ts'
export { type Cost, type EnergyComponent, energyComponents, type EnergyItems } from './cost.ts'
export { addEnergy, totalEnergy } from './energy-sum.ts'
export { holdPowerWatts } from './hold-power.ts'
export { kernelCost, type KernelJob } from './kernel-cost.ts'
export { type LayerCost, layerCost, type TileGroup } from './layer-cost.ts'
export { laserPowerWatts, modulatorPowerWatts, receiverPowerWatts } from './lit-power.ts'
export { type LevelDetuning, levelDetunings, movesPastReach, weightDetuning } from './level-detuning.ts'
export { loadTarget } from './load-target.ts'
export { parseTarget } from './parse-target.ts'
export { programCost, type ProgramJob } from './program-cost.ts'
export { loadPlacedTarget, parsePlacedTarget, type PlacedTarget } from './read-target.ts'
export { type Loss, opticalLosses, receivedDbm } from './optical-path.ts'
export { maxTargetLength } from './read-document.ts'
export { scaleCost, scaleHoldWatts } from './scale-cost.ts'
export {
  addSignals,
  type InputStatistics,
  type NoiseCause,
  noiseCauses,
  normalInputs,
  type SignalAndNoise,
  type SignalTile,
  signalToNoise,
  tileSignal,
} from './signal-to-noise.ts'
export { shuffleCost, type ShuffleJob } from './shuffle-cost.ts'
export { streamBytes, streamCost, type StreamJob } from './stream-cost.ts'
export { inputSlices, streamPasses, symbolSeconds } from './symbol-time.ts'
export { targetDefinition, targetFromDefinition } from './target-definition.ts'
export { shippedParts, shippedTargets } from './target-files.ts'
export { targetField, targetNotJson, targetNotYaml, targetTooLarge, targetUnreadable, unknownTarget } from './target-diagnostics.ts'
export { type Chart, svgChart } from './svg-chart.ts'
export { type TargetPage, targetPage } from './target-page.ts'
export { targetReference } from './target-reference.ts'
export { type TileCost, tileCost } from './tile-cost.ts'
export { targetJsonSchema } from './target-json-schema.ts'
export {
  type ActivationMemory,
  armsOf,
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
export { type BitTerm, limitingTerm, type UnitPhysics, unitPhysics } from './unit-physics.ts'
export { type BankBudget, bankBudgets, bankReceiver, bankLoss, gridSensitivity, bankSize, bankBits } from './physics/bank-size.ts'
export { fromDecibel, toDecibel, toDbm, fromDbm } from './physics/decibel.ts'
export { thermalShift, driftError, driftForError, walkAfter, timeToWalk } from './physics/drift.ts'
export { driveCode, drivePower } from './physics/drive-code.ts'
export { bitsOfDeviation, deviationOfBits, bitsOfBound } from './physics/effective-bits.ts'
export { phasesOf, jointTuning, aloneError } from './physics/joint-tuning.ts'
export {
  elementaryCharge,
  boltzmann,
  type Receiver,
  type NoiseDensities,
  noiseDensities,
  noiseBandwidth,
  receiverBits,
  receiverSensitivity,
  rateForBits,
  bitsOfAmplitudeRatio,
} from './physics/receiver-noise.ts'
export { reverseLoss, beatNoise, beatAttenuation } from './physics/reverse-path.ts'
export { type RingDrive, type DrivenWeight, driveOfWeight, weightOfDrive, leastDrop, steepestWeight } from './physics/ring-drive.ts'
export { type Spread, type RingSpread, measuredRings, type MadeRing, drawRing, drawNormal, meanOffset } from './physics/ring-statistics.ts'
export {
  type AddDropRing,
  addDropTransmission,
  allPassTransmission,
  allPassPhase,
  finesse,
  freeSpectralRange,
  type Resonance,
  fullWidth,
  lorentzianDrop,
  lorentzianDetuning,
} from './physics/ring-transmission.ts'
export { solveLinear } from './physics/solve-linear.ts'
export {
  spectralCrosstalk,
  type Channels,
  channelSpacing,
  crosstalkSum,
  worstCrosstalk,
  crosstalkBits,
  channelsForBits,
  qualityForBits,
} from './physics/spectral-crosstalk.ts'
export { simulatedShare, simulatedThermalCrosstalk, type HeatSpread, thermalCrosstalk, thermalMatrix } from './physics/thermal-crosstalk.ts'
export { heaterPower, heaterShift, electroOpticPower, type HybridMove, hybridMove } from './physics/tuning-power.ts'
export { type WeightRange, type RingDrops, dropsOfWeight, weightOfDrops } from './physics/weight-encoding.ts'
export { codesHoldWatts, levelPowers, levelPowerWatts } from './level-power.ts'
export { combLaserDbm, coreLaserWatts } from './physics/laser-budget.ts'
export {
  carrierAbsorption,
  carrierCode,
  carrierCodeShift,
  carrierCurrent,
  carrierIndexChange,
  carrierPower,
  carrierShift,
  carriersForShift,
  type CarrierTuner,
} from './physics/carrier-injection.ts'
export { lightSpeed, ringBandwidth, settlingBits, settlingRate } from './physics/ring-bandwidth.ts'

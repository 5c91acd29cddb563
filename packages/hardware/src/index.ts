export { type AreaItem, areaOf, partsOf, type UnitParts } from './area.ts'
export { type Chip, type ChipBank, makeChip } from './chip.ts'
export { chipFingerprint, readChip, writeChip } from './chip-file.ts'
export { driveBits, type DrivenTile, driveTile, largestMiss, type WantedTile, weightsOfCodes } from './drive-bank.ts'
export { busDrop, compensatedDetunings } from './physics/bus-drop.ts'
export { calibrateCost, type CalibrateJob, calibrationRounds, type CalibrationRounds } from './calibrate-cost.ts'
export { checkPhysics } from './check-physics.ts'
export { compactCost, type CompactJob } from './compact-cost.ts'
export { compareTargets, derivedOf, type TargetComparison } from './compare-targets.ts'
export { type CompilationClass, compilationClass, compilationClasses } from './compilable.ts'
export { type Cost, type EnergyComponent, energyComponents, type EnergyItems } from './cost.ts'
export { addEnergy, totalEnergy } from './energy-sum.ts'
export { holdPowerWatts } from './hold-power.ts'
export { kernelCost, type KernelJob } from './kernel-cost.ts'
export { type LayerCost, layerCost, overwrites, type TileGroup } from './layer-cost.ts'
export { farthestDetuning, type LevelDetuning, levelDetunings, mayMovePastReach, movesPastReach, weightDetuning } from './level-detuning.ts'
export { codesHoldWatts, farLevelPowers, levelPowers, levelPowerWatts } from './level-power.ts'
export { laserPowerWatts, modulatorPowerWatts, receiverPowerWatts } from './lit-power.ts'
export { loadTarget } from './load-target.ts'
export { type Loss, opticalLosses, receivedDbm } from './optical-path.ts'
export { parseTarget } from './parse-target.ts'
export { hasOwnDacs, programCost, type ProgramJob } from './program-cost.ts'
export { maxTargetLength } from './read-document.ts'
export { loadPlacedTarget, parsePlacedTarget, type PlacedTarget } from './read-target.ts'
export { scaleCost, scaleHoldWatts, scaleLevel } from './scale-cost.ts'
export { shuffleCost, type ShuffleJob } from './shuffle-cost.ts'
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
export { startingTarget } from './starting-target.ts'
export { indexEntryBytes, streamBytes, streamCost, type StreamJob } from './stream-cost.ts'
export { type Chart, stackedCharts, svgChart } from './svg-chart.ts'
export { inputSlices, streamPasses, symbolSeconds } from './symbol-time.ts'
export { targetDefinition, targetFromDefinition } from './target-definition.ts'
export { targetField, targetNotJson, targetNotYaml, targetTooLarge, targetUnreadable, unknownTarget } from './target-diagnostics.ts'
export { shippedParts, shippedTargets } from './target-files.ts'
export { targetJsonSchema } from './target-json-schema.ts'
export { targetPage, type TargetPage } from './target-page.ts'
export { targetQuantities, type TargetQuantity, targetReference } from './target-reference.ts'
export {
  type ActivationMemory,
  type Area,
  armsOf,
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
  scalesByLight,
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
export { type TileCost, tileCost, type TileJob, type TileStream } from './tile-cost.ts'
export { toleratedSeconds } from './tolerated-seconds.ts'
export { type BitTerm, limitingTerm, unitPhysics, type UnitPhysics } from './unit-physics.ts'

// Device physics: pure functions of numbers, which know no target.
export { bankBits, type BankBudget, bankBudgets, bankLoss, bankReceiver, bankSize, gridSensitivity } from './physics/bank-size.ts'
export {
  carrierAbsorption,
  carrierCode,
  carrierCodeShift,
  carrierCurrent,
  carrierIndexChange,
  carrierPower,
  carriersForShift,
  carrierShift,
  type CarrierTuner,
} from './physics/carrier-injection.ts'
export { fromDbm, fromDecibel, toDbm, toDecibel } from './physics/decibel.ts'
export { driftError, driftForError, thermalShift, timeToWalk, walkAfter } from './physics/drift.ts'
export { driveCode, drivePower } from './physics/drive-code.ts'
export { bitsOfBound, bitsOfDeviation, deviationOfBits } from './physics/effective-bits.ts'
export { aloneError, jointTuning, phasesOf } from './physics/joint-tuning.ts'
export { combLaserDbm, coreLaserWatts } from './physics/laser-budget.ts'
export {
  bitsOfAmplitudeRatio,
  boltzmann,
  elementaryCharge,
  noiseBandwidth,
  type NoiseDensities,
  noiseDensities,
  rateForBits,
  type Receiver,
  receiverBits,
  receiverSensitivity,
} from './physics/receiver-noise.ts'
export { beatAttenuation, beatNoise, reverseLoss } from './physics/reverse-path.ts'
export { lightSpeed, ringBandwidth, settlingBits, settlingRate } from './physics/ring-bandwidth.ts'
export { type DrivenWeight, driveOfWeight, leastDrop, type RingDrive, steepestWeight, weightOfDrive } from './physics/ring-drive.ts'
export { drawNormal, drawRing, type MadeRing, meanOffset, measuredRings, type RingSpread, type Spread } from './physics/ring-statistics.ts'
export {
  type AddDropRing,
  addDropTransmission,
  allPassPhase,
  allPassTransmission,
  finesse,
  freeSpectralRange,
  fullWidth,
  lorentzianDetuning,
  lorentzianDrop,
  type Resonance,
} from './physics/ring-transmission.ts'
export { solveLinear } from './physics/solve-linear.ts'
export {
  type Channels,
  channelsForBits,
  channelSpacing,
  crosstalkBits,
  crosstalkSum,
  qualityForBits,
  spectralCrosstalk,
  worstCrosstalk,
} from './physics/spectral-crosstalk.ts'
export { type HeatSpread, simulatedShare, simulatedThermalCrosstalk, thermalCrosstalk, thermalMatrix } from './physics/thermal-crosstalk.ts'
export { electroOpticPower, heaterPower, heaterShift, hybridMove, type HybridMove } from './physics/tuning-power.ts'
export { dropsOfWeight, type RingDrops, weightOfDrops, type WeightRange } from './physics/weight-encoding.ts'

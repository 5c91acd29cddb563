import { createRegistry, type Registry } from '@onnc/ir'

import { builtinDialect, funcDialect } from './builtin.ts'
import { mrrDialect } from './mrr.ts'
import { mvmDialect } from './mvm.ts'
import { onnxDialect } from './onnx.ts'

export { builtinDialect, funcDialect, funcOp, moduleOp, returnOp } from './builtin.ts'
export { mrrElectronicOp, mrrYieldOp, mvmElectronicOp, mvmYieldOp } from './electronic.ts'
export {
  activationsOp,
  allocateOp,
  bankType,
  calibrateOp,
  compactOp,
  crossbarSize,
  gatherOp,
  mrrDialect,
  programOp,
  resumeOp,
  streamOp,
  tileOp,
  tileType,
  weightsOp,
} from './mrr.ts'
export { matmulOp, matrixOp, mvmDialect, mvmWeightsOp, patchAxes, patchesOp, planeParts, planesOp, productOp, vectorsOp } from './mvm.ts'
export { permuteOp, reshapeOp } from './mvm-axes.ts'
export {
  constantOp,
  defaultDomain,
  docAttribute,
  domainAttribute,
  graphsAttribute,
  inputsAttribute,
  irVersionAttribute,
  metadataAttribute,
  nodeNameAttribute,
  nodeOp,
  noneOp,
  onnxDialect,
  onnxYieldOp,
  opsetsAttribute,
  opTypeOf,
  outputsAttribute,
  overloadAttribute,
  restAttribute,
  textConstantOp,
  unknownType,
} from './onnx.ts'
export { type Axis, type Guard, type Pattern, patternAttr, positionCount } from './pattern.ts'
export { type Window, windowPositions } from './window.ts'

/** Every dialect of the toolchain. */
export const registry: Registry = createRegistry([builtinDialect, funcDialect, onnxDialect, mvmDialect, mrrDialect])

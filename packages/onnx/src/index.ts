export { type CarriedModel, carryEdges } from './carry-edges.ts'
export { blobOf } from './blob-of.ts'
export { withDenseTensors } from './dense-model.ts'
export { denseOfSparse } from './dense-of-sparse.ts'
export { checkTensors } from './check-tensors.ts'
export { decodeModel, encodeModel } from './decode-model.ts'
export { decodeTensorFile, type NamedTensor } from './decode-tensor-file.ts'
export { irElementType, onnxElementType } from './element-types.ts'
export { moduleVersions, type OnnxVersions, type WriteElements } from './export-graph.ts'
export { exportKernel, type KernelModel } from './export-kernel.ts'
export { exportModel } from './export-model.ts'
export { attachExternalData, externalSlice, type ExternalSlice, withValues } from './external-data.ts'
export { type GraphTypes, noTypes, statedTypes, subgraphKey, subgraphsOf } from './graph-types.ts'
export { importGraph, type ImportGraphOptions } from './import-graph.ts'
export { fromBigInt, type Int64, toBigInt, toNumber } from './int64.ts'
export {
  amend,
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  isPresent,
  type ModelProto,
  type NodeProto,
  onnx,
  type OperatorSetIdProto,
  type SparseTensorProto,
  type StringStringEntryProto,
  type TensorProto,
  type TensorShapeProto,
  type TypeProto,
  type ValueInfoProto,
} from './messages.ts'
export { isExternal, type TensorHead, tensorHead } from './tensor-head.ts'
export { tensorsOfGraph, tensorsOfModel } from './tensors-of.ts'
export { tensorFromProto } from './tensor-from-proto.ts'
export { tensorToProto } from './tensor-to-proto.ts'
export { type Dimension, typeFromProto, typeToProto, valueInfo, type ValueType } from './value-type.ts'

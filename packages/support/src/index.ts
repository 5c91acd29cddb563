export { carrierOf, fromCarrier, toCarrier } from './carrier.ts'
export {
  at,
  defineDiagnostic,
  type Diagnostic,
  type DiagnosticClass,
  diagnosticCatalogue,
  type DiagnosticDef,
  exitCodeOf,
  exitCodes,
  failure,
  type Result,
  type Severity,
  success,
} from './diagnostic.ts'
export { formatQuantity, type ParsedQuantity, parseQuantity, writeQuantity } from './quantity.ts'
export { type Dimension, dimensions } from './quantity-units.ts'
export { fromBfloat16, fromFloat16 } from './half-float.ts'
export { floatBits, type FloatBits } from './float-bits.ts'
export { packedByteLength, packElements, unpackElements } from './pack-elements.ts'
export { nearestName } from './nearest-name.ts'
export { plainText } from './plain-text.ts'
export { createRandom, type Random } from './random.ts'
export { decodeScale, decodeSmallFloat, encodeScale, encodeSmallFloat, smallFloat, type SmallFloat } from './small-float.ts'
export { formatLocation, type SourceLocation } from './source-location.ts'
export {
  dataLength,
  elementCount,
  type ElementType,
  elementTypeOfOnnx,
  elementTypes,
  formatShape,
  formatTensorType,
  type NumericElementType,
  onnxOfElementType,
  type Tensor,
  type TensorData,
} from './tensor.ts'

/**
 * The operators of ONNX 1.22 (operator set 27), for the reference: nothing is compiled by this list. Names of other
 * domains come from the lowerings.
 */
const names: Readonly<Record<string, string>> = {
  'ai.onnx': `
  Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization Bernoulli BitCast
  BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil Celu CenterCropPad Clip Col2Im Compress Concat
  ConcatFromSequence Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumProd CumSum DFT DeformConv DepthToSpace
  DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather GatherElements
  GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization HammingWindow
  HannWindow HardSigmoid HardSwish Hardmax Identity If ImageDecoder InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization
  LeakyRelu Less LessOrEqual Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean
  MeanVarianceNormalization MelWeightMatrix Min Mish Mod Mul Multinomial Neg NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not
  OneHot Optional OptionalGetElement OptionalHasElement Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN
  RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax
  ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare RegexFullMatch Relu Reshape Resize ReverseSequence RoiAlign RotaryEmbedding
  Round STFT Scan Scatter ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert
  SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth
  Split SplitToSequence Sqrt Squeeze StringConcat StringNormalizer StringSplit Sub Sum Swish Tan Tanh TensorScatter TfIdfVectorizer
  ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor
  CausalConvWithState LinearAttention
  `,
  'ai.onnx.ml': `
  ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LabelEncoder LinearClassifier
  LinearRegressor Normalizer OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor
  ZipMap
  `,
  'ai.onnx.preview': 'FlexAttention',
  'ai.onnx.preview.training': 'Adagrad Adam Gradient Momentum',
}

const unknown = 'ONNX Runtime does not know it'

/** What ONNX Runtime 1.30 lacks of an operator altogether, so that no program holds it. */
const lacks: ReadonlyMap<string, string> = new Map([
  ['ImageDecoder', 'ONNX Runtime has no kernel'],
  ['ai.onnx.preview.FlexAttention', unknown],
  ...['Adagrad', 'Adam', 'Gradient', 'Momentum'].map((name) => [`ai.onnx.preview.training.${name}`, unknown] as const),
])

/** What ONNX Runtime's kernels of an operator leave out, beside element types. */
const limits: ReadonlyMap<string, string> = new Map([
  ['Bernoulli', 'as its function body: up to operator set 21'],
  ['RNN', 'not with layout 1'],
  ['LSTM', 'not with layout 1'],
  ['GRU', 'not with layout 1'],
  ['RandomUniformLike', 'up to operator set 21'],
  ['RoiAlign', 'up to operator set 21'],
  ['StringNormalizer', 'where the system has the locale'],
  ['Add', 'from operator set 7 on'],
  ['Sub', 'from operator set 7 on'],
  ['Mul', 'from operator set 7 on'],
  ['Div', 'from operator set 7 on'],
  ['Gemm', 'from operator set 7 on'],
  ['PRelu', 'from operator set 7 on'],
  ['BatchNormalization', 'from operator set 7 on'],
  ['AveragePool', 'from operator set 7 on'],
])

export interface OperatorSupport {
  /** With its domain before it, unless that is ONNX's own. */
  readonly operator: string
  /** Why no program holds it. */
  readonly refused?: string
  /** What the electronic form leaves out. */
  readonly limit?: string
}

/** Every operator of the list, by name. */
export function onnxOperators(): readonly OperatorSupport[] {
  return Object.entries(names).flatMap(([domain, text]) =>
    text
      .trim()
      .split(/\s+/)
      .map((name) => {
        const operator = domain === 'ai.onnx' ? name : `${domain}.${name}`
        const [refused, limit] = [lacks.get(operator), limits.get(operator)]
        return { operator, ...(refused === undefined ? {} : { refused }), ...(limit === undefined ? {} : { limit }) }
      })
      .toSorted((a, b) => (a.operator < b.operator ? -1 : 1)),
  )
}

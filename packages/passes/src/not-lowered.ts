const activations = 'it multiplies activations with each other'
const noLowering = 'taking it apart is not built'

/** Operators that multiply and have no lowering, with the reason; operators of other domains with the domain before them. */
export const notLowered: ReadonlyMap<string, string> = new Map([
  ['DeformConv', 'where its inputs are read is computed'],
  ['com.microsoft.AttnLSTM', noLowering],
  ['com.microsoft.CDist', activations],
  ['com.microsoft.DecoderMaskedMultiHeadAttention', activations],
  ['com.microsoft.DecoderMaskedSelfAttention', noLowering],
  ['com.microsoft.DynamicQuantizeLSTM', noLowering],
  ['com.microsoft.GroupQueryAttention', activations],
  ['com.microsoft.MatMulBnb4', noLowering],
  ['com.microsoft.MoE', noLowering],
  ['com.microsoft.NhwcFusedConv', 'its channels come last'],
  ['com.microsoft.QMoE', noLowering],
  ['com.microsoft.SparseAttention', activations],
])

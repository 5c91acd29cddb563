// A share beyond 1 is none.
// RUN: sparsify{sparsity=1.5}
//                        ^ expected-error {{option 'sparsity' of pass 'sparsify' must be numbers from 0 to 1, found '1.5'}}

func.func @main() {
  func.return
}

// -----
// Nor is NaN.
// RUN: sparsify{sparsity=0.5,NaN}
//                        ^ expected-error {{option 'sparsity' of pass 'sparsify' must be numbers from 0 to 1, found '0.5,NaN'}}

func.func @main() {
  func.return
}

// -----
// Without a share there is nothing to do.
// RUN: sparsify

func.func @main() {
  func.return
}
// expected-error@unknown {{sparsify needs a sparsity, as in 'sparsify{sparsity=0.5}', or a structure of N in M, as in 'sparsify{structure=2:4}'}}

// -----
// N of M decides the share.
// RUN: sparsify{structure=2:4 sparsity=0.5}

func.func @main() {
  func.return
}
// expected-error@unknown {{a structure of 2:4 decides the sparsity, so 'sparsity' and 'spread' have no say}}

// -----
// No more may stay than there are.
// RUN: sparsify{structure=4:4}
//                         ^ expected-error {{option 'structure' of pass 'sparsify' must be elements, rows, columns, or N:M with N below M, and M up to 256, such as 2:4, found '4:4'}}

func.func @main() {
  func.return
}

// -----
// A budget over rows is not built.
// RUN: sparsify{sparsity=0.5 structure=rows spread=sensitivity}

func.func @main() {
  func.return
}
// expected-error@unknown {{a budget is spread by sensitivity over single elements, not over rows}}

// -----
// A model without weights.
// RUN: sparsify{sparsity=0.5}

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = "onnx.Relu"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}
// expected-error@unknown {{sparsify finds no weights: no Conv, ConvTranspose, GRU, Gemm, LSTM, MatMul, RNN, com.microsoft.Attention, com.microsoft.FusedConv, com.microsoft.FusedGemm, com.microsoft.FusedMatMul or com.microsoft.TransposeMatMul multiplies by a constant of floats}}

// -----
// Names that match nothing, and values that do not match the names.
// RUN: sparsify{layers=fcl,conv* exclude=none sparsity=0.5,0.6,0.7}

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %y = "onnx.MatMul"(%x, %w) {onnx.node_name = "fc1"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}
// expected-error@unknown {{no layer is named 'fcl' (did you mean 'fc1'?); layers are 'fc1'}}
// expected-error@unknown {{no layer is named 'conv*'; layers are 'fc1'}}
// expected-error@unknown {{no layer is named 'none'; layers are 'fc1'}}
// expected-error@unknown {{option 'sparsity' has 3 values for 2 names of layers, expected one value or 2}}

// -----
// Weights that are no numbers stay.
// RUN: sparsify{sparsity=0.5}

func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %w = "onnx.constant"() {value = dense<0x7FC00000> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  // expected-warning@+1 {{the weights of 'fc' hold NaN or infinity, so they stay as they are}}
  %y = "onnx.MatMul"(%x, %w) {onnx.node_name = "fc"} : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  func.return %y : tensor<1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %w = "onnx.constant"() {value = dense<0x7FC00000> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %y = "onnx.MatMul"(%x, %w) {onnx.node_name = "fc"} : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  func.return %y : tensor<1xf32>
}

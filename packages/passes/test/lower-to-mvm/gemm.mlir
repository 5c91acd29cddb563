// The transposes, alpha and beta of a Gemm end up in the matrix and the bias.
// RUN: lower-to-mvm

func.func @main(%x: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %w = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>} : () -> tensor<3x2xf32>
  %c = "onnx.constant"() {value = dense<10.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %y = "onnx.Gemm"(%x, %w, %c) {transA = 1, alpha = 2.0 : f32} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<1xf32>) -> tensor<2x2xf32>
  func.return %y : tensor<2x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = mvm.vectors %x positions [1] elements [0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %1 = mvm.matmul %0 by dense<[[2.0, 6.0, 10.0], [4.0, 8.0, 12.0]]> : tensor<2x3xf32> bias dense<10.0> : tensor<2xf32> : tensor<2x3xf32> -> tensor<2x2xf32>
  %y = mvm.matrix %1 positions [0] rows [1] : tensor<2x2xf32> -> tensor<2x2xf32>
  func.return %y : tensor<2x2xf32>
}

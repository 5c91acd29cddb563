// Each phase of the stride of a transposed convolution is a product of its own, with the kernel elements that meet it.
// RUN: lower-to-mvm

func.func @main(%x: tensor<1x1x2xf32>) -> tensor<1x1x5xf32> {
  %w = "onnx.constant"() {value = dense<[[[1.0, 2.0, 3.0]]]> : tensor<1x1x3xf32>} : () -> tensor<1x1x3xf32>
  %y = "onnx.ConvTranspose"(%x, %w) {strides = array<i64: 2>} : (tensor<1x1x2xf32>, tensor<1x1x3xf32>) -> tensor<1x1x5xf32>
  func.return %y : tensor<1x1x5xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x2xf32>) -> tensor<1x1x5xf32> {
  %0 = mvm.patches %x kernel [2] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 1>, padsEnd = array<i64: 1>} : tensor<1x1x2xf32> -> tensor<3x2xf32>
  %1 = mvm.matmul %0 by dense<[[3.0, 1.0]]> : tensor<1x2xf32> : tensor<3x2xf32> -> tensor<3x1xf32>
  %2 = mvm.patches %x kernel [1] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x1x2xf32> -> tensor<2x1xf32>
  %3 = mvm.matmul %2 by dense<[[2.0]]> : tensor<1x1xf32> : tensor<2x1xf32> -> tensor<2x1xf32>
  %y = mvm.planes %1, %3 steps [2] origins [0, 1] : tensor<3x1xf32>, tensor<2x1xf32> -> tensor<1x1x5xf32>
  func.return %y : tensor<1x1x5xf32>
}

// -----
// Positions that no kernel element reaches are zero: a product with a zero, so that they are written.

func.func @main(%x: tensor<1x1x1xf32>) -> tensor<1x1x2xf32> {
  %w = "onnx.constant"() {value = dense<[[[2.0]]]> : tensor<1x1x1xf32>} : () -> tensor<1x1x1xf32>
  %y = "onnx.ConvTranspose"(%x, %w) {strides = array<i64: 2>, output_padding = array<i64: 1>} : (tensor<1x1x1xf32>, tensor<1x1x1xf32>) -> tensor<1x1x2xf32>
  func.return %y : tensor<1x1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x1xf32>) -> tensor<1x1x2xf32> {
  %0 = mvm.patches %x kernel [1] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x1x1xf32> -> tensor<1x1xf32>
  %1 = mvm.matmul %0 by dense<[[2.0]]> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = mvm.patches %x kernel [1] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x1x1xf32> -> tensor<1x1xf32>
  %3 = mvm.matmul %2 by dense<[[0.0]]> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %y = mvm.planes %1, %3 steps [2] origins [0, 1] : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1x2xf32>
  func.return %y : tensor<1x1x2xf32>
}

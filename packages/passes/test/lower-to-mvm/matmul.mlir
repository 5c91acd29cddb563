// The rows of a batch of matrices are one stream of vectors.
// RUN: lower-to-mvm

func.func @main(%x: tensor<2x3x2xf32>) -> tensor<2x3x1xf32> {
  %w = "onnx.constant"() {value = dense<[[1.0], [-1.0]]> : tensor<2x1xf32>} : () -> tensor<2x1xf32>
  %y = "onnx.MatMul"(%x, %w) : (tensor<2x3x2xf32>, tensor<2x1xf32>) -> tensor<2x3x1xf32>
  func.return %y : tensor<2x3x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2x3x2xf32>) -> tensor<2x3x1xf32> {
  %0 = mvm.vectors %x positions [0, 1] elements [2] : tensor<2x3x2xf32> -> tensor<6x2xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, -1.0]]> : tensor<1x2xf32> : tensor<6x2xf32> -> tensor<6x1xf32>
  %y = mvm.matrix %1 positions [0, 1] rows [] : tensor<6x1xf32> -> tensor<2x3x1xf32>
  func.return %y : tensor<2x3x1xf32>
}

// -----
// Behind Relu and pooling, the inputs of a product are known not to be negative; those of the graph are not.

func.func @main(%x: tensor<1x1x4x4xf32>) -> (tensor<1x1xf32>, tensor<1x1x4x1xf32>) {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<4x1xf32>} : () -> tensor<4x1xf32>
  %r = "onnx.Relu"(%x) : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4xf32>
  %p = "onnx.MaxPool"(%r) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>
  %f = "onnx.Flatten"(%p) : (tensor<1x1x2x2xf32>) -> tensor<1x4xf32>
  %y = "onnx.MatMul"(%f, %w) : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  %z = "onnx.MatMul"(%x, %w) : (tensor<1x1x4x4xf32>, tensor<4x1xf32>) -> tensor<1x1x4x1xf32>
  func.return %y, %z : tensor<1x1xf32>, tensor<1x1x4x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x4x4xf32>) -> (tensor<1x1xf32>, tensor<1x1x4x1xf32>) {
  %r = "onnx.Relu"(%x) : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4xf32>
  %p = "onnx.MaxPool"(%r) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>
  %f = "onnx.Flatten"(%p) : (tensor<1x1x2x2xf32>) -> tensor<1x4xf32>
  %0 = mvm.vectors %f positions [] elements [1] : tensor<1x4xf32> -> tensor<1x4xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x4xf32> {nonnegative} : tensor<1x4xf32> -> tensor<1x1xf32>
  %y = mvm.matrix %1 positions [] rows [] : tensor<1x1xf32> -> tensor<1x1xf32>
  %2 = mvm.vectors %x positions [2] elements [3] : tensor<1x1x4x4xf32> -> tensor<4x4xf32>
  %3 = mvm.matmul %2 by dense<1.0> : tensor<1x4xf32> : tensor<4x4xf32> -> tensor<4x1xf32>
  %z = mvm.matrix %3 positions [2] rows [] : tensor<4x1xf32> -> tensor<1x1x4x1xf32>
  func.return %y, %z : tensor<1x1xf32>, tensor<1x1x4x1xf32>
}

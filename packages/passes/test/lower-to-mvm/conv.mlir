// A convolution becomes patches, a product and planes; its bias goes with the product.
// RUN: lower-to-mvm

func.func @main(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %w = "onnx.constant"() {value = dense<[[[[1.0, 2.0]], [[3.0, 4.0]]], [[[5.0, 6.0]], [[7.0, 8.0]]]]> : tensor<2x2x1x2xf32>} : () -> tensor<2x2x1x2xf32>
  %b = "onnx.constant"() {value = dense<[0.5, -0.5]> : tensor<2xf32>} : () -> tensor<2xf32>
  %y = "onnx.Conv"(%x, %w, %b) {pads = array<i64: 0, 0, 0, 1>} : (tensor<1x2x3x3xf32>, tensor<2x2x1x2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32>
  func.return %y : tensor<1x2x3x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %0 = mvm.patches %x kernel [1, 2] {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padsBegin = array<i64: 0, 0>, padsEnd = array<i64: 0, 1>} : tensor<1x2x3x3xf32> -> tensor<9x4xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, 3.0, 2.0, 4.0], [5.0, 7.0, 6.0, 8.0]]> : tensor<2x4xf32> bias dense<[0.5, -0.5]> : tensor<2xf32> : tensor<9x4xf32> -> tensor<9x2xf32>
  %y = mvm.planes %1 : tensor<9x2xf32> -> tensor<1x2x3x3xf32>
  func.return %y : tensor<1x2x3x3xf32>
}

// -----
// Each group of a convolution is a product of its own.

func.func @main(%x: tensor<1x4x5xf32>) -> tensor<1x2x2xf32> {
  %w = "onnx.constant"() {value = dense<[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]> : tensor<2x2x2xf32>} : () -> tensor<2x2x2xf32>
  %y = "onnx.Conv"(%x, %w) {group = 2, strides = array<i64: 2>} : (tensor<1x4x5xf32>, tensor<2x2x2xf32>) -> tensor<1x2x2xf32>
  func.return %y : tensor<1x2x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x4x5xf32>) -> tensor<1x2x2xf32> {
  %0 = mvm.patches %x kernel [2] {strides = array<i64: 2>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x4x5xf32> -> tensor<2x8xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, 3.0, 2.0, 4.0], [5.0, 7.0, 6.0, 8.0]]> : tensor<2x4xf32> blocks [2, 2] : tensor<2x8xf32> -> tensor<2x2xf32>
  %y = mvm.planes %1 : tensor<2x2xf32> -> tensor<1x2x2xf32>
  func.return %y : tensor<1x2x2xf32>
}

// -----
// SAME_UPPER puts the odd element of padding at the end.

func.func @main(%x: tensor<1x1x5xf32>) -> tensor<1x1x3xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<1x1x4xf32>} : () -> tensor<1x1x4xf32>
  %y = "onnx.Conv"(%x, %w) {auto_pad = "SAME_UPPER", strides = array<i64: 2>} : (tensor<1x1x5xf32>, tensor<1x1x4xf32>) -> tensor<1x1x3xf32>
  func.return %y : tensor<1x1x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x5xf32>) -> tensor<1x1x3xf32> {
  %0 = mvm.patches %x kernel [4] {strides = array<i64: 2>, dilations = array<i64: 1>, padsBegin = array<i64: 1>, padsEnd = array<i64: 2>} : tensor<1x1x5xf32> -> tensor<3x4xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x4xf32> : tensor<3x4xf32> -> tensor<3x1xf32>
  %y = mvm.planes %1 : tensor<3x1xf32> -> tensor<1x1x3xf32>
  func.return %y : tensor<1x1x3xf32>
}

// -----
// SAME_LOWER puts it at the beginning.

func.func @main(%x: tensor<1x1x5xf32>) -> tensor<1x1x3xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<1x1x4xf32>} : () -> tensor<1x1x4xf32>
  %y = "onnx.Conv"(%x, %w) {auto_pad = "SAME_LOWER", strides = array<i64: 2>} : (tensor<1x1x5xf32>, tensor<1x1x4xf32>) -> tensor<1x1x3xf32>
  func.return %y : tensor<1x1x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x5xf32>) -> tensor<1x1x3xf32> {
  %0 = mvm.patches %x kernel [4] {strides = array<i64: 2>, dilations = array<i64: 1>, padsBegin = array<i64: 2>, padsEnd = array<i64: 1>} : tensor<1x1x5xf32> -> tensor<3x4xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x4xf32> : tensor<3x4xf32> -> tensor<3x1xf32>
  %y = mvm.planes %1 : tensor<3x1xf32> -> tensor<1x1x3xf32>
  func.return %y : tensor<1x1x3xf32>
}

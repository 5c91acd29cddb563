// Batch normalisation and a factor go into the scale and bias of a convolution.
// RUN: lower-to-mvm,attach-affine

func.func @main(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %w = "onnx.constant"() {value = dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>} : () -> tensor<2x1x1xf32>
  %b = "onnx.constant"() {value = dense<[0.5, -0.5]> : tensor<2xf32>} : () -> tensor<2xf32>
  %s = "onnx.constant"() {value = dense<[2.0, 4.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %m = "onnx.constant"() {value = dense<[1.0, 0.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %v = "onnx.constant"() {value = dense<[1.0, 4.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %f = "onnx.constant"() {value = dense<[[3.0], [1.0]]> : tensor<2x1xf32>} : () -> tensor<2x1xf32>
  %c = "onnx.Conv"(%x, %w, %b) : (tensor<1x1x4xf32>, tensor<2x1x1xf32>, tensor<2xf32>) -> tensor<1x2x4xf32>
  %n = "onnx.BatchNormalization"(%c, %s, %b, %m, %v) {epsilon = 0.0 : f32} : (tensor<1x2x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4xf32>
  %y = "onnx.Mul"(%f, %n) : (tensor<2x1xf32>, tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
  func.return %y : tensor<1x2x4xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  %b = "onnx.constant"() {value = dense<[0.5, -0.5]> : tensor<2xf32>} : () -> tensor<2xf32>
  %s = "onnx.constant"() {value = dense<[2.0, 4.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %m = "onnx.constant"() {value = dense<[1.0, 0.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %v = "onnx.constant"() {value = dense<[1.0, 4.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %f = "onnx.constant"() {value = dense<[[3.0], [1.0]]> : tensor<2x1xf32>} : () -> tensor<2x1xf32>
  %0 = mvm.patches %x kernel [1] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x1x4xf32> -> tensor<4x1xf32>
  %1 = mvm.matmul %0 by dense<[[1.0], [2.0]]> : tensor<2x1xf32> scale dense<[6.0, 2.0]> : tensor<2xf32> bias dense<[-1.5, -1.5]> : tensor<2xf32> : tensor<4x1xf32> -> tensor<4x2xf32>
  %c = mvm.planes %1 : tensor<4x2xf32> -> tensor<1x2x4xf32>
  func.return %c : tensor<1x2x4xf32>
}

// -----
// What differs from vector to vector stays on the ECU, as does what another operation reads before.

func.func @main(%x: tensor<2x1xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>) {
  %w = "onnx.constant"() {value = dense<2.0> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %v = "onnx.constant"() {value = dense<3.0> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %each = "onnx.constant"() {value = dense<[[1.0], [2.0]]> : tensor<2x1xf32>} : () -> tensor<2x1xf32>
  %a = "onnx.MatMul"(%x, %w) : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  %y = "onnx.Add"(%a, %each) : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  %b = "onnx.MatMul"(%x, %v) : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  %z = "onnx.Add"(%b, %v) : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  func.return %y, %b, %z : tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2x1xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>) {
  %v = "onnx.constant"() {value = dense<3.0> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %each = "onnx.constant"() {value = dense<[[1.0], [2.0]]> : tensor<2x1xf32>} : () -> tensor<2x1xf32>
  %0 = mvm.vectors %x positions [0] elements [] : tensor<2x1xf32> -> tensor<2x1xf32>
  %1 = mvm.matmul %0 by dense<2.0> : tensor<1x1xf32> : tensor<2x1xf32> -> tensor<2x1xf32>
  %a = mvm.matrix %1 positions [0] rows [] : tensor<2x1xf32> -> tensor<2x1xf32>
  %y = "onnx.Add"(%a, %each) : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  %2 = mvm.vectors %x positions [0] elements [] : tensor<2x1xf32> -> tensor<2x1xf32>
  %3 = mvm.matmul %2 by dense<3.0> : tensor<1x1xf32> : tensor<2x1xf32> -> tensor<2x1xf32>
  %b = mvm.matrix %3 positions [0] rows [] : tensor<2x1xf32> -> tensor<2x1xf32>
  %z = "onnx.Add"(%b, %v) : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  func.return %y, %b, %z : tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>
}

// A channel shuffle in ShuffleNet's spelling: streams read it where it lies.
// RUN: fold-layout,dce

func.func @main(%x: tensor<1x6xf32>) -> tensor<1x1xf32> {
  %split = "onnx.constant"() {value = dense<[1, 2, 3]> : tensor<3xi64>} : () -> tensor<3xi64>
  %join = "onnx.constant"() {value = dense<[1, 6]> : tensor<2xi64>} : () -> tensor<2xi64>
  %a = "onnx.Reshape"(%x, %split) : (tensor<1x6xf32>, tensor<3xi64>) -> tensor<1x2x3xf32>
  %b = "onnx.Transpose"(%a) {perm = array<i64: 0, 2, 1>} : (tensor<1x2x3xf32>) -> tensor<1x3x2xf32>
  %c = "onnx.Reshape"(%b, %join) : (tensor<1x3x2xf32>, tensor<2xi64>) -> tensor<1x6xf32>
  %0 = mvm.vectors %c positions [0] elements [1] : tensor<1x6xf32> -> tensor<1x6xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x6xf32> : tensor<1x6xf32> -> tensor<1x1xf32>
  %y = mvm.matrix %1 positions [0] rows [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x6xf32>) -> tensor<1x1xf32> {
  %0 = mvm.reshape %x : tensor<1x6xf32> -> tensor<2x3xf32>
  %1 = mvm.vectors %0 positions [] elements [1, 0] : tensor<2x3xf32> -> tensor<1x6xf32>
  %2 = mvm.matmul %1 by dense<1.0> : tensor<1x6xf32> : tensor<1x6xf32> -> tensor<1x1xf32>
  %y = mvm.matrix %2 positions [0] rows [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// -----
// Channels in no regular order are read through an index list; the kernel of a convolution slides over channels-last memory as it is.

func.func @main(%x: tensor<1x4x4x3xf32>) -> tensor<1x1x3x3xf32> {
  %order = "onnx.constant"() {value = dense<[1, 2, 0]> : tensor<3xi64>} : () -> tensor<3xi64>
  %a = "onnx.Transpose"(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x3xf32>) -> tensor<1x3x4x4xf32>
  %b = "onnx.Gather"(%a, %order) {axis = 1} : (tensor<1x3x4x4xf32>, tensor<3xi64>) -> tensor<1x3x4x4xf32>
  %0 = mvm.patches %b kernel [2, 2] {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padsBegin = array<i64: 0, 0>, padsEnd = array<i64: 0, 0>} : tensor<1x3x4x4xf32> -> tensor<9x12xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x12xf32> : tensor<9x12xf32> -> tensor<9x1xf32>
  %y = mvm.planes %1 : tensor<9x1xf32> -> tensor<1x1x3x3xf32>
  func.return %y : tensor<1x1x3x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x4x4x3xf32>) -> tensor<1x1x3x3xf32> {
  %0 = mvm.permute %x axis 3 order [1, 2, 0] : tensor<1x4x4x3xf32> -> tensor<1x4x4x3xf32>
  %1 = mvm.patches %0 kernel [2, 2] axes [0, 1, 2, 3] {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padsBegin = array<i64: 0, 0>, padsEnd = array<i64: 0, 0>} : tensor<1x4x4x3xf32> -> tensor<9x12xf32>
  %2 = mvm.matmul %1 by dense<1.0> : tensor<1x12xf32> : tensor<9x12xf32> -> tensor<9x1xf32>
  %y = mvm.planes %2 : tensor<9x1xf32> -> tensor<1x1x3x3xf32>
  func.return %y : tensor<1x1x3x3xf32>
}

// -----
// Vectors are not read in an order of their own: this Gather stays.

func.func @main(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %order = "onnx.constant"() {value = dense<[1, 2, 0]> : tensor<3xi64>} : () -> tensor<3xi64>
  %a = "onnx.Gather"(%x, %order) {axis = 0} : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<3x2xf32>
  %0 = mvm.vectors %a positions [0] elements [1] : tensor<3x2xf32> -> tensor<3x2xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x2xf32> : tensor<3x2xf32> -> tensor<3x1xf32>
  %y = mvm.matrix %1 positions [0] rows [1] : tensor<3x1xf32> -> tensor<3x1xf32>
  func.return %y : tensor<3x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<3x2xf32>) -> tensor<3x1xf32> {
  %order = "onnx.constant"() {value = dense<[1, 2, 0]> : tensor<3xi64>} : () -> tensor<3xi64>
  %a = "onnx.Gather"(%x, %order) {axis = 0} : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<3x2xf32>
  %0 = mvm.vectors %a positions [0] elements [1] : tensor<3x2xf32> -> tensor<3x2xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x2xf32> : tensor<3x2xf32> -> tensor<3x1xf32>
  %y = mvm.matrix %1 positions [0] rows [1] : tensor<3x1xf32> -> tensor<3x1xf32>
  func.return %y : tensor<3x1xf32>
}

// -----
// A shape of another size is not looked through.

func.func @main(%x: tensor<4x2xf32>) -> tensor<1x1xf32> {
  %shape = "onnx.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %a = "onnx.Reshape"(%x, %shape) : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<1x2xf32>
  %0 = mvm.vectors %a positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x2xf32> : tensor<1x2xf32> -> tensor<1x1xf32>
  %y = mvm.matrix %1 positions [0] rows [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<4x2xf32>) -> tensor<1x1xf32> {
  %shape = "onnx.constant"() {value = dense<[1, 2]> : tensor<2xi64>} : () -> tensor<2xi64>
  %a = "onnx.Reshape"(%x, %shape) : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<1x2xf32>
  %0 = mvm.vectors %a positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %1 = mvm.matmul %0 by dense<1.0> : tensor<1x2xf32> : tensor<1x2xf32> -> tensor<1x1xf32>
  %y = mvm.matrix %1 positions [0] rows [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

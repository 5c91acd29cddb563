// The inputs of all steps go through one product, each state through another with the same matrix.
// RUN: lower-to-mvm

func.func @main(%x: tensor<3x1x1xf32>) -> tensor<3x1x1x1xf32> {
  %w = "onnx.constant"() {value = dense<2.0> : tensor<1x1x1xf32>} : () -> tensor<1x1x1xf32>
  %r = "onnx.constant"() {value = dense<0.5> : tensor<1x1x1xf32>} : () -> tensor<1x1x1xf32>
  %y = "onnx.RNN"(%x, %w, %r) {hidden_size = 1} : (tensor<3x1x1xf32>, tensor<1x1x1xf32>, tensor<1x1x1xf32>) -> tensor<3x1x1x1xf32>
  func.return %y : tensor<3x1x1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<3x1x1xf32>) -> tensor<3x1x1x1xf32> {
  %shape = "onnx.constant"() {value = dense<[3, 1]> : tensor<2xi64>} : () -> tensor<2xi64>
  %0 = "onnx.Reshape"(%x, %shape) : (tensor<3x1x1xf32>, tensor<2xi64>) -> tensor<3x1xf32>
  %y_forward_w = "onnx.constant"() {value = dense<2.0> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %1 = mvm.vectors %0 positions [0] elements [] : tensor<3x1xf32> -> tensor<3x1xf32>
  %2 = mvm.matmul %1 by dense<2.0> : tensor<1x1xf32> : tensor<3x1xf32> -> tensor<3x1xf32>
  %3 = mvm.matrix %2 positions [0] rows [] : tensor<3x1xf32> -> tensor<3x1xf32>
  %4, %5, %6 = "onnx.Split"(%3) {axis = 0} : (tensor<3x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>)
  %7 = "onnx.Tanh"(%4) : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %recurrence = "onnx.constant"() {value = dense<0.5> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %8 = mvm.vectors %7 positions [] elements [] : tensor<1x1xf32> -> tensor<1x1xf32>
  %9 = mvm.matmul %8 by dense<0.5> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %10 = mvm.matrix %9 positions [] rows [] : tensor<1x1xf32> -> tensor<1x1xf32>
  %11 = "onnx.Add"(%5, %10) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %12 = "onnx.Tanh"(%11) : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %recurrence_1 = "onnx.constant"() {value = dense<0.5> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %13 = mvm.vectors %12 positions [] elements [] : tensor<1x1xf32> -> tensor<1x1xf32>
  %14 = mvm.matmul %13 by dense<0.5> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %15 = mvm.matrix %14 positions [] rows [] : tensor<1x1xf32> -> tensor<1x1xf32>
  %16 = "onnx.Add"(%6, %15) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %17 = "onnx.Tanh"(%16) : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %shape_1 = "onnx.constant"() {value = dense<[1, 1, 1, 1]> : tensor<4xi64>} : () -> tensor<4xi64>
  %18 = "onnx.Reshape"(%7, %shape_1) : (tensor<1x1xf32>, tensor<4xi64>) -> tensor<1x1x1x1xf32>
  %shape_2 = "onnx.constant"() {value = dense<[1, 1, 1, 1]> : tensor<4xi64>} : () -> tensor<4xi64>
  %19 = "onnx.Reshape"(%12, %shape_2) : (tensor<1x1xf32>, tensor<4xi64>) -> tensor<1x1x1x1xf32>
  %shape_3 = "onnx.constant"() {value = dense<[1, 1, 1, 1]> : tensor<4xi64>} : () -> tensor<4xi64>
  %20 = "onnx.Reshape"(%17, %shape_3) : (tensor<1x1xf32>, tensor<4xi64>) -> tensor<1x1x1x1xf32>
  %y = "onnx.Concat"(%18, %19, %20) {axis = 0} : (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<3x1x1x1xf32>
  %shape_4 = "onnx.constant"() {value = dense<[1, 1, 1]> : tensor<3xi64>} : () -> tensor<3xi64>
  %21 = "onnx.Reshape"(%17, %shape_4) : (tensor<1x1xf32>, tensor<3xi64>) -> tensor<1x1x1xf32>
  func.return %y : tensor<3x1x1x1xf32>
}

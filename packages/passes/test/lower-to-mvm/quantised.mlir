// Zero points are taken off the weights beforehand and off the inputs on the ECU; the sums are whole numbers, scaled and quantised again.
// RUN: lower-to-mvm

builtin.module attributes {onnx.opsets = {ai.onnx = 17 : i64}} {
  func.func @main(%x: tensor<1x2xui8>) -> tensor<1x1xui8> {
    %xs = "onnx.constant"() {value = dense<0.5> : tensor<f32>} : () -> tensor<f32>
    %xz = "onnx.constant"() {value = dense<3> : tensor<ui8>} : () -> tensor<ui8>
    %w = "onnx.constant"() {value = dense<[[1], [2]]> : tensor<2x1xi8>} : () -> tensor<2x1xi8>
    %ws = "onnx.constant"() {value = dense<0.25> : tensor<f32>} : () -> tensor<f32>
    %wz = "onnx.constant"() {value = dense<-1> : tensor<i8>} : () -> tensor<i8>
    %ys = "onnx.constant"() {value = dense<2.0> : tensor<f32>} : () -> tensor<f32>
    %yz = "onnx.constant"() {value = dense<7> : tensor<ui8>} : () -> tensor<ui8>
    %y = "onnx.QLinearMatMul"(%x, %xs, %xz, %w, %ws, %wz, %ys, %yz) : (tensor<1x2xui8>, tensor<f32>, tensor<ui8>, tensor<2x1xi8>, tensor<f32>, tensor<i8>, tensor<f32>, tensor<ui8>) -> tensor<1x1xui8>
    func.return %y : tensor<1x1xui8>
  }
}

// OUTPUT:
builtin.module attributes {onnx.opsets = {ai.onnx = 17}} {
  func.func @main(%x: tensor<1x2xui8>) -> tensor<1x1xui8> {
    %0 = "onnx.Cast"(%x) {to = 1} : (tensor<1x2xui8>) -> tensor<1x2xf32>
    %zero_point = "onnx.constant"() {value = dense<3.0> : tensor<f32>} : () -> tensor<f32>
    %1 = "onnx.Sub"(%0, %zero_point) : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
    %2 = mvm.vectors %1 positions [] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
    %3 = mvm.matmul %2 by dense<[[2.0, 3.0]]> : tensor<1x2xf32> : tensor<1x2xf32> -> tensor<1x1xf32>
    %4 = mvm.matrix %3 positions [] rows [] : tensor<1x1xf32> -> tensor<1x1xf32>
    %5 = "onnx.Round"(%4) : (tensor<1x1xf32>) -> tensor<1x1xf32>
    %scale = "onnx.constant"() {value = dense<0.0625> : tensor<f32>} : () -> tensor<f32>
    %6 = "onnx.Mul"(%5, %scale) : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
    %one = "onnx.constant"() {value = dense<1.0> : tensor<f32>} : () -> tensor<f32>
    %zero_point_1 = "onnx.constant"() {value = dense<7> : tensor<ui8>} : () -> tensor<ui8>
    %y = "onnx.QuantizeLinear"(%6, %one, %zero_point_1) : (tensor<1x1xf32>, tensor<f32>, tensor<ui8>) -> tensor<1x1xui8>
    func.return %y : tensor<1x1xui8>
  }
}

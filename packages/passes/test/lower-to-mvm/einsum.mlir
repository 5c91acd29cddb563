// A contraction with a constant is one product, whatever the order of its axes.
// RUN: lower-to-mvm

func.func @main(%x: tensor<2x2x3xf32>) -> tensor<2x2x3xf32> {
  %w = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %y = "onnx.Einsum"(%x, %w) {equation = "bcp,oc->bop"} : (tensor<2x2x3xf32>, tensor<2x2xf32>) -> tensor<2x2x3xf32>
  func.return %y : tensor<2x2x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2x2x3xf32>) -> tensor<2x2x3xf32> {
  %0 = mvm.vectors %x positions [0, 2] elements [1] : tensor<2x2x3xf32> -> tensor<6x2xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> : tensor<6x2xf32> -> tensor<6x2xf32>
  %y = mvm.matrix %1 positions [0, 2] rows [1] : tensor<6x2xf32> -> tensor<2x2x3xf32>
  func.return %y : tensor<2x2x3xf32>
}

// -----
// An axis of all three tensors makes the matrix block-diagonal.

func.func @main(%x: tensor<2x2x1xf32>) -> tensor<2x2x1xf32> {
  %w = "onnx.constant"() {value = dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>} : () -> tensor<2x1x1xf32>
  %y = "onnx.Einsum"(%x, %w) {equation = "hpk,hkn->hpn"} : (tensor<2x2x1xf32>, tensor<2x1x1xf32>) -> tensor<2x2x1xf32>
  func.return %y : tensor<2x2x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2x2x1xf32>) -> tensor<2x2x1xf32> {
  %0 = mvm.vectors %x positions [1] elements [0] : tensor<2x2x1xf32> -> tensor<2x2xf32>
  %1 = mvm.matmul %0 by dense<[[1.0], [2.0]]> : tensor<2x1xf32> blocks [2, 1] : tensor<2x2xf32> -> tensor<2x2xf32>
  %y = mvm.matrix %1 positions [1] rows [0] : tensor<2x2xf32> -> tensor<2x2x1xf32>
  func.return %y : tensor<2x2x1xf32>
}

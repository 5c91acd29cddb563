// Three levels: two for the weights, one for the zero.
// RUN: cluster-weights{levels=3}

func.func @main(%x: tensor<3xf32>) -> tensor<2xf32> {
  %w = "onnx.constant"() {value = dense<[[0.5, 0.0, 1.0], [-0.25, -0.75, 0.75]]> : tensor<2x3xf32>} : () -> tensor<2x3xf32>
  // expected-remark@+1 {{'fc': 6 weights on 3 levels, off by 10 % of their energy}}
  %y = "onnx.MatMul"(%w, %x) {onnx.node_name = "fc"} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<3xf32>) -> tensor<2xf32> {
  %w = "onnx.constant"() {value = dense<[[0.75, 0.0, 0.75], [-0.5, -0.5, 0.75]]> : tensor<2x3xf32>} : () -> tensor<2x3xf32>
  %y = "onnx.MatMul"(%w, %x) {onnx.node_name = "fc"} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// -----
// Levels of their own for each layer, as many as each is given; where there are more than weights, nothing changes.
// RUN: cluster-weights{layers=a,b levels=2,8}

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w1 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %w2 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  // expected-remark@+1 {{'a': 4 weights on 2 levels, off by 3.3 % of their energy}}
  %a = "onnx.MatMul"(%x, %w1) {onnx.node_name = "a"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  // expected-remark@+1 {{'b': stays as it is, with 4 different weights, no more than the 8 levels}}
  %b = "onnx.MatMul"(%a, %w2) {onnx.node_name = "b"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  func.return %b : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w1 = "onnx.constant"() {value = dense<[[1.5, 1.5], [3.5, 3.5]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %w2 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %a = "onnx.MatMul"(%x, %w1) {onnx.node_name = "a"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  %b = "onnx.MatMul"(%a, %w2) {onnx.node_name = "b"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  func.return %b : tensor<2xf32>
}

// -----
// One set of levels for the whole model, in the element type of each layer.
// RUN: cluster-weights{levels=2 scope=model}

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w1 = "onnx.constant"() {value = dense<[[1.0, 2.0], [10.0, 11.0]]> : tensor<2x2xf16>} : () -> tensor<2x2xf16>
  %w2 = "onnx.constant"() {value = dense<[[2.0, 3.0], [10.0, 13.0]]> : tensor<2x2xf64>} : () -> tensor<2x2xf64>
  // expected-remark@+1 {{2 layers together: 8 weights on 2 levels, off by 1.6 % of their energy}}
  %a = "onnx.MatMul"(%x, %w1) : (tensor<2xf32>, tensor<2x2xf16>) -> tensor<2xf32>
  %b = "onnx.MatMul"(%a, %w2) : (tensor<2xf32>, tensor<2x2xf64>) -> tensor<2xf32>
  func.return %b : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w1 = "onnx.constant"() {value = dense<[[2.0, 2.0], [11.0, 11.0]]> : tensor<2x2xf16>} : () -> tensor<2x2xf16>
  %w2 = "onnx.constant"() {value = dense<[[2.0, 2.0], [11.0, 11.0]]> : tensor<2x2xf64>} : () -> tensor<2x2xf64>
  %a = "onnx.MatMul"(%x, %w1) : (tensor<2xf32>, tensor<2x2xf16>) -> tensor<2xf32>
  %b = "onnx.MatMul"(%a, %w2) : (tensor<2xf32>, tensor<2x2xf64>) -> tensor<2xf32>
  func.return %b : tensor<2xf32>
}

// -----
// Behind sparsify the zeros stay.
// RUN: sparsify{sparsity=0.5},cluster-weights{levels=2}

func.func @main(%x: tensor<4xf32>) -> tensor<1xf32> {
  %w = "onnx.constant"() {value = dense<[[0.25, -0.25, 1.0, 2.0]]> : tensor<1x4xf32>} : () -> tensor<1x4xf32>
  // expected-remark@+2 {{'fc': 2 of 4 weights are zero, 2.4 % of their energy is lost}}
  // expected-remark@+1 {{'fc': 4 weights on 2 levels, off by 10 % of their energy}}
  %y = "onnx.MatMul"(%w, %x) {onnx.node_name = "fc"} : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1xf32>
  func.return %y : tensor<1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<4xf32>) -> tensor<1xf32> {
  %w = "onnx.constant"() {value = dense<[[0.0, 0.0, 1.5, 1.5]]> : tensor<1x4xf32>} : () -> tensor<1x4xf32>
  %y = "onnx.MatMul"(%w, %x) {onnx.node_name = "fc"} : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1xf32>
  func.return %y : tensor<1xf32>
}

// -----
// One level is none.
// RUN: cluster-weights{levels=1}
//                             ^ expected-error {{option 'levels' of pass 'cluster-weights' must be integers from 2 to 4096, found '1'}}

func.func @main() {
  func.return
}

// -----
// A model without weights, and layers that it does not have.
// RUN: cluster-weights{layers=fc}

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %y = "onnx.MatMul"(%x, %w) {onnx.node_name = "head"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}
// expected-error@unknown {{no layer is named 'fc'; layers are 'head'}}

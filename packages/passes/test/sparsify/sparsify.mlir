// The smallest weights become zero; those that are zero count; of equal ones the first go.
// RUN: sparsify{sparsity=0.5}

func.func @main(%x: tensor<4x1xf32>) -> tensor<2x1xf32> {
  %w = "onnx.constant"() {value = dense<[[0.5, -0.25, 0.0, 1.0], [0.25, -0.25, 2.0, -3.0]]> : tensor<2x4xf32>} : () -> tensor<2x4xf32>
  // expected-remark@+1 {{'fc': 4 of 8 weights are zero, 1.3 % of their energy is lost}}
  %y = "onnx.MatMul"(%w, %x) {onnx.node_name = "fc"} : (tensor<2x4xf32>, tensor<4x1xf32>) -> tensor<2x1xf32>
  func.return %y : tensor<2x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<4x1xf32>) -> tensor<2x1xf32> {
  %w = "onnx.constant"() {value = dense<[[0.5, 0.0, 0.0, 1.0], [0.0, 0.0, 2.0, -3.0]]> : tensor<2x4xf32>} : () -> tensor<2x4xf32>
  %y = "onnx.MatMul"(%w, %x) {onnx.node_name = "fc"} : (tensor<2x4xf32>, tensor<4x1xf32>) -> tensor<2x1xf32>
  func.return %y : tensor<2x1xf32>
}

// -----
// A share for each layer, by the name of its node or of its weights; `*` stands for any text, and later names count more.
// RUN: sparsify{layers=*,w2 exclude=skip sparsity=0.5,1}

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w1 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %w2 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %w3 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  // expected-remark@+1 {{'first': 2 of 4 weights are zero, 17 % of their energy is lost}}
  %a = "onnx.MatMul"(%x, %w1) {onnx.node_name = "first"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  // expected-remark@+2 {{'second': 4 of 4 weights are zero, 100 % of their energy is lost}}
  // expected-warning@+1 {{all weights of 'second' are zero now: what it computes no longer depends on its input}}
  %b = "onnx.MatMul"(%a, %w2) {onnx.node_name = "second"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  %c = "onnx.MatMul"(%b, %w3) {onnx.node_name = "skip"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  func.return %c : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %w1 = "onnx.constant"() {value = dense<[[0.0, 0.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %w2 = "onnx.constant"() {value = dense<[[0.0, 0.0], [0.0, 0.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %w3 = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %a = "onnx.MatMul"(%x, %w1) {onnx.node_name = "first"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  %b = "onnx.MatMul"(%a, %w2) {onnx.node_name = "second"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  %c = "onnx.MatMul"(%b, %w3) {onnx.node_name = "skip"} : (tensor<2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  func.return %c : tensor<2xf32>
}

// -----
// Two of four neighbours in a row of the product: of a convolution along the channels, of a right factor down a column.
// RUN: sparsify{structure=2:4}

func.func @main(%x: tensor<1x4x2xf32>, %v: tensor<4xf32>) -> (tensor<1x1x1xf32>, tensor<2xf32>) {
  %k = "onnx.constant"() {value = dense<[[[1.0, 8.0], [2.0, 7.0], [3.0, 6.0], [4.0, 5.0]]]> : tensor<1x4x2xf32>} : () -> tensor<1x4x2xf32>
  // expected-remark@+1 {{'conv': 4 of 8 weights are zero, 32 % of their energy is lost}}
  %y = "onnx.Conv"(%x, %k) {onnx.node_name = "conv"} : (tensor<1x4x2xf32>, tensor<1x4x2xf32>) -> tensor<1x1x1xf32>
  %w = "onnx.constant"() {value = dense<[[1.0, 4.0], [2.0, 3.0], [3.0, 2.0], [4.0, 1.0]]> : tensor<4x2xf32>} : () -> tensor<4x2xf32>
  // expected-remark@+1 {{'fc': 4 of 8 weights are zero, 17 % of their energy is lost}}
  %z = "onnx.MatMul"(%v, %w) {onnx.node_name = "fc"} : (tensor<4xf32>, tensor<4x2xf32>) -> tensor<2xf32>
  func.return %y, %z : tensor<1x1x1xf32>, tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x4x2xf32>, %v: tensor<4xf32>) -> (tensor<1x1x1xf32>, tensor<2xf32>) {
  %k = "onnx.constant"() {value = dense<[[[0.0, 8.0], [0.0, 7.0], [3.0, 0.0], [4.0, 0.0]]]> : tensor<1x4x2xf32>} : () -> tensor<1x4x2xf32>
  %y = "onnx.Conv"(%x, %k) {onnx.node_name = "conv"} : (tensor<1x4x2xf32>, tensor<1x4x2xf32>) -> tensor<1x1x1xf32>
  %w = "onnx.constant"() {value = dense<[[0.0, 4.0], [0.0, 3.0], [3.0, 0.0], [4.0, 0.0]]> : tensor<4x2xf32>} : () -> tensor<4x2xf32>
  %z = "onnx.MatMul"(%v, %w) {onnx.node_name = "fc"} : (tensor<4xf32>, tensor<4x2xf32>) -> tensor<2xf32>
  func.return %y, %z : tensor<1x1x1xf32>, tensor<2xf32>
}

// -----
// Whole rows, the weakest first: of a Gemm with transB these are rows of the constant, without it columns.
// RUN: sparsify{structure=rows sparsity=0.5}

func.func @main(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = "onnx.constant"() {value = dense<[[4.0, 1.0], [2.0, 1.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %u = "onnx.constant"() {value = dense<[[4.0, 1.0], [2.0, 1.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  // expected-remark@+1 {{'a': 2 of 4 weights are zero, 23 % of their energy is lost}}
  %y = "onnx.Gemm"(%x, %w) {onnx.node_name = "a", transB = 1 : i64} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  // expected-remark@+1 {{'b': 2 of 4 weights are zero, 9.1 % of their energy is lost}}
  %z = "onnx.Gemm"(%x, %u) {onnx.node_name = "b"} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y, %z : tensor<1x2xf32>, tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = "onnx.constant"() {value = dense<[[4.0, 1.0], [0.0, 0.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %u = "onnx.constant"() {value = dense<[[4.0, 0.0], [2.0, 0.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %y = "onnx.Gemm"(%x, %w) {onnx.node_name = "a", transB = 1} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %z = "onnx.Gemm"(%x, %u) {onnx.node_name = "b"} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y, %z : tensor<1x2xf32>, tensor<1x2xf32>
}

// -----
// One budget for all: the layer whose energy lies in few weights gives up more of the others.
// RUN: sparsify{sparsity=0.5 spread=sensitivity}

func.func @main(%x: tensor<4xf32>) -> tensor<1xf32> {
  %w1 = "onnx.constant"() {value = dense<[[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]> : tensor<2x4xf32>} : () -> tensor<2x4xf32>
  %w2 = "onnx.constant"() {value = dense<[[900.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]]> : tensor<1x8xf32>} : () -> tensor<1x8xf32>
  // expected-remark@+1 {{'even': 1 of 8 weights are zero, 13 % of their energy is lost}}
  %a = "onnx.MatMul"(%w1, %x) {onnx.node_name = "even"} : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2xf32>
  %b = "onnx.Tile"(%a) : (tensor<2xf32>) -> tensor<8xf32>
  // expected-remark@+1 {{'spiky': 7 of 8 weights are zero, 0.0035 % of their energy is lost}}
  %c = "onnx.MatMul"(%w2, %b) {onnx.node_name = "spiky"} : (tensor<1x8xf32>, tensor<8xf32>) -> tensor<1xf32>
  func.return %c : tensor<1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<4xf32>) -> tensor<1xf32> {
  %w1 = "onnx.constant"() {value = dense<[[0.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]> : tensor<2x4xf32>} : () -> tensor<2x4xf32>
  %w2 = "onnx.constant"() {value = dense<[[900.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]> : tensor<1x8xf32>} : () -> tensor<1x8xf32>
  %a = "onnx.MatMul"(%w1, %x) {onnx.node_name = "even"} : (tensor<2x4xf32>, tensor<4xf32>) -> tensor<2xf32>
  %b = "onnx.Tile"(%a) : (tensor<2xf32>) -> tensor<8xf32>
  %c = "onnx.MatMul"(%w2, %b) {onnx.node_name = "spiky"} : (tensor<1x8xf32>, tensor<8xf32>) -> tensor<1xf32>
  func.return %c : tensor<1xf32>
}

// -----
// Weights of several nodes are one layer; who else reads them is told.
// RUN: sparsify{layers=second sparsity=0.25}

func.func @main(%x: tensor<2xf32>, %i: tensor<1xi64>) -> (tensor<2xf32>, tensor<1x2xf32>) {
  %w = "onnx.constant"() {value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf16>} : () -> tensor<2x2xf16>
  // expected-remark@+2 {{'first': 1 of 4 weights are zero, 3.3 % of their energy is lost}}
  // expected-remark@+1 {{onnx.Gather reads the weights of 'first' too, and sees what became of them}}
  %a = "onnx.MatMul"(%x, %w) {onnx.node_name = "first"} : (tensor<2xf32>, tensor<2x2xf16>) -> tensor<2xf32>
  %b = "onnx.MatMul"(%a, %w) {onnx.node_name = "second"} : (tensor<2xf32>, tensor<2x2xf16>) -> tensor<2xf32>
  %c = "onnx.Gather"(%w, %i) : (tensor<2x2xf16>, tensor<1xi64>) -> tensor<1x2xf32>
  func.return %b, %c : tensor<2xf32>, tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>, %i: tensor<1xi64>) -> (tensor<2xf32>, tensor<1x2xf32>) {
  %w = "onnx.constant"() {value = dense<[[0.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf16>} : () -> tensor<2x2xf16>
  %a = "onnx.MatMul"(%x, %w) {onnx.node_name = "first"} : (tensor<2xf32>, tensor<2x2xf16>) -> tensor<2xf32>
  %b = "onnx.MatMul"(%a, %w) {onnx.node_name = "second"} : (tensor<2xf32>, tensor<2x2xf16>) -> tensor<2xf32>
  %c = "onnx.Gather"(%w, %i) : (tensor<2x2xf16>, tensor<1xi64>) -> tensor<1x2xf32>
  func.return %b, %c : tensor<2xf32>, tensor<1x2xf32>
}

// -----
// Weights that are transposed or reshaped on their way are the layer, and rows are those of the product.
// RUN: sparsify{structure=rows sparsity=0.5}

func.func @main(%x: tensor<1x2xf32>, %s: tensor<2xi64>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = "onnx.constant"() {value = dense<[[4.0, 1.0], [2.0, 1.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %t = "onnx.Transpose"(%w) {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  // expected-remark@+1 {{'a': 2 of 4 weights are zero, 23 % of their energy is lost}}
  %y = "onnx.MatMul"(%x, %t) {onnx.node_name = "a"} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %u = "onnx.constant"() {value = dense<[4.0, 1.0, 2.0, 1.0]> : tensor<4xf32>} : () -> tensor<4xf32>
  %r = "onnx.Reshape"(%u, %s) : (tensor<4xf32>, tensor<2xi64>) -> tensor<2x2xf32>
  // expected-remark@+1 {{'b': 2 of 4 weights are zero, 9.1 % of their energy is lost}}
  %z = "onnx.MatMul"(%x, %r) {onnx.node_name = "b"} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y, %z : tensor<1x2xf32>, tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>, %s: tensor<2xi64>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %w = "onnx.constant"() {value = dense<[[4.0, 1.0], [0.0, 0.0]]> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %t = "onnx.Transpose"(%w) {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %y = "onnx.MatMul"(%x, %t) {onnx.node_name = "a"} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %u = "onnx.constant"() {value = dense<[4.0, 0.0, 2.0, 0.0]> : tensor<4xf32>} : () -> tensor<4xf32>
  %r = "onnx.Reshape"(%u, %s) : (tensor<4xf32>, tensor<2xi64>) -> tensor<2x2xf32>
  %z = "onnx.MatMul"(%x, %r) {onnx.node_name = "b"} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y, %z : tensor<1x2xf32>, tensor<1x2xf32>
}

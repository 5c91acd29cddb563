// Equal nodes are computed once, whatever they are called; those that draw random numbers stay two.
// RUN: cse

func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %a = "onnx.Exp"(%x) {onnx.node_name = "first"} : (tensor<2xf32>) -> tensor<2xf32>
  %b = "onnx.Exp"(%x) {onnx.node_name = "second"} : (tensor<2xf32>) -> tensor<2xf32>
  %c = "onnx.Add"(%a, %b) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %r = "onnx.RandomNormalLike"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %s = "onnx.RandomNormalLike"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %t = "onnx.Sub"(%r, %s) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  func.return %c, %t : tensor<2xf32>, tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %a = "onnx.Exp"(%x) {onnx.node_name = "first"} : (tensor<2xf32>) -> tensor<2xf32>
  %c = "onnx.Add"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %r = "onnx.RandomNormalLike"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %s = "onnx.RandomNormalLike"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %t = "onnx.Sub"(%r, %s) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  func.return %c, %t : tensor<2xf32>, tensor<2xf32>
}

// -----
// Attributes that compute something keep nodes apart; so do constants of equal bytes, which are not read.

func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %a = "onnx.constant"() {value = dense<[1.0, 1.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %b = "onnx.constant"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<2xf32>
  %c = "onnx.Add"(%a, %b) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %d = "onnx.LeakyRelu"(%c) {alpha = 0.1 : f32} : (tensor<2xf32>) -> tensor<2xf32>
  %e = "onnx.LeakyRelu"(%c) {alpha = 0.2 : f32} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %d, %e : tensor<2xf32>, tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %a = "onnx.constant"() {value = dense<[1.0, 1.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %b = "onnx.constant"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<2xf32>
  %c = "onnx.Add"(%a, %b) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %d = "onnx.LeakyRelu"(%c) {alpha = 0.1 : f32} : (tensor<2xf32>) -> tensor<2xf32>
  %e = "onnx.LeakyRelu"(%c) {alpha = 0.2 : f32} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %d, %e : tensor<2xf32>, tensor<2xf32>
}

// -----
// Room for tensors is not shared, and programs have an effect.

func.func @main() -> (tensor<1xf32>, tensor<1xf32>, !mrr.bank<1x1>, !mrr.bank<1x1>) {
  %0 = mrr.allocate : tensor<1xf32>
  %1 = mrr.allocate : tensor<1xf32>
  %2 = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %3 = mrr.program %2 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %4 = mrr.program %2 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  func.return %0, %1, %3, %4 : tensor<1xf32>, tensor<1xf32>, !mrr.bank<1x1>, !mrr.bank<1x1>
}

// OUTPUT:
func.func @main() -> (tensor<1xf32>, tensor<1xf32>, !mrr.bank<1x1>, !mrr.bank<1x1>) {
  %0 = mrr.allocate : tensor<1xf32>
  %1 = mrr.allocate : tensor<1xf32>
  %2 = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %3 = mrr.program %2 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %4 = mrr.program %2 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  func.return %0, %1, %3, %4 : tensor<1xf32>, tensor<1xf32>, !mrr.bank<1x1>, !mrr.bank<1x1>
}

// Chains that nobody reads go, from their end.
// RUN: dce

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = "onnx.constant"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<2xf32>
  %a = "onnx.Exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %b = "onnx.Add"(%a, %c) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  func.return %x : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  func.return %x : tensor<2xf32>
}

// -----
// Programs stay: writing rings is an effect.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %t = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %u = mrr.tile dense<2> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %b = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  func.return %x : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %t = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %b = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  func.return %x : tensor<2xf32>
}

// What nobody reads goes, with what only it reads; inside kernels too.
// RUN: canonicalize

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %v = "onnx.Exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %w = "onnx.Neg"(%v) : (tensor<2xf32>) -> tensor<2xf32>
  %y = "mvm.electronic"(%x) ({
  ^bb0(%a: tensor<2xf32>):
    %b = "onnx.Exp"(%a) : (tensor<2xf32>) -> tensor<2xf32>
    mvm.yield %a : tensor<2xf32>
  }) {name = "Exp"} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = "mvm.electronic"(%x) ({
  ^bb0(%a: tensor<2xf32>):
    mvm.yield %a : tensor<2xf32>
  }) {name = "Exp"} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// -----
// Operations of dialects that nobody defines stay as they are.

func.func @main(%x: i32) -> i32 {
  %y = "arith.addi"(%x, %x) : (i32, i32) -> i32
  func.return %x : i32
}

// OUTPUT:
func.func @main(%x: i32) -> i32 {
  %y = "arith.addi"(%x, %x) : (i32, i32) -> i32
  func.return %x : i32
}

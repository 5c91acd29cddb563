// Everything between two layers is one kernel, with its constants.
// RUN: gather-electronic

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %b = "onnx.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %0 = mvm.vectors %x positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32> : tensor<1x2xf32> -> tensor<1x2xf32>
  %first = mvm.matrix %1 positions [0] rows [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %sum = "onnx.Add"(%first, %b) : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %active = "onnx.Relu"(%sum) : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %2 = mvm.vectors %active positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %3 = mvm.matmul %2 by dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32> {nonnegative} : tensor<1x2xf32> -> tensor<1x2xf32>
  %second = mvm.matrix %3 positions [0] rows [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  func.return %second : tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %0 = mvm.vectors %x positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32> : tensor<1x2xf32> -> tensor<1x2xf32>
  %first = mvm.matrix %1 positions [0] rows [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %active = "mvm.electronic"(%first) ({
  ^bb0(%first_1: tensor<1x2xf32>):
    %b = "onnx.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
    %sum = "onnx.Add"(%first_1, %b) : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
    %active_1 = "onnx.Relu"(%sum) : (tensor<1x2xf32>) -> tensor<1x2xf32>
    mvm.yield %active_1 : tensor<1x2xf32>
  }) {name = "Add_Relu"} : (tensor<1x2xf32>) -> tensor<1x2xf32>
  %2 = mvm.vectors %active positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %3 = mvm.matmul %2 by dense<[[1.0, 0.0], [0.0, 1.0]]> : tensor<2x2xf32> {nonnegative} : tensor<1x2xf32> -> tensor<1x2xf32>
  %second = mvm.matrix %3 positions [0] rows [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  func.return %second : tensor<1x2xf32>
}

// -----
// Branches that do not wait for each other share a kernel, even where their layers interleave.

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  %p = mvm.matmul %v by dense<1.0> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %left = "onnx.Relu"(%p) : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %w = mvm.vectors %left positions [0] elements [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  %q = mvm.matmul %w by dense<2.0> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %right = "onnx.Tanh"(%p) : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %y = "onnx.Add"(%q, %right) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  %p = mvm.matmul %v by dense<1.0> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %left, %right = "mvm.electronic"(%p) ({
  ^bb0(%p_1: tensor<1x1xf32>):
    %left_1 = "onnx.Relu"(%p_1) : (tensor<1x1xf32>) -> tensor<1x1xf32>
    %right_1 = "onnx.Tanh"(%p_1) : (tensor<1x1xf32>) -> tensor<1x1xf32>
    mvm.yield %left_1, %right_1 : tensor<1x1xf32>, tensor<1x1xf32>
  }) {name = "Relu_Tanh"} : (tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>)
  %w = mvm.vectors %left positions [0] elements [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  %q = mvm.matmul %w by dense<2.0> : tensor<1x1xf32> : tensor<1x1xf32> -> tensor<1x1xf32>
  %y = "mvm.electronic"(%q, %right) ({
  ^bb1(%q_1: tensor<1x1xf32>, %right_2: tensor<1x1xf32>):
    %y_1 = "onnx.Add"(%q_1, %right_2) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
    mvm.yield %y_1 : tensor<1x1xf32>
  }) {name = "Add"} : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// -----
// Inputs, constants and repeated values can be outputs: an Identity makes each.

func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %c = "onnx.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %y = "onnx.Relu"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  func.return %x, %c, %y, %y : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %y, %x_out, %c_out, %y_out = "mvm.electronic"(%x) ({
  ^bb0(%x_1: tensor<2xf32>):
    %c = "onnx.constant"() {value = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
    %y_1 = "onnx.Relu"(%x_1) : (tensor<2xf32>) -> tensor<2xf32>
    %x_out_1 = "onnx.Identity"(%x_1) : (tensor<2xf32>) -> tensor<2xf32>
    %c_out_1 = "onnx.Identity"(%c) : (tensor<2xf32>) -> tensor<2xf32>
    %y_out_1 = "onnx.Identity"(%y_1) : (tensor<2xf32>) -> tensor<2xf32>
    mvm.yield %y_1, %x_out_1, %c_out_1, %y_out_1 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  }) {name = "Relu_Identity"} : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  func.return %x_out, %c_out, %y, %y_out : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----
// Operations that nobody reads drop out.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = "onnx.constant"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<2xf32>
  %e = "onnx.Exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %s = "onnx.Add"(%e, %c) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %y = "onnx.Relu"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = "mvm.electronic"(%x) ({
  ^bb0(%x_1: tensor<2xf32>):
    %y_1 = "onnx.Relu"(%x_1) : (tensor<2xf32>) -> tensor<2xf32>
    mvm.yield %y_1 : tensor<2xf32>
  }) {name = "Relu"} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

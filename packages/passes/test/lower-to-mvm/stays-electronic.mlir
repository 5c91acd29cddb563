// A product of two activations stays electronic, with a remark at its place.
// RUN: lower-to-mvm

func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %y = "onnx.MatMul"(%x, %x) : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  // expected-remark@-1 {{MatMul stays electronic: it multiplies two activations, and the rings of 'rnb-64' hold weights}}
  func.return %y : tensor<2x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %y = "onnx.MatMul"(%x, %x) : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  func.return %y : tensor<2x2xf32>
}

// -----
// So does a convolution whose weights are computed; where the text has locations, the remark names the ONNX node instead.

func.func @main(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  // expected-remark@unknown {{Conv stays electronic: its weights are not a constant of floats}}
  %y = "onnx.Conv"(%x, %x) : (tensor<1x1x4xf32>, tensor<1x1x4xf32>) -> tensor<1x1x4xf32> loc("Conv_0")
  func.return %y : tensor<1x1x4xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  %y = "onnx.Conv"(%x, %x) : (tensor<1x1x4xf32>, tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
  func.return %y : tensor<1x1x4xf32>
}

// -----
// Weights that are not finite stay electronic.

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = "onnx.constant"() {value = dense<0x7FC00000> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  // expected-remark@+1 {{MatMul stays electronic: its weights hold NaN or infinity}}
  %y = "onnx.MatMul"(%x, %w) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = "onnx.constant"() {value = dense<0x7FC00000> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  %y = "onnx.MatMul"(%x, %w) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// -----
// So does what is cheaper there, where that is asked for.
// RUN: lower-to-mvm{photonic=auto}

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  // expected-remark@+1 {{MatMul stays electronic: latency 100 ns and 8.60 pJ on the ECU, 44.6 us and 217 nJ on the rings}}
  %y = "onnx.MatMul"(%x, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y : tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %y = "onnx.MatMul"(%x, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y : tensor<1x2xf32>
}

// -----
// And everything, where nothing is to run on rings.
// RUN: lower-to-mvm{photonic=none}

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  // expected-remark@+1 {{MatMul stays electronic: nothing was to run on the rings}}
  %y = "onnx.MatMul"(%x, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y : tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = "onnx.constant"() {value = dense<1.0> : tensor<2x2xf32>} : () -> tensor<2x2xf32>
  %y = "onnx.MatMul"(%x, %w) : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  func.return %y : tensor<1x2xf32>
}

// -----
// Operators that multiply and have no lowering say why.
// RUN: lower-to-mvm

func.func @main(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  // expected-remark@+1 {{Attention stays electronic: it multiplies two activations, and the rings of 'rnb-64' hold weights}}
  %y = "onnx.Attention"(%x, %x, %x) : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>
  func.return %y : tensor<1x1x2x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32> {
  %y = "onnx.Attention"(%x, %x, %x) : (tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>
  func.return %y : tensor<1x1x2x2xf32>
}

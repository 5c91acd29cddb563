// An attribute that an op must have is missing.
// RUN:

func.func @main(%x: tensor<2x1xf32>) -> tensor<2x1xf32> {
  // expected-error@+1 {{'mvm.matmul': attribute 'matrix' is missing (constant elements)}}
  %y = "mvm.matmul"(%x) : (tensor<2x1xf32>) -> tensor<2x1xf32>
  func.return %y : tensor<2x1xf32>
}

// -----
// An attribute is of another kind.

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  // expected-error@+1 {{'mvm.matmul': attribute 'matrix' must be constant elements}}
  %y = "mvm.matmul"(%x) {matrix = "w"} : (tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// -----
// An op takes a number of operands.

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  // expected-error@+1 {{'mvm.vectors': has 2 operands, which does not fit (input: one)}}
  %y = "mvm.vectors"(%x, %x) {positions = array<i64: 0>, elements = array<i64: 1>} : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// -----
// Operands and results have the types that the op asks for; all that do not are told.

func.func @main(%x: tensor<1x2xi64>) -> tensor<1x2xi64> {
  // expected-error@+2 {{'mvm.vectors': operand 'input' must be tensor of f32, found tensor<1x2xi64>}}
  // expected-error@+1 {{'mvm.vectors': result 'vectors' must be rank 2 tensor of f32, found tensor<1x2xi64>}}
  %y = "mvm.vectors"(%x) {positions = array<i64: 0>, elements = array<i64: 1>} : (tensor<1x2xi64>) -> tensor<1x2xi64>
  func.return %y : tensor<1x2xi64>
}

// -----
// Shapes follow from operands and attributes.

func.func @main(%x: tensor<1x4x4x4xf32>) -> tensor<9x9xf32> {
  // expected-error@+1 {{'mvm.patches': the result must have shape [9, 16]}}
  %y = mvm.patches %x kernel [2, 2] {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padsBegin = array<i64: 0, 0>, padsEnd = array<i64: 0, 0>} : tensor<1x4x4x4xf32> -> tensor<9x9xf32>
  func.return %y : tensor<9x9xf32>
}

// -----
// A value is defined before it is used.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'onnx.Relu': operand 0 is used before it is defined, or outside the scope of its definition}}
  %a = "onnx.Relu"(%b) : (tensor<2xf32>) -> tensor<2xf32>
  %b = "onnx.Exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  func.return %a : tensor<2xf32>
}

// -----
// A terminator stands last in its block.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'func.return': a terminator must stand last in its block}}
  func.return %x : tensor<2xf32>
  %a = "onnx.Exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
}

// -----
// The block of a function has the arguments that its type names.

// expected-error@+1 {{'func.func': the arguments of the body do not have the types that function_type names}}
"func.func"() ({
^bb0(%x: tensor<2xf32>):
  "func.return"(%x) : (tensor<2xf32>) -> ()
}) {sym_name = "main", function_type = (tensor<3xf32>) -> tensor<2xf32>} : () -> ()

// -----
// A tile has the shape of its type.

func.func @main() -> !mrr.tile<2x2> {
  // expected-error@+1 {{'mrr.tile': the elements must have shape [2, 2]}}
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<2x2>
  func.return %t : !mrr.tile<2x2>
}

// -----
// Every fault of a stream is told: its patterns do not fit the bank, and only an overwriting one adds a bias.

func.func @main(%b: !mrr.bank<1x2>, %x: tensor<2xf32>, %d: tensor<1xf32>) -> tensor<1xf32> {
  %y = mrr.stream %b, %x into %d {input = {offset = 0, positions = array<i64: 2, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, bias = dense<0.5> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x2>, tensor<2xf32> -> tensor<1xf32>
  // expected-error@-1 {{'mrr.stream': the input pattern has vectors of 1, the bank 2 columns}}
  // expected-error@-2 {{'mrr.stream': input and output patterns have different numbers of positions}}
  // expected-error@-3 {{'mrr.stream': only an overwriting stream adds a bias}}
  func.return %y : tensor<1xf32>
}

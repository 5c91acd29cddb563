// What is written in the generic form is printed in the short one.
// RUN:

"func.func"() ({
^bb0(%arg: tensor<1x2xf32>):
  %0 = "mvm.vectors"(%arg) {positions = array<i64: 1>, elements = array<i64: 0>} : (tensor<1x2xf32>) -> tensor<2x1xf32>
  "func.return"(%0) : (tensor<2x1xf32>) -> ()
}) {sym_name = "main", function_type = (tensor<1x2xf32>) -> tensor<2x1xf32>} : () -> ()

// OUTPUT:
func.func @main(%arg: tensor<1x2xf32>) -> tensor<2x1xf32> {
  %0 = mvm.vectors %arg positions [1] elements [0] : tensor<1x2xf32> -> tensor<2x1xf32>
  func.return %0 : tensor<2x1xf32>
}

// -----
// Operations that nobody defines keep the generic form, with blocks and groups of results.

%pair:2 = "foreign.make"() <{count = 2 : i32}> : () -> (i32, f64)
"foreign.loop"(%pair#1) ({
^entry(%i: index):
  "foreign.branch"(%i)[^exit, ^entry] : (index) -> ()
^exit:
  "foreign.end"() {bound = affine_map<(d0) -> (d0 * 2)>, kinds = [unit, @a::@b, 1.5 : bf16]} : () -> ()
}) : (f64) -> ()

// OUTPUT:
%pair, %pair_1 = "foreign.make"() <{count = 2 : i32}> : () -> (i32, f64)
"foreign.loop"(%pair_1) ({
^bb0(%i: index):
  "foreign.branch"(%i)[^bb1, ^bb0] : (index) -> ()
^bb1:
  "foreign.end"() {bound = affine_map<(d0) -> (d0 * 2)>, kinds = [unit, @a::@b, 1.5 : bf16]} : () -> ()
}) : (f64) -> ()

// -----
// A module that the text writes out stays; names of values are unique in all of it.

builtin.module attributes {onnx.ir_version = 8} {
  func.func @first(%x: i32) -> i32 {
    func.return %x : i32
  }
  func.func @second(%x: i32) -> i32 {
    func.return %x : i32
  }
}

// OUTPUT:
builtin.module attributes {onnx.ir_version = 8} {
  func.func @first(%x: i32) -> i32 {
    func.return %x : i32
  }
  func.func @second(%x_1: i32) -> i32 {
    func.return %x_1 : i32
  }
}

// -----
// Constants of every kind of element.

"a.b"() {bits = dense<[true, false]> : tensor<2xi1>, half = dense<[0.1, -0.0]> : tensor<2xf16>, text = dense<["a", "b\0A"]> : tensor<2x!onnx.string>} : () -> ()

// OUTPUT:
"a.b"() {bits = dense<[true, false]> : tensor<2xi1>, half = dense<[0.0999755859375, -0.0]> : tensor<2xf16>, text = dense<["a", "b\0A"]> : tensor<2x!onnx.string>} : () -> ()

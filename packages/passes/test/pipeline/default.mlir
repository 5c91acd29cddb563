// The default pipeline takes a convolution to calibrated banks, here two units of one row.
// RUN: lower-to-mvm,attach-affine,gather-electronic,tile,assign-banks,plan-calibration
// TARGET: rows=1 units=2

func.func @main(%x: tensor<1x1x3xf32>) -> tensor<1x2x4xf32> {
  %w = "onnx.constant"() {value = dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf32>} : () -> tensor<2x1x2xf32>
  // expected-remark@+1 {{runs on the rings: 2 tiles, 3 % of their rings in use}}
  %y = "onnx.Conv"(%x, %w) {pads = array<i64: 1, 1>} : (tensor<1x1x3xf32>, tensor<2x1x2xf32>) -> tensor<1x2x4xf32>
  func.return %y : tensor<1x2x4xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x3xf32>) -> tensor<1x2x4xf32> {
  %0 = mrr.allocate : tensor<1x2x4xf32>
  %1 = mrr.tile dense<[[15, 30]]> : tensor<1x2xi8> step 0.032258064 levels 63 exact dense<[[0.48387098, 0.96774197]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %2 = mrr.program %1 unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %3 = mrr.calibrate %2 probes 64 iterations 10 : !mrr.bank<1x2> -> !mrr.bank<1x2>
  %4 = mrr.stream %3, %x into %0 {input = {offset = -1, positions = array<i64: 1, 3, 4, 1>, elements = array<i64: 2, 1, 1, 1>, range = array<i64: 0, 2>, guards = array<i64: -1, 3, 0, 1, 1, 0>}, output = {offset = 0, positions = array<i64: 4, 1>, elements = array<i64: 2, 4>, range = array<i64: 0, 1>}, scale = dense<[2.0666666]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x1x3xf32> -> tensor<1x2x4xf32>
  %5 = mrr.tile dense<[[21, 28]]> : tensor<1x2xi8> step 0.032258064 levels 63 exact dense<[[0.67741936, 0.90322584]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %6 = mrr.program %5 unit 1 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %7 = mrr.calibrate %6 probes 64 iterations 10 : !mrr.bank<1x2> -> !mrr.bank<1x2>
  %y = mrr.stream %7, %x into %4 {input = {offset = -1, positions = array<i64: 1, 3, 4, 1>, elements = array<i64: 2, 1, 1, 1>, range = array<i64: 0, 2>, guards = array<i64: -1, 3, 0, 1, 1, 0>}, output = {offset = 0, positions = array<i64: 4, 1>, elements = array<i64: 2, 4>, range = array<i64: 1, 1>}, scale = dense<[4.428571]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x1x3xf32> -> tensor<1x2x4xf32>
  func.return %y : tensor<1x2x4xf32>
}

// -----
// Equal convolutions are computed once, random nodes stay two, what nobody reads goes.
// RUN: cse,dce,lower-to-mvm,cse,canonicalize,gather-electronic

func.func @main(%x: tensor<1x1x3xf32>) -> (tensor<1x1x4xf32>, tensor<1x1x3xf32>) {
  %w = "onnx.constant"() {value = dense<[[[1.0, 2.0]]]> : tensor<1x1x2xf32>} : () -> tensor<1x1x2xf32>
  %unread = "onnx.Exp"(%x) : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %a = "onnx.Conv"(%x, %w) {pads = array<i64: 1, 1>, onnx.node_name = "a"} : (tensor<1x1x3xf32>, tensor<1x1x2xf32>) -> tensor<1x1x4xf32>
  %b = "onnx.Conv"(%x, %w) {pads = array<i64: 1, 1>, onnx.node_name = "b"} : (tensor<1x1x3xf32>, tensor<1x1x2xf32>) -> tensor<1x1x4xf32>
  %sum = "onnx.Add"(%a, %b) : (tensor<1x1x4xf32>, tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
  %r = "onnx.RandomNormalLike"(%x) : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %s = "onnx.RandomNormalLike"(%x) : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %difference = "onnx.Sub"(%r, %s) : (tensor<1x1x3xf32>, tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  func.return %sum, %difference : tensor<1x1x4xf32>, tensor<1x1x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x3xf32>) -> (tensor<1x1x4xf32>, tensor<1x1x3xf32>) {
  %difference = "mvm.electronic"(%x) ({
  ^bb0(%x_1: tensor<1x1x3xf32>):
    %r = "onnx.RandomNormalLike"(%x_1) : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
    %s = "onnx.RandomNormalLike"(%x_1) : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
    %difference_1 = "onnx.Sub"(%r, %s) : (tensor<1x1x3xf32>, tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
    mvm.yield %difference_1 : tensor<1x1x3xf32>
  }) {name = "RandomNormalLike_Sub"} : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %0 = mvm.patches %x kernel [2] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 1>, padsEnd = array<i64: 1>} : tensor<1x1x3xf32> -> tensor<4x2xf32>
  %1 = mvm.matmul %0 by dense<[[1.0, 2.0]]> : tensor<1x2xf32> : tensor<4x2xf32> -> tensor<4x1xf32>
  %a = mvm.planes %1 : tensor<4x1xf32> -> tensor<1x1x4xf32>
  %sum = "mvm.electronic"(%a) ({
  ^bb1(%a_1: tensor<1x1x4xf32>):
    %sum_1 = "onnx.Add"(%a_1, %a_1) : (tensor<1x1x4xf32>, tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
    mvm.yield %sum_1 : tensor<1x1x4xf32>
  }) {name = "Add"} : (tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
  func.return %sum, %difference : tensor<1x1x4xf32>, tensor<1x1x3xf32>
}

// -----
// Products that were merged are tiled once.
// RUN: lower-to-mvm,cse,gather-electronic,tile,cse,canonicalize,dce,assign-banks,plan-calibration

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = "onnx.constant"() {value = dense<2.0> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 2 % of their rings in use}}
  %a = "onnx.MatMul"(%x, %w) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %b = "onnx.MatMul"(%x, %w) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %y = "onnx.Add"(%a, %b) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %0 = mrr.allocate : tensor<1x1xf32>
  %1 = mrr.tile dense<[[31]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[1.0]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %2 = mrr.program %1 unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.calibrate %2 probes 64 iterations 10 : !mrr.bank<1x1> -> !mrr.bank<1x1>
  %a = mrr.stream %3, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[2.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1x1xf32> -> tensor<1x1xf32>
  %y = "mrr.electronic"(%a) ({
  ^bb0(%a_1: tensor<1x1xf32>):
    %y_1 = "onnx.Add"(%a_1, %a_1) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
    mrr.yield %y_1 : tensor<1x1xf32>
  }) {name = "Add"} : (tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// -----
// Without merging, two equal products have streams and room of their own.
// RUN: lower-to-mvm,attach-affine,gather-electronic,tile,cse,dce

func.func @main(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %w = "onnx.constant"() {value = dense<2.0> : tensor<1x1xf32>} : () -> tensor<1x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 2 % of their rings in use}}
  %a = "onnx.MatMul"(%x, %w) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 2 % of their rings in use}}
  %b = "onnx.MatMul"(%x, %w) : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  func.return %a, %b : tensor<1x1xf32>, tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %0 = mrr.allocate : tensor<1x1xf32>
  %1 = mrr.tile dense<[[31]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[1.0]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %2 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %a = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[2.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1x1xf32> -> tensor<1x1xf32>
  %3 = mrr.allocate : tensor<1x1xf32>
  %4 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %b = mrr.stream %4, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[2.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1x1xf32> -> tensor<1x1xf32>
  func.return %a, %b : tensor<1x1xf32>, tensor<1x1xf32>
}

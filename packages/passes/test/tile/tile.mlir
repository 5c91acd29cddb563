// A matrix larger than the crossbar: overwriting streams of the first columns, with the bias, then accumulating ones.
// RUN: tile{compress=none}
// TARGET: rows=2 columns=2

func.func @main(%x: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x3xf32> -> tensor<1x3xf32>
  %p = mvm.matmul %v by dense<[[4.0, 2.0, -4.0], [1.0, 0.0, 1.0], [8.0, 0.0, 2.0]]> : tensor<3x3xf32> bias dense<[1.0, 2.0, 3.0]> : tensor<3xf32> : tensor<1x3xf32> -> tensor<1x3xf32>
  // expected-remark@+1 {{runs on the rings: 4 tiles, 56 % of their rings in use}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1x3xf32> -> tensor<1x3xf32>
  func.return %y : tensor<1x3xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %0 = mrr.allocate : tensor<1x3xf32>
  %1 = mrr.tile dense<[[28, 14], [31, 0]]> : tensor<2x2xi8> step 0.032258064 levels 63 exact dense<[[0.90322584, 0.45161292], [1.0, 0.0]]> : tensor<2x2xf32> : !mrr.tile<2x2>
  %2 = mrr.program %1 : !mrr.tile<2x2> -> !mrr.bank<2x2>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, scale = dense<[4.428571, 1.0]> : tensor<2xf32>, bias = dense<[1.0, 2.0]> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x2>, tensor<1x3xf32> -> tensor<1x3xf32>
  %4 = mrr.tile dense<[[24, 0]]> : tensor<1x2xi8> step 0.032258064 levels 63 exact dense<[[0.7741936, 0.0]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %5 = mrr.program %4 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %6 = mrr.stream %5, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, scale = dense<[10.333333]> : tensor<1xf32>, bias = dense<[3.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x3xf32> -> tensor<1x3xf32>
  %7 = mrr.tile dense<[[-28], [31]]> : tensor<2x1xi8> step 0.032258064 levels 63 exact dense<[[-0.90322584], [1.0]]> : tensor<2x1xf32> : !mrr.tile<2x1>
  %8 = mrr.program %7 : !mrr.tile<2x1> -> !mrr.bank<2x1>
  %9 = mrr.stream %8, %x into %6 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, scale = dense<[4.428571, 1.0]> : tensor<2xf32>, store = "accumulate"} : !mrr.bank<2x1>, tensor<1x3xf32> -> tensor<1x3xf32>
  %10 = mrr.tile dense<[[6]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[0.1935484]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %11 = mrr.program %10 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %y = mrr.stream %11, %x into %9 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, scale = dense<[10.333333]> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1x3xf32> -> tensor<1x3xf32>
  func.return %y : tensor<1x3xf32>
}

// -----
// The padding of a convolution becomes guards on the addresses that a stream reads.
// TARGET: rows=64 columns=64 levels=15

func.func @main(%x: tensor<1x1x3xf32>) -> tensor<1x1x4xf32> {
  %v = mvm.patches %x kernel [2] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 1>, padsEnd = array<i64: 1>} : tensor<1x1x3xf32> -> tensor<4x2xf32>
  %p = mvm.matmul %v by dense<[[1.0, -0.5]]> : tensor<1x2xf32> : tensor<4x2xf32> -> tensor<4x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 0 % of their rings in use}}
  %y = mvm.planes %p : tensor<4x1xf32> -> tensor<1x1x4xf32>
  func.return %y : tensor<1x1x4xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1x3xf32>) -> tensor<1x1x4xf32> {
  %0 = mrr.allocate : tensor<1x1x4xf32>
  %1 = mrr.tile dense<[[6, -3]]> : tensor<1x2xi8> step 0.14285715 levels 15 exact dense<[[0.85714287, -0.42857143]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %2 = mrr.program %1 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %y = mrr.stream %2, %x into %0 {input = {offset = -1, positions = array<i64: 1, 3, 4, 1>, elements = array<i64: 2, 1, 1, 1>, range = array<i64: 0, 2>, guards = array<i64: -1, 3, 0, 1, 1, 0>}, output = {offset = 0, positions = array<i64: 4, 1>, elements = array<i64: 1, 4>, range = array<i64: 0, 1>}, scale = dense<[1.1666666]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x1x3xf32> -> tensor<1x1x4xf32>
  func.return %y : tensor<1x1x4xf32>
}

// -----
// Of a product that two tensors read, each has streams of its own.
// TARGET: rows=64 columns=64

func.func @main(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1xf32>) {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  %p = mvm.matmul %v by dense<2.0> : tensor<1x1xf32> {nonnegative} : tensor<1x1xf32> -> tensor<1x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 0 % of their rings in use}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 0 % of their rings in use}}
  %z = mvm.matrix %p positions [] rows [0] : tensor<1x1xf32> -> tensor<1xf32>
  func.return %y, %z : tensor<1x1xf32>, tensor<1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1xf32>) {
  %0 = mrr.allocate : tensor<1x1xf32>
  %1 = mrr.tile dense<[[31]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[1.0]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %2 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %y = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[2.0]> : tensor<1xf32>, store = "overwrite", nonnegative} : !mrr.bank<1x1>, tensor<1x1xf32> -> tensor<1x1xf32>
  %3 = mrr.allocate : tensor<1xf32>
  %4 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %z = mrr.stream %4, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[2.0]> : tensor<1xf32>, store = "overwrite", nonnegative} : !mrr.bank<1x1>, tensor<1x1xf32> -> tensor<1xf32>
  func.return %y, %z : tensor<1x1xf32>, tensor<1xf32>
}

// -----
// Kernels are carried over to the mrr dialect.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = "mvm.electronic"(%x) ({
  ^bb0(%a: tensor<2xf32>):
    %b = "onnx.Relu"(%a) : (tensor<2xf32>) -> tensor<2xf32>
    mvm.yield %b : tensor<2xf32>
  }) {name = "Relu"} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = "mrr.electronic"(%x) ({
  ^bb0(%a: tensor<2xf32>):
    %b = "onnx.Relu"(%a) : (tensor<2xf32>) -> tensor<2xf32>
    mrr.yield %b : tensor<2xf32>
  }) {name = "Relu"} : (tensor<2xf32>) -> tensor<2xf32>
  func.return %y : tensor<2xf32>
}

// -----
// Operations that no kernel holds cannot be tiled.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = "onnx.Relu"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  // expected-error@-1 {{pass 'tile' requires 'electronic-gathered', which does not hold: 'onnx.Relu': it stands in no kernel; gather-electronic makes them}}
  func.return %y : tensor<2xf32>
}

// -----
// Blocks of a block-diagonal matrix share a tile: their channels lie side by side in each kernel position.
// TARGET: rows=2 columns=4 units=1

func.func @main(%x: tensor<1x3x50001xf32>) -> tensor<1x3x50000xf32> {
  %v = mvm.patches %x kernel [2] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x3x50001xf32> -> tensor<50000x6xf32>
  %p = mvm.matmul %v by dense<[[1.0, 0.5], [0.5, 1.0], [1.0, -1.0]]> : tensor<3x2xf32> blocks [3, 1] : tensor<50000x6xf32> -> tensor<50000x3xf32>
  // expected-remark@+1 {{runs on the rings: 2 tiles, 38 % of their rings in use}}
  %y = mvm.planes %p : tensor<50000x3xf32> -> tensor<1x3x50000xf32>
  func.return %y : tensor<1x3x50000xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x3x50001xf32>) -> tensor<1x3x50000xf32> {
  %0 = mrr.allocate : tensor<1x3x50000xf32>
  %1 = mrr.tile dense<[[30, 0, 15, 0], [0, 15, 0, 30]]> : tensor<2x4xi8> step 0.032258064 levels 63 exact dense<[[0.96774197, 0.0, 0.48387098, 0.0], [0.0, 0.48387098, 0.0, 0.96774197]]> : tensor<2x4xf32> : !mrr.tile<2x4>
  %2 = mrr.program %1 : !mrr.tile<2x4> -> !mrr.bank<2x4>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 50000, 1>, elements = array<i64: 2, 1, 2, 50001>, range = array<i64: 0, 4>}, output = {offset = 0, positions = array<i64: 50000, 1>, elements = array<i64: 3, 50000>, range = array<i64: 0, 2>}, scale = dense<[1.0333333, 1.0333333]> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x4>, tensor<1x3x50001xf32> -> tensor<1x3x50000xf32>
  %4 = mrr.tile dense<[[31, -31]]> : tensor<1x2xi8> step 0.032258064 levels 63 exact dense<[[1.0, -1.0]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %5 = mrr.program %4 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %y = mrr.stream %5, %x into %3 {input = {offset = 100002, positions = array<i64: 50000, 1>, elements = array<i64: 2, 1, 1, 50001>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 50000, 1>, elements = array<i64: 3, 50000>, range = array<i64: 2, 1>}, scale = dense<[1.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x3x50001xf32> -> tensor<1x3x50000xf32>
  func.return %y : tensor<1x3x50000xf32>
}

// -----
// Where writing takes longer than streaming, blocks stand below each other, too: each tier of a tile is streamed by itself. The last one has fewer
// blocks, and reads those before it, which meet zeros.
// TARGET: rows=5 columns=4 units=1

func.func @main(%x: tensor<1x5x2001xf32>) -> tensor<1x5x2000xf32> {
  %v = mvm.patches %x kernel [2] {strides = array<i64: 1>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x5x2001xf32> -> tensor<2000x10xf32>
  %p = mvm.matmul %v by dense<[[1.0, 0.5], [0.5, 1.0], [1.0, -1.0], [0.5, 0.5], [0.25, 1.0]]> : tensor<5x2xf32> bias dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf32> blocks [5, 1] : tensor<2000x10xf32> -> tensor<2000x5xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, up to 3 tiers of 2 blocks in each, 50 % of their rings in use}}
  %y = mvm.planes %p : tensor<2000x5xf32> -> tensor<1x5x2000xf32>
  func.return %y : tensor<1x5x2000xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x5x2001xf32>) -> tensor<1x5x2000xf32> {
  %0 = mrr.allocate : tensor<1x5x2000xf32>
  %1 = mrr.tile dense<[[28, 0, 14, 0], [0, 14, 0, 28], [28, 0, -28, 0], [0, 30, 0, 30], [0, 7, 0, 28]]> : tensor<5x4xi8> step 0.032258064 levels 63 exact dense<[[0.90322584, 0.0, 0.45161292, 0.0], [0.0, 0.45161292, 0.0, 0.90322584], [0.90322584, 0.0, -0.90322584, 0.0], [0.0, 0.96774197, 0.0, 0.96774197], [0.0, 0.22580646, 0.0, 0.90322584]]> : tensor<5x4xf32> : !mrr.tile<5x4>
  %2 = mrr.program %1 : !mrr.tile<5x4> -> !mrr.bank<5x4>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 2000, 1>, elements = array<i64: 2, 1, 2, 2001>, range = array<i64: 0, 4>}, output = {offset = 0, positions = array<i64: 2000, 1>, elements = array<i64: 5, 2000>, range = array<i64: 0, 2>}, scale = dense<[1.1071428, 1.1071428]> : tensor<2xf32>, bias = dense<[1.0, 2.0]> : tensor<2xf32>, store = "overwrite", firstOutput = 0} : !mrr.bank<5x4>, tensor<1x5x2001xf32> -> tensor<1x5x2000xf32>
  %4 = mrr.stream %2, %x into %3 {input = {offset = 4002, positions = array<i64: 2000, 1>, elements = array<i64: 2, 1, 2, 2001>, range = array<i64: 0, 4>}, output = {offset = 0, positions = array<i64: 2000, 1>, elements = array<i64: 5, 2000>, range = array<i64: 2, 2>}, scale = dense<[1.1071428, 0.51666665]> : tensor<2xf32>, bias = dense<[3.0, 4.0]> : tensor<2xf32>, store = "overwrite", firstOutput = 2} : !mrr.bank<5x4>, tensor<1x5x2001xf32> -> tensor<1x5x2000xf32>
  %y = mrr.stream %2, %x into %4 {input = {offset = 6003, positions = array<i64: 2000, 1>, elements = array<i64: 2, 1, 2, 2001>, range = array<i64: 0, 4>}, output = {offset = 0, positions = array<i64: 2000, 1>, elements = array<i64: 5, 2000>, range = array<i64: 4, 1>}, scale = dense<[1.1071428]> : tensor<1xf32>, bias = dense<[5.0]> : tensor<1xf32>, store = "overwrite", firstOutput = 4} : !mrr.bank<5x4>, tensor<1x5x2001xf32> -> tensor<1x5x2000xf32>
  func.return %y : tensor<1x5x2000xf32>
}

// -----
// Where streaming takes longer than writing, copies of a tile share the vectors out.
// TARGET: rows=1 columns=1 units=2

func.func @main(%x: tensor<1000000x1xf32>) -> tensor<1000000x1xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  %p = mvm.matmul %v by dense<1.0> : tensor<1x1xf32> : tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  // expected-remark@+1 {{runs on the rings: 2 tiles, 2 copies of each, 100 % of their rings in use}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  func.return %y : tensor<1000000x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1000000x1xf32>) -> tensor<1000000x1xf32> {
  %0 = mrr.allocate : tensor<1000000x1xf32>
  %1 = mrr.tile dense<[[31]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[1.0]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %2 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 500000, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 500000, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[1.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  %4 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %y = mrr.stream %4, %x into %3 {input = {offset = 500000, positions = array<i64: 500000, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 500000, positions = array<i64: 500000, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[1.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  func.return %y : tensor<1000000x1xf32>
}

// -----
// For energy, every ring is written once.
// RUN: tile{objective=energy}
// TARGET: rows=1 columns=1 units=2

func.func @main(%x: tensor<1000000x1xf32>) -> tensor<1000000x1xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  %p = mvm.matmul %v by dense<1.0> : tensor<1x1xf32> : tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  // expected-remark@+1 {{runs on the rings: 1 tile, 100 % of their rings in use}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  func.return %y : tensor<1000000x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1000000x1xf32>) -> tensor<1000000x1xf32> {
  %0 = mrr.allocate : tensor<1000000x1xf32>
  %1 = mrr.tile dense<[[31]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[1.0]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %2 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %y = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1000000, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1000000, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[1.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1000000x1xf32> -> tensor<1000000x1xf32>
  func.return %y : tensor<1000000x1xf32>
}

// -----
// Weights of more bits than a ring has are held by several tiles, a digit each.
// RUN: tile{weight-bits=3}
// TARGET: rows=1 columns=2 levels=3

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  %p = mvm.matmul %v by dense<[[4.0, -2.0]]> : tensor<1x2xf32> bias dense<1.0> : tensor<1xf32> : tensor<1x2xf32> -> tensor<1x1xf32>
  // expected-remark@+1 {{runs on the rings: 2 tiles, 100 % of their rings in use}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %0 = mrr.allocate : tensor<1x1xf32>
  %1 = mrr.tile dense<[[1, 1]]> : tensor<1x2xi8> step 1.0 levels 3 exact dense<[[1.0, 1.0]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %2 = mrr.program %1 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 2, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[1.0]> : tensor<1xf32>, bias = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x2xf32> -> tensor<1x1xf32>
  %4 = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 1.0 levels 3 exact dense<[[1.0, -1.0]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %5 = mrr.program %4 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %y = mrr.stream %5, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 2, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<[3.0]> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x2>, tensor<1x2xf32> -> tensor<1x1xf32>
  func.return %y : tensor<1x1xf32>
}

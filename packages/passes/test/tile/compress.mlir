// On crossbars of one row the weights of a row stand side by side; a row of zeros keeps one ring, which writes its bias.
// RUN: tile
// TARGET: rows=1 columns=2

func.func @main(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x4xf32> -> tensor<1x4xf32>
  %p = mvm.matmul %v by dense<[[0.0, 0.0, 0.0, 0.0], [31.0, 0.0, 0.0, 15.0]]> : tensor<2x4xf32> bias dense<[1.0, 2.0]> : tensor<2xf32> : tensor<1x4xf32> -> tensor<1x2xf32>
  // expected-remark@+2 {{runs on the rings: 2 tiles, 75 % of their rings in use}}
  // expected-remark@+1 {{5 of 8 weights are left out with their inputs; of those held, 67 % are not zero}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1x2xf32> -> tensor<1x2xf32>
  func.return %y : tensor<1x2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
  %0 = mrr.allocate : tensor<1x2xf32>
  %1 = mrr.tile dense<[[0]]> : tensor<1x1xi8> step 0.032258064 levels 63 exact dense<[[0.0]]> : tensor<1x1xf32> : !mrr.tile<1x1>
  %2 = mrr.program %1 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 4, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 2, 1>, range = array<i64: 0, 1>}, scale = dense<[1.0]> : tensor<1xf32>, bias = dense<[1.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1x4xf32> -> tensor<1x2xf32>
  %4 = mrr.tile dense<[[31, 15]]> : tensor<1x2xi8> step 0.032258064 levels 63 exact dense<[[1.0, 0.48387095]]> : tensor<1x2xf32> : !mrr.tile<1x2>
  %5 = mrr.program %4 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %y = mrr.stream %5, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 4, 1>, range = array<i64: 0, 2>, select = array<i64: 0, 3>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 2, 1>, range = array<i64: 1, 1>}, scale = dense<[31.0]> : tensor<1xf32>, bias = dense<[2.0]> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x4xf32> -> tensor<1x2xf32>
  func.return %y : tensor<1x2xf32>
}

// -----
// On larger ones rows of similar support share tiles, wherever they stand: both sides have index lists.
// TARGET: rows=2 columns=2

func.func @main(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x4xf32> -> tensor<1x4xf32>
  %p = mvm.matmul %v by dense<[[31.0, 0.0, 15.0, 0.0], [0.0, 31.0, 0.0, 15.0], [31.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 31.0]]> : tensor<4x4xf32> : tensor<1x4xf32> -> tensor<1x4xf32>
  // expected-remark@+2 {{runs on the rings: 2 tiles, 100 % of their rings in use}}
  // expected-remark@+1 {{8 of 16 weights are left out with their inputs; of those held, 75 % are not zero}}
  %y = mvm.matrix %p positions [0] rows [1] : tensor<1x4xf32> -> tensor<1x4xf32>
  func.return %y : tensor<1x4xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = mrr.allocate : tensor<1x4xf32>
  %1 = mrr.tile dense<[[31, 15], [31, 0]]> : tensor<2x2xi8> step 0.032258064 levels 63 exact dense<[[1.0, 0.48387095], [1.0, 0.0]]> : tensor<2x2xf32> : !mrr.tile<2x2>
  %2 = mrr.program %1 : !mrr.tile<2x2> -> !mrr.bank<2x2>
  %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 4, 1>, range = array<i64: 0, 2>, select = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 4, 1>, range = array<i64: 0, 2>, select = array<i64: 0, 2>}, scale = dense<[31.0, 31.0]> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x2>, tensor<1x4xf32> -> tensor<1x4xf32>
  %4 = mrr.tile dense<[[31, 15], [0, 31]]> : tensor<2x2xi8> step 0.032258064 levels 63 exact dense<[[1.0, 0.48387095], [0.0, 1.0]]> : tensor<2x2xf32> : !mrr.tile<2x2>
  %5 = mrr.program %4 : !mrr.tile<2x2> -> !mrr.bank<2x2>
  %y = mrr.stream %5, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 4, 1>, range = array<i64: 0, 2>, select = array<i64: 1, 3>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 4, 1>, range = array<i64: 0, 2>, select = array<i64: 1, 3>}, scale = dense<[31.0, 31.0]> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x2>, tensor<1x4xf32> -> tensor<1x4xf32>
  func.return %y : tensor<1x4xf32>
}

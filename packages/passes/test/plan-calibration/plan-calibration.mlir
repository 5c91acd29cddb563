// Every program is calibrated once, by the procedure of the target, before any stream reads its bank.
// RUN: plan-calibration

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %0 = mrr.allocate : tensor<1x1xf32>
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %b = mrr.program %t unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %1 = mrr.stream %b, %x into %0 {input = {offset = 0, positions = array<i64: 1, 2>, elements = array<i64: 2, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x2xf32> -> tensor<1x1xf32>
  %2 = mrr.stream %b, %x into %1 {input = {offset = 0, positions = array<i64: 1, 2>, elements = array<i64: 2, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x2>, tensor<1x2xf32> -> tensor<1x1xf32>
  func.return %2 : tensor<1x1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
  %0 = mrr.allocate : tensor<1x1xf32>
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %b = mrr.program %t unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %b_1 = mrr.calibrate %b probes 64 iterations 10 : !mrr.bank<1x2> -> !mrr.bank<1x2>
  %1 = mrr.stream %b_1, %x into %0 {input = {offset = 0, positions = array<i64: 1, 2>, elements = array<i64: 2, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x2xf32> -> tensor<1x1xf32>
  %2 = mrr.stream %b_1, %x into %1 {input = {offset = 0, positions = array<i64: 1, 2>, elements = array<i64: 2, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x2>, tensor<1x2xf32> -> tensor<1x1xf32>
  func.return %2 : tensor<1x1xf32>
}

// -----
// Also one that nobody reads, for it was written to rings that drift.

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %b = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  func.return %x : tensor<2xf32>
}

// OUTPUT:
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %b = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %b_1 = mrr.calibrate %b probes 64 iterations 10 : !mrr.bank<1x2> -> !mrr.bank<1x2>
  func.return %x : tensor<2xf32>
}

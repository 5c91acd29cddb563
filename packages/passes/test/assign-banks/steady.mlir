// What an inference uses without writing it is written before `mrr.resume`, and again at the end where something else took its place.
// RUN: assign-banks{steady}
// TARGET: units=1 banks=1

func.func @main(%x: tensor<1xf32>) -> (tensor<1xf32>, tensor<1xf32>) {
  %d = mrr.allocate : tensor<1xf32>
  %t = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %a = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %1 = mrr.stream %a, %x into %d {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %e = mrr.allocate : tensor<1xf32>
  %u = mrr.tile dense<2> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %b = mrr.program %u : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %2 = mrr.stream %b, %1 into %e {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %f = mrr.allocate : tensor<1xf32>
  %c = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.stream %c, %2 into %f {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  func.return %2, %3 : tensor<1xf32>, tensor<1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1xf32>) -> (tensor<1xf32>, tensor<1xf32>) {
  %t = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %0 = mrr.program %t unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  mrr.resume
  %d = mrr.allocate : tensor<1xf32>
  %1 = mrr.stream %0, %x into %d {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %e = mrr.allocate : tensor<1xf32>
  %u = mrr.tile dense<2> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %b = mrr.program %u unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %2 = mrr.stream %b, %1 into %e {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %f = mrr.allocate : tensor<1xf32>
  %c = mrr.program %t unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.stream %c, %2 into %f {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  func.return %2, %3 : tensor<1xf32>, tensor<1xf32>
}

// Units take programs in turn, then the banks of each.
// RUN: assign-banks
// TARGET: units=2 banks=2

func.func @main() -> (!mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>) {
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %a = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %b = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %c = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %d = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %e = mrr.program %t : !mrr.tile<1x2> -> !mrr.bank<1x2>
  func.return %a, %b, %c, %d, %e : !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>
}

// OUTPUT:
func.func @main() -> (!mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>) {
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %a = mrr.program %t unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %b = mrr.program %t unit 1 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %c = mrr.program %t unit 0 bank 1 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %d = mrr.program %t unit 1 bank 1 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  %e = mrr.program %t unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  func.return %a, %b, %c, %d, %e : !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>, !mrr.bank<1x2>
}

// -----
// Places are chosen anew where there were any.

func.func @main() -> !mrr.bank<1x2> {
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %a = mrr.program %t unit 7 bank 3 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  func.return %a : !mrr.bank<1x2>
}

// OUTPUT:
func.func @main() -> !mrr.bank<1x2> {
  %t = mrr.tile dense<[[1, -1]]> : tensor<1x2xi8> step 0.1 levels 15 : !mrr.tile<1x2>
  %a = mrr.program %t unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
  func.return %a : !mrr.bank<1x2>
}

// -----
// Everything has to be tiled.

func.func @main(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x1xf32> -> tensor<1x1xf32>
  // expected-error@-1 {{pass 'assign-banks' requires 'tiled', which does not hold: 'mvm.vectors': it is not cut to tiles; tile does that}}
  func.return %v : tensor<1x1xf32>
}

// -----
// A tile that is still in place is streamed again without being written; one that another took the place of is written again.
// TARGET: units=1 banks=1

func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %d = mrr.allocate : tensor<1xf32>
  %t = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %u = mrr.tile dense<2> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %a = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %1 = mrr.stream %a, %x into %d {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %b = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %2 = mrr.stream %b, %x into %1 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %c = mrr.program %u : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.stream %c, %x into %2 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %e = mrr.program %t : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %4 = mrr.stream %e, %x into %3 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  func.return %4 : tensor<1xf32>
}

// OUTPUT:
func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
  %d = mrr.allocate : tensor<1xf32>
  %t = mrr.tile dense<1> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %u = mrr.tile dense<2> : tensor<1x1xi8> step 0.1 levels 15 : !mrr.tile<1x1>
  %a = mrr.program %t unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %0 = mrr.stream %a, %x into %d {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %1 = mrr.stream %a, %x into %0 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %c = mrr.program %u unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %2 = mrr.stream %c, %x into %1 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  %e = mrr.program %t unit 0 bank 0 : !mrr.tile<1x1> -> !mrr.bank<1x1>
  %3 = mrr.stream %e, %x into %2 {input = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, output = {offset = 0, positions = array<i64: 1, 1>, elements = array<i64: 1, 1>, range = array<i64: 0, 1>}, scale = dense<1.0> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1xf32> -> tensor<1xf32>
  func.return %3 : tensor<1xf32>
}

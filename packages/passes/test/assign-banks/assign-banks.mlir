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

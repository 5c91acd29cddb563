// Names of passes and of their options are looked up; all that are unknown are told.
// RUN: lower-to-mwm,canonicalize{max-rewrites=none},cse{deep=true}
//      ^ expected-error {{unknown pass 'lower-to-mwm' (did you mean 'lower-to-mvm'?); passes are lower-to-mvm, attach-affine, fold-layout, share-matrices, gather-electronic, choose-directions, tile, share-tiles, scale-by-light, assign-banks, write-changes, plan-calibration, sparsify, cluster-weights, canonicalize, cse, dce}}
//                                             ^ expected-error {{option 'max-rewrites' of pass 'canonicalize' must be an integer from 1, found 'none'}}
//                                                       ^ expected-error {{pass 'cse' has no option 'deep'; it takes none}}

"a.b"() : () -> ()

// -----
// Passes run inside of operations, where there are any.
// RUN: func.func(cse),func.func(mvm.electronic(cse))
// expected-warning@unknown {{the module holds no 'func.func > mvm.electronic' to run passes on}}

func.func @main(%x: i32) -> i32 {
  func.return %x : i32
}

// OUTPUT:
func.func @main(%x: i32) -> i32 {
  func.return %x : i32
}

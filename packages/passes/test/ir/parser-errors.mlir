// A string ends on its line; the operations behind it are read on.
// RUN:

"a.b"() {name = "never closed} : () -> ()
//              ^ expected-error {{the string is not terminated on its line}}
"a.b"() {name = closed} : () -> ()
//              ^ expected-error {{expected a type, found 'closed'}}

// -----
// A value is used under the type it has.

%0 = "a.b"() : () -> i32
"a.c"(%0) : (f32) -> ()
//    ^ expected-error {{value '%0' has type i32, but is used as f32}}

// -----
// Every value that is used is defined.

func.func @main(%x: i32) -> i32 {
  %y = "a.b"(%x, %nothing, %x) : (i32, i32, i32) -> i32
  //             ^ expected-error {{value '%nothing' is not defined here}}
  func.return %z : i32
  //          ^ expected-error {{value '%z' is not defined here}}
}

// -----
// No value is defined twice.

func.func @main(%x: i32) -> i32 {
  %x = "a.b"() : () -> i32 // expected-error {{'%x' is defined twice}}
  func.return %x : i32
}

// -----
// Of a group of results, the text names as many as there are.

%0:3 = "a.b"() : () -> (i32, i32)
//     ^ expected-error {{'a.b': has 2 results, but 3 are named}}
"a.c"(%0#2) : (i32) -> ()

// -----
// A region has the blocks that it branches to.

"a.f"() ({
  "a.branch"()[^next, ^there] : () -> ()
  //                  ^ expected-error {{the region has no block '^there'}}
^next:
  "a.end"() : () -> ()
}) : () -> ()

// -----
// The elements of a constant fit its type, in number and in size.

"a.b"() {value = dense<[1, 300]> : tensor<2xi8>} : () -> ()
//                         ^ expected-error {{300 does not fit into 8 bits}}
"a.b"() {value = dense<[[1.0, 2.0], [3.0]]> : tensor<2x2xf32>} : () -> ()
//                                      ^ expected-error {{expected ',', found ']'}}
"a.b"() {value = dense<"0x1234"> : tensor<1xf32>} : () -> ()
//                     ^ expected-error {{the type takes 4 bytes, found 2}}

// -----
// Resources stand at the end of the file, with as many bytes as their types take.

"a.b"() {value = dense_resource<absent> : tensor<2xi8>} : () -> ()
//               ^ expected-error {{the file has no resource 'absent'}}
"a.b"() {value = dense_resource<short> : tensor<2xi8>} : () -> ()
//               ^ expected-error {{resource 'short' has 1 bytes, its type takes 2}}

{-#
  dialect_resources: { builtin: { short: "0x0100000007" } }
#-}

// -----
// The short forms of other dialects are for their own tools.

func.func @main(%x: f32) -> f32 {
  %y = arith.addf %x, %x : f32
  //   ^ expected-error {{only the generic form of 'arith.addf' can be read, because no known dialect defines it}}
  func.return %x : f32
}

// -----
// A short form says what belongs to it.

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %v = mvm.vectors %x positions [0] elements [1] : tensor<1x2xf32>
  // expected-error@-1 {{expected '->', found 'func.return'}}
  func.return %v : tensor<1x2xf32>
}

// -----
// Brackets are closed.

"a.b"() ({
  "a.c"() : () -> ()
// expected-error@-1 {{expected '}', found the end of the file}}

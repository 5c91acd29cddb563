import { formatLocation } from '@onnc/support'
import { expect, test } from 'vitest'

import { codeFrame, modulesEqual, operationText, parseFile, parseModule } from '../src/index.ts'
import { registry } from './toy-dialect.ts'

/** What is wrong with a text: places and messages. */
function faults(text: string): string[] {
  return parseModule(text, 'f.mlir', registry).diagnostics.map((d) => `${formatLocation(d.location!)} ${d.message}`)
}

function text(source: string, generic = true): string {
  const result = parseModule(source, 'f.mlir', registry)
  if (!result.ok) throw new Error(result.diagnostics[0]!.message)
  return operationText(result.value, registry, { generic })
}

test('several operations stand in a module made for them, one module stays alone', () => {
  expect(text('"a.b"() : () -> ()\n"a.c"() : () -> ()', false)).toBe('builtin.module {\n  "a.b"() : () -> ()\n  "a.c"() : () -> ()\n}\n')
  expect(text('builtin.module {\n  "a.b"() : () -> ()\n}', false)).toBe('builtin.module {\n  "a.b"() : () -> ()\n}\n')
})

test('names of results, groups of results, and uses before the definition', () => {
  expect(
    text(`%a:2, %b = "x.y"(%c) : (i8) -> (i1, i2, i3)
      "x.z"(%a#1, %a, %b) : (i2, i1, i3) -> ()
      %c = "x.c"() : () -> i8`),
  ).toMatchInlineSnapshot(`
    ""builtin.module"() ({
      %a, %a_1, %b = "x.y"(%c) : (i8) -> (i1, i2, i3)
      "x.z"(%a_1, %a, %b) : (i2, i1, i3) -> ()
      %c = "x.c"() : () -> i8
    }) : () -> ()
    "
  `)
})

test('blocks may be named before they stand', () => {
  const source = `"t.f"() ({
^entry(%x: i32 loc("a")):
  "t.br"()[^next, ^last] : () -> ()
^last:
  "t.use"(%y) : (i64) -> ()
^next(%y: i64):
  "t.br"()[^last] : () -> ()
}) : () -> ()`
  const module = parseModule(source, 'f', registry)
  expect(module.ok && parseModule(operationText(module.value, registry, { locations: true }), 'g', registry)).toMatchObject({ ok: true })
  expect(text(source)).toMatchInlineSnapshot(`
    ""builtin.module"() ({
      "t.f"() ({
      ^bb0(%x: i32):
        "t.br"()[^bb1, ^bb2] : () -> ()
      ^bb2:
        "t.use"(%y) : (i64) -> ()
      ^bb1(%y: i64):
        "t.br"()[^bb2] : () -> ()
      }) : () -> ()
    }) : () -> ()
    "
  `)
})

test('aliases are expanded, those of locations even before their definition', () => {
  const source = `#map = affine_map<(d0) -> (d0 * 2)>
!t = tensor<2xf32>
%0 = "a.b"() {m = #map, l = [!t]} : () -> !t loc(#loc1)
#loc = loc("f.py":1:2)
#loc1 = loc(fused<"why">["n", #loc])`
  const result = parseModule(source, 'f', registry)
  expect(result.ok && operationText(result.value, registry, { generic: true, locations: true })).toMatchInlineSnapshot(`
    ""builtin.module"() ({
      %0 = "a.b"() {m = affine_map<(d0) -> (d0 * 2)>, l = [tensor<2xf32>]} : () -> tensor<2xf32> loc(fused<"why">["n", "f.py":1:2])
    }) : () -> () loc(fused<"why">["n", "f.py":1:2])
    "
  `)
})

test('every spelling of constants', () => {
  const same = (a: string, b: string): void => {
    const [x, y] = [a, b].map((value) => parseModule(`"a.b"() {value = ${value}} : () -> ()`, 'f', registry))
    expect([x!.diagnostics, y!.diagnostics]).toEqual([[], []])
    expect(x!.ok && y!.ok && modulesEqual(x!.value, y!.value)).toBe(true)
  }
  same('dense<1.0> : tensor<2x2xf32>', 'dense<[[1.0, 1.0], [1.0, 1.0]]> : tensor<2x2xf32>')
  same('dense<"0x0000803F"> : tensor<4xf32>', 'dense<0x3F800000> : tensor<4xf32>')
  same('dense<[true, false, true]> : tensor<3xi1>', 'dense<"0x05"> : tensor<3xi1>')
  same('dense<[-1, 2]> : tensor<2xi4>', 'dense<"0x0F02"> : tensor<2xi4>')
  same('dense<(1.0, -2.0)> : tensor<1xcomplex<f32>>', 'dense<[(1.0,-2.0)]> : tensor<1xcomplex<f32>>')
  same('255 : i8', '-1 : i8')
  same('0x7FC0 : bf16', '0x7FC0 : bf16')
  same('1 : i1', 'true')
  same('0.1 : bf16', '1.000980e-01 : bf16')
  same('{b = 1, a}', '{a, b = 1 : i64}')
  same('!a<b<c>>', '!a.b<c>')
})

test('properties stand apart from other attributes, but not those of known ops', () => {
  expect(text('"a.b"() <{x = 1}> {x = "s"} : () -> ()')).toContain('"a.b"() <{x = 1}> {x = "s"} : () -> ()')
  expect(text('"toy.box"() <{size = 1}> ({\n}) : () -> ()')).toContain('"toy.box"() ({\n  }) {size = 1} : () -> ()')
})

test('resources of both kinds', () => {
  const file = parseFile(
    `"a.b"() {w = dense_resource<w> : tensor<2xi8>} : () -> ()
{-# dialect_resources: { builtin: { w: "0x010000000203", unused: "0x01000000" } },
    external_resources: { mlir_reproducer: { pipeline: "a,b{c=\\"1\\"}", verify_each: true } } #-}`,
    'f',
    registry,
  )
  expect(file.ok && [...file.value.external.get('mlir_reproducer')!]).toEqual([
    ['pipeline', 'a,b{c="1"}'],
    ['verify_each', 'true'],
  ])
  expect(file.ok && operationText(file.value.operations[0]!, registry)).toContain('w: "0x010000000203"')
})

test('faults of several operations are found in one go, each at its place', () => {
  expect(
    faults(`"builtin.module"() ({
  %0 = "a.b"() {x = 1 : i32} : () -> i32
  %1 = "a.c"(%0 {y = 2} : (i32) -> i32
  %2 = "a.d"(%1) : (i32) -> !mrr.tile<64x64>
  %3 = "a.e"(%2) {z = } : (i32) -> i32
  %4 "a.f"(%3) : (i32) -> i32
  ~ junk
  %5 = "a.g"(%0) : (i32) -> tensor<1x3xf32
  %6 = "a.h"(%0) : (i32) -> i32
  %7 = arith.addf %0, %6 : i32
  "a.h"(%0) : (f32) -> ()
  %6 = "a.h"(%nope) {s = "abc} : () -> ()
  "x.y"()[^bb7] : () -> ()
  toy.plain %0
}) : () -> ()`),
  ).toMatchInlineSnapshot(`
    [
      "f.mlir:3:17 expected ')', found '{'",
      "f.mlir:5:23 expected an attribute, found '}'",
      "f.mlir:7:3 unexpected '~'",
      "f.mlir:8:43 expected '>', found '%6'",
      "f.mlir:10:8 only the generic form of 'arith.addf' can be read, because no known dialect defines it",
      "f.mlir:12:3 '%6' is defined twice",
      "f.mlir:12:26 the string is not terminated on its line",
      "f.mlir:13:11 the region has no block '^bb7'",
      "f.mlir:14:3 'toy.plain' has no short form: only its generic form can be read",
    ]
  `)
})

test.each([
  ['"a"() {x = dense<"0x123"> : tensor<1xf32>} : () -> ()', '1:18 odd number of hexadecimal digits: 3'],
  ['"a"() {x = dense<"0x1234"> : tensor<1xf32>} : () -> ()', '1:18 the type takes 4 bytes, found 2'],
  ['"a"() {x = dense<[1, 2]> : tensor<3xi8>} : () -> ()', "1:23 expected ',', found ']'"],
  ['"a"() {x = dense<[1, 300]> : tensor<2xi8>} : () -> ()', '1:22 300 does not fit into 8 bits'],
  [
    '"a"() {x = dense<1.0> : tensor<1000000xf32>, y = dense<[1.0]> : tensor<1000000000xf32>} : () -> ()',
    '1:56 expected 1000000000 elements, found fewer',
  ],
  ['"a"() {x = dense_resource<w> : tensor<2xi8>} : () -> ()', "1:12 the file has no resource 'w'"],
  ['"a"() {x = 5 : f32} : () -> ()', "1:12 a float needs a decimal point or hexadecimal bits, found '5'"],
  ['"a"() {x = "a\\q"} : () -> ()', '1:12 the string has an escape that MLIR does not know'],
  ['"a"() {x, x} : () -> ()', "1:11 'x' stands twice in the dictionary"],
  ['"a"() {x = #nope} : () -> ()', "1:12 alias '#nope' is not defined"],
  ['"a"() : () -> () loc(#loc)', "1:18 alias '#loc' is not defined"],
  ['%0:2 = "a"() : () -> i8', "1:8 'a': has 1 results, but 2 are named"],
  ['"a"(%0, %0) : (i8) -> ()', "1:1 'a': has 2 operands, but 1 operand types"],
  ['toy.box )', "1:9 expected an attribute, found ')'"],
  ['toy.two {\n} {\n}', "2:3 expected 'else', found '{'"],
  ['"a"() ({', "1:9 expected '}', found the end of the file"],
  ['toy.box 1 {\n} }', "2:3 expected an operation, found '}'"],
])('%s', (source, fault) => {
  expect(faults(source)).toEqual([`f.mlir:${fault}`])
})

test.each(['"a"() ({', '"a"() {x = [', 'tensor<', '(', '"a"() {x = !a.b<', '"a"() {x = {y = ', 'toy.box 1 {'])(
  '10,000 times %s is refused at once',
  (piece) => {
    expect(faults(piece.repeat(10_000)).at(-1)).toContain('brackets nest deeper than 256')
  },
)

test('nesting up to the bound is read', () => {
  const depth = 127
  expect(faults(`${'"a"() ({'.repeat(depth)}${'}) : () -> ()'.repeat(depth)}`)).toEqual([])
})

test('a file of faults is given up after a hundred', () => {
  expect(faults('"a\n'.repeat(5000)).length).toBeLessThanOrEqual(102)
})

test('a code frame shows the line, with carets beneath the word', () => {
  const source = 'a\n\t"x.y"(%value#1) : ...'
  const at = (column: number) => codeFrame(source, { kind: 'position', file: 'f', line: 2, column })
  expect(at(8)).toBe('2 | \t"x.y"(%value#1) : ...\n  | \t      ^^^^^^^^')
  expect(codeFrame(`${'x'.repeat(500)} %v ${'y'.repeat(500)}`, { kind: 'position', file: 'f', line: 1, column: 502 }))
    .toMatchInlineSnapshot(`
    "1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx %v yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
      |                                            ^^"
  `)
})

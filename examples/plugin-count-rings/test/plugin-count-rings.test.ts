import { registry } from '@onnc/dialects'
import { addPlugins, operationText, parseModule, parsePipeline, readPlugin, runPasses, verify } from '@onnc/ir'
import { formatLocation, success } from '@onnc/support'
import { expect, test } from 'vitest'

import * as exported from '../src/index.ts'

/** What `onnc opt --plugin` does with a text: the text after the pipeline, then every diagnostic on a line. */
function opt(text: string, pipeline: string, generic = false): string {
  const read = readPlugin(exported, './plugin-count-rings')
  if (!read.ok) throw new Error(read.diagnostics[0]!.message)
  const tools = addPlugins({ registry, passes: [] }, [read.value])
  if (!tools.ok) throw new Error(tools.diagnostics[0]!.message)
  const module = parseModule(text, 'test.mlir', tools.value.registry)
  if (!module.ok) return module.diagnostics.map((d) => d.message).join('\n')
  const faults = verify(module.value, tools.value.registry)
  if (faults.length > 0) return faults.map((d) => d.message).join('\n')
  const steps = pipeline === '' ? success([]) : parsePipeline(pipeline, tools.value.passes)
  if (!steps.ok) return steps.diagnostics.map((d) => d.message).join('\n')
  const { diagnostics } = runPasses(steps.value, module.value, { environment: undefined, registry: tools.value.registry })
  const remarks = diagnostics.map(
    (d) => `${d.severity}: ${d.location === undefined ? '' : `${formatLocation(d.location)}: `}${d.message}\n`,
  )
  return operationText(module.value, tools.value.registry, { generic }) + remarks.join('')
}

const programs = `
func.func @main() -> !mrr.bank<4x8> {
  %small = mrr.tile dense<[[1, 0], [-1, 2]]> : tensor<2x2xi8> step 0.5 levels 63 : !mrr.tile<2x2>
  %large = mrr.tile dense<1> : tensor<4x8xi8> step 0.5 levels 63 : !mrr.tile<4x8>
  %a = mrr.program %small unit 0 bank 0 : !mrr.tile<2x2> -> !mrr.bank<2x2>
  %b = mrr.program %large unit 1 bank 0 : !mrr.tile<4x8> -> !mrr.bank<4x8>
  func.return %b : !mrr.bank<4x8>
}`

test('every program has a remark, its function the total', () => {
  expect(opt(programs, 'count-rings')).toMatchInlineSnapshot(`
    "builtin.module {
      func.func @main() -> !mrr.bank<4x8> attributes {note.rings = 36} {
        %small = mrr.tile dense<[[1, 0], [-1, 2]]> : tensor<2x2xi8> step 0.5 levels 63 : !mrr.tile<2x2>
        %large = mrr.tile dense<1> : tensor<4x8xi8> step 0.5 levels 63 : !mrr.tile<4x8>
        %a = mrr.program %small unit 0 bank 0 : !mrr.tile<2x2> -> !mrr.bank<2x2>
        %b = mrr.program %large unit 1 bank 0 : !mrr.tile<4x8> -> !mrr.bank<4x8>
        func.return %b : !mrr.bank<4x8>
      }
    }
    remark: test.mlir:5:3: programs 2 x 2 = 4 rings
    remark: test.mlir:6:3: programs 4 x 8 = 32 rings
    "
  `)
})

test('small programs are counted without a remark', () => {
  const text = opt(programs, 'count-rings{min-rings=5}')
  expect(text).toContain('note.rings = 36')
  expect(text.match(/remark.*/g)).toMatchInlineSnapshot(`
    [
      "remark: test.mlir:6:3: programs 4 x 8 = 32 rings",
    ]
  `)
})

test('the option is typed', () => {
  expect(opt(programs, 'count-rings{min-rings=0}')).toMatchInlineSnapshot(
    `"option 'min-rings' of pass 'count-rings' must be an integer from 1, found '0'"`,
  )
})

const notes = `
func.func @main(%image: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %pixels = note.text "pixels, not yet scaled" on %image : tensor<1x4xf32> -> tensor<1x4xf32>
  %scaled = "onnx.Relu"(%pixels) : (tensor<1x4xf32>) -> tensor<1x4xf32>
  %result = note.text "between 0 and 1" on %scaled : tensor<1x4xf32> -> tensor<1x4xf32>
  func.return %result : tensor<1x4xf32>
}`

test('notes print and parse in both forms', () => {
  expect(opt(notes, '')).toMatchInlineSnapshot(`
    "builtin.module {
      func.func @main(%image: tensor<1x4xf32>) -> tensor<1x4xf32> {
        %pixels = note.text "pixels, not yet scaled" on %image : tensor<1x4xf32> -> tensor<1x4xf32>
        %scaled = "onnx.Relu"(%pixels) : (tensor<1x4xf32>) -> tensor<1x4xf32>
        %result = note.text "between 0 and 1" on %scaled : tensor<1x4xf32> -> tensor<1x4xf32>
        func.return %result : tensor<1x4xf32>
      }
    }
    "
  `)
  const generic = opt(notes, '', true)
  expect(generic).toContain('"note.text"(%image) {text = "pixels, not yet scaled"} : (tensor<1x4xf32>) -> tensor<1x4xf32>')
  expect(opt(generic, '')).toBe(opt(notes, ''))
})

test('strip-notes passes on what a note was about', () => {
  expect(opt(notes, 'strip-notes')).toMatchInlineSnapshot(`
    "builtin.module {
      func.func @main(%image: tensor<1x4xf32>) -> tensor<1x4xf32> {
        %scaled = "onnx.Relu"(%image) : (tensor<1x4xf32>) -> tensor<1x4xf32>
        func.return %scaled : tensor<1x4xf32>
      }
    }
    "
  `)
})

test('strip-notes takes out only notes about something', () => {
  expect(opt(notes, 'strip-notes{about=pixels}')).toMatchInlineSnapshot(`
    "builtin.module {
      func.func @main(%image: tensor<1x4xf32>) -> tensor<1x4xf32> {
        %scaled = "onnx.Relu"(%image) : (tensor<1x4xf32>) -> tensor<1x4xf32>
        %result = note.text "between 0 and 1" on %scaled : tensor<1x4xf32> -> tensor<1x4xf32>
        func.return %result : tensor<1x4xf32>
      }
    }
    "
  `)
})

test('a note keeps the type of its value and says something', () => {
  const bad = `
func.func @main(%a: f32) -> i32 {
  %b = note.text "" on %a : f32 -> i32
  func.return %b : i32
}`
  expect(opt(bad, '')).toMatchInlineSnapshot(`
    "'note.text': the result must have the type of the operand
    'note.text': a note must say something"
  `)
})

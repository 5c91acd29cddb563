import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assemble } from '../src/assemble.ts'
import { disassemble } from '../src/disassemble.ts'
import type { Program } from '../src/program.ts'
import { arbitraryProgram } from './arbitrary-program.ts'
import { smallProgram } from './small-program.ts'

const textOf = (program: Program): string => {
  const chunks: string[] = []
  disassemble(program, (chunk) => chunks.push(chunk))
  return chunks.join('')
}

test('a program as text', () => {
  expect(textOf(smallProgram)).toMatchInlineSnapshot(`
    "; target  tiny, fingerprint 28cd9fc04d67db53cbd8bec1e3576fd45a257cd07265e7867f6940ac3660924d
    ; program 6 instructions, 1 tile, 1 use, 2 patterns, 1 kernel, 3 buffers
    ; input   x: float32[1,4] in buffer 0 (activation)
    ; output  z: float32[?,8] in buffer 2 (ecu)
    ;
      program unit=3 bank=0 tile=0 write=whole                                                      ; Conv_0
      calibrate unit=3 bank=0 probes=8 iterations=2                                                 ; Conv_0
      stream unit=3 bank=0 use=0 input=0 output=1 store=overwrite inputs=signed signal=1            ; Conv_0
      wait resource=ecu unit=0 event=1 count=1
      kernel kernel=0 signal=2                                                                      ; Reshape_1
      halt
    "
  `)
})

test('assembling the text gives the instructions back, whatever the names', () => {
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      expect(assemble(textOf(program), 'a.s')).toEqual({ ok: true, value: program.instructions, diagnostics: [] })
    }),
  )
})

test('names from a model cannot end a line nor play with the terminal', () => {
  const sourceMap = [{ first: 0, count: 1, op: 'mrr.program', node: `Conv\nhalt\u001b[2J\u202e${'x'.repeat(300)}` }]
  const line = textOf({ ...smallProgram, sourceMap })
    .split('\n')
    .find((text) => text.includes('Conv'))
  expect(line).toContain(`; Conv\\u{a}halt\\u{1b}[2J\\u{202e}${'x'.repeat(180)}`)
  expect(line?.length).toBeLessThan(400)
})

test('long programs are written in chunks', () => {
  const instructions = Array.from({ length: 5000 }, () => smallProgram.instructions[0]!)
  const chunks: string[] = []
  disassemble({ ...smallProgram, instructions, sourceMap: [] }, (chunk) => chunks.push(chunk))
  expect(chunks.length).toBeGreaterThan(5)
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(20_000)
})

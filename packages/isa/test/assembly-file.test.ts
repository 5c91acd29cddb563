import { createHash } from 'node:crypto'
import { formatLocation, type Result } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleFile, blobName, blobOf, disassembleBlob, disassembleText } from '../src/assembly-file.ts'
import { type ByteSource, bytesSource, concatSources } from '../src/byte-source.ts'
import { readProgram } from '../src/decode-program.ts'
import { encodeProgram } from '../src/encode-program.ts'
import { headerBytes, sealEnvelope } from '../src/envelope.ts'
import { arbitraryProgram } from './arbitrary-program.ts'
import { plainProgram } from './plain-program.ts'
import { smallProgram } from './small-program.ts'

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '))
  return result.value
}

const faults = (result: Result<unknown>): string[] =>
  result.diagnostics.map(({ location, message }) => `${location ? formatLocation(location) : '?'} ${message}`)

/** A program file as text and blob. */
function takeApart(file: ByteSource): { text: string; blob: ByteSource } {
  const pieces: Uint8Array[] = []
  const sha256 = valueOf(disassembleBlob(file, 'p.mrr', { write: (piece) => void pieces.push(piece.slice()), patch: () => {} }))
  let text = ''
  disassembleText(valueOf(readProgram(file, 'p.mrr')), { name: blobName('p', sha256), sha256 }, (chunk) => (text += chunk))
  return { text, blob: bytesSource(Buffer.concat(pieces)) }
}

test('text and blob give the file back byte for byte', () => {
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      const file = encodeProgram(program)
      const { text, blob } = takeApart(bytesSource(file))
      const joined = valueOf(assembleFile(text, 'p.asm', blob, 'p.blob'))
      expect(Buffer.from(joined.file.read(0, joined.file.length)).equals(Buffer.from(file))).toBe(true)
      expect(plainProgram(joined.program)).toEqual(program)
    }),
    { numRuns: 100 },
  )
})

const small = takeApart(bytesSource(encodeProgram(smallProgram)))

test('the text names its blob with the hash', () => {
  const { name, sha256 } = valueOf(blobOf(small.text, 'p.asm'))
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(name).toBe(`p.${sha256.slice(0, 16)}.blob`)
})

test.each([
  ['no blob named', '  halt\n', 'p.asm:1:1 the text names no blob, expected \'.blob "NAME" sha256=HASH\' before the first instruction'],
  ['nothing at all', '', 'p.asm:1:1 the text names no blob, expected \'.blob "NAME" sha256=HASH\' before the first instruction'],
  [
    'a path',
    `; comment\n.blob "../p.blob" sha256=${'0'.repeat(64)}\n`,
    'p.asm:2:1 expected \'.blob "NAME" sha256=HASH\', a file name without folders and 64 hexadecimal digits',
  ],
  [
    'half a hash',
    '.blob "p.blob" sha256=12\n',
    'p.asm:1:1 expected \'.blob "NAME" sha256=HASH\', a file name without folders and 64 hexadecimal digits',
  ],
])('%s', (_, text, expected) => {
  expect(faults(assembleFile(text, 'p.asm', small.blob, 'p.blob'))).toEqual([expected])
})

test('another blob is refused', () => {
  const changed = small.blob.read(0, small.blob.length).slice()
  changed[60]! ^= 1
  expect(faults(assembleFile(small.text, 'p.asm', bytesSource(changed), 'p.blob'))).toEqual([
    'p.blob the program is damaged: its checksum does not fit its contents',
  ])
  const other = takeApart(bytesSource(encodeProgram({ ...smallProgram, outputs: [] }))).blob
  expect(faults(assembleFile(small.text, 'p.asm', other, 'p.blob'))).toEqual([
    "p.asm:1:1 the hash of 'p.blob' is another than the text states: it is not the blob of this text, or was changed",
  ])
})

test('a blob with malformed contents is refused as a program is', () => {
  const bytes = Buffer.concat([new Uint8Array(headerBytes), Uint8Array.of(0x52, 0x03, 0x0a, 0x7f, 1)])
  sealEnvelope(bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const result = assembleFile(`.blob "p.blob" sha256=${sha256}\n  halt\n`, 'p.asm', bytesSource(bytes), 'p.blob')
  expect(result.diagnostics.map(({ code }) => code)).toEqual(['program-file-malformed'])
})

test('a text that has lost a line is assembled, with a warning', () => {
  const joined = assembleFile(small.text.replace(/ {2}kernel .*\n {2}halt\n/, ''), 'p.asm', small.blob, 'p.blob')
  expect(joined.diagnostics.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'assembly-fewer-instructions']])
  const { program } = valueOf(joined)
  expect(program.instructions).toEqual(smallProgram.instructions.slice(0, -2))
  expect(program.sourceMap).toEqual(smallProgram.sourceMap.filter(({ first }) => first < program.instructions.length))
})

test('faults of instructions are told at their lines', () => {
  const line = small.text.split('\n').findIndex((text) => text.includes('tile=0')) + 1
  expect(faults(assembleFile(small.text.replace('tile=0', 'tile=7'), 'p.asm', small.blob, 'p.blob'))).toEqual([
    `p.asm:${line}:3 'tile' of 'program' is 7, but the program has 1 entry in 'tiles'`,
  ])
  expect(faults(assembleFile(small.text.replace('tile=0', 'tie=0'), 'p.asm', small.blob, 'p.blob'))[0]).toContain(`p.asm:${line}:`)
})

test('sources one behind the other read as one', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 6 }), fc.nat(), fc.nat(), (parts, from, count) => {
      const whole = Buffer.concat(parts)
      const source = concatSources(parts.map(bytesSource))
      expect(source.length).toBe(whole.length)
      const start = from % (whole.length + 1)
      const length = count % (whole.length - start + 1)
      expect(Buffer.from(source.read(start, length))).toEqual(whole.subarray(start, start + length))
    }),
  )
})

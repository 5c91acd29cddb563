import { formatLocation, type Result } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkProgram } from '../src/check-program.ts'
import { bytesSource } from '../src/byte-source.ts'
import { decodeProgram, readProgram } from '../src/decode-program.ts'
import { encodeProgram } from '../src/encode-program.ts'
import { headerBytes, sealEnvelope } from '../src/envelope.ts'
import { formatVersion } from '../src/format-version.ts'
import { createMemoryBudget } from '../src/memory-budget.ts'
import { messages, type ProgramMessage } from '../src/messages.ts'
import type { Program } from '../src/program.ts'
import { groupTiles, tagAndLength, writeGroup } from '../src/tiles-section.ts'
import { arbitraryProgram, arbitraryTile } from './arbitrary-program.ts'
import { plainProgram } from './plain-program.ts'
import { smallProgram } from './small-program.ts'

const small = encodeProgram(smallProgram)

/** One line per fault, as people see it. */
const faults = (result: Result<unknown>): string[] =>
  result.diagnostics.map(({ location, message }) => `${location ? formatLocation(location) : '?'}: ${message}`)

const plain = (result: Result<Program>): Result<Program> => (result.ok ? { ...result, value: plainProgram(result.value) } : result)

test('a program is read back as it was written, and written again as it was', () => {
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      const bytes = encodeProgram(program)
      const decoded = decodeProgram(bytes, 'a.mrr')
      expect(plain(decoded)).toEqual({ ok: true, value: program, diagnostics: [] })
      expect(decoded.ok && encodeProgram(decoded.value)).toEqual(bytes)
    }),
    { numRuns: 200 },
  )
})

test('a program can be read from anywhere in a buffer', () => {
  const buffer = Buffer.concat([Buffer.from('odd'), small])
  expect(plain(decodeProgram(buffer.subarray(3), 'a.mrr'))).toEqual({ ok: true, value: smallProgram, diagnostics: [] })
})

describe('damage', () => {
  test('any flipped bits are found and told in one line', () => {
    const flips = fc.uniqueArray(fc.nat({ max: small.length * 8 - 1 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(flips, (bits) => {
        const bytes = small.slice()
        for (const bit of bits) bytes[bit >>> 3]! ^= 1 << (bit & 7)
        const result = decodeProgram(bytes, 'a.mrr')
        expect(result.ok).toBe(false)
        expect(result.diagnostics).toHaveLength(1)
        expect(result.diagnostics[0]).toMatchObject({ class: 'invalid', location: { kind: 'file', file: 'a.mrr' } })
      }),
      { numRuns: 500 },
    )
  })

  test('any missing or added end is found', () => {
    for (let length = 0; length < small.length; length++) {
      const result = decodeProgram(small.subarray(0, length), 'a.mrr')
      expect(result.diagnostics.map(({ code }) => code)).toEqual([length === 0 ? 'program-file-empty' : 'program-file-truncated'])
    }
    const longer = Buffer.concat([small, Buffer.from('\n')])
    expect(faults(decodeProgram(longer, 'a.mrr'))).toEqual([
      `a.mrr: the program is damaged: its header states ${small.length - headerBytes} bytes of contents, found ${small.length - headerBytes + 1}`,
    ])
  })

  test('messages say what is wrong', () => {
    const flipped = small.slice()
    flipped[100]! ^= 4
    expect(faults(decodeProgram(flipped, 'a.mrr'))).toEqual(['a.mrr: the program is damaged: its checksum does not fit its contents'])
    expect(faults(decodeProgram(Buffer.from('<html>'), 'a.mrr'))).toEqual([
      'a.mrr: the file is no program (.mrr): it does not begin with the mark of one',
    ])
    const asText = Buffer.from(Buffer.from(small).toString('latin1').replace('\r\n', '\n'), 'latin1')
    expect(decodeProgram(asText, 'a.mrr').diagnostics[0]?.code).toBe('program-file-foreign')
    expect(faults(decodeProgram(small.subarray(0, 60), 'a.mrr'))).toEqual([
      `a.mrr: the program is truncated: its header states ${small.length - headerBytes} bytes of contents, found 8`,
    ])
  })
})

describe('format versions', () => {
  test('a newer minor version is read, and fields that this one does not know are skipped', () => {
    const unknownField = [0x9a, 0x06, 3, 1, 2, 3]
    const newer = Uint8Array.of(...small, ...unknownField)
    sealEnvelope(newer, { major: 1, minor: formatVersion.minor + 1 })
    expect(plain(decodeProgram(newer, 'a.mrr'))).toEqual({ ok: true, value: smallProgram, diagnostics: [] })
  })

  test('what a newer minor version added and matters is refused with a note', () => {
    const newer = withMessage((message) => (message.instructions![0] = 99), { major: 1, minor: formatVersion.minor + 1 })
    const result = decodeProgram(newer, 'a.mrr')
    expect(faults(result)).toEqual(['instruction 0: unknown opcode 99'])
    const { minor } = formatVersion
    expect(result.diagnostics[0]?.notes).toEqual(['in a.mrr', `the file has format 1.${minor + 1}, this build knows 1.${minor}`])
  })

  test('another major version is refused', () => {
    const sealed = (major: number): Uint8Array => {
      const bytes = small.slice()
      sealEnvelope(bytes, { major, minor: 3 })
      return bytes
    }
    expect(faults(decodeProgram(sealed(2), 'a.mrr'))).toEqual([
      'a.mrr: the program states format 2.3, expected 1.x: it comes from a newer onnc, or its header is damaged',
    ])
    expect(faults(decodeProgram(sealed(0), 'a.mrr'))).toEqual([
      'a.mrr: the program states format 0.3, expected 1.x: it comes from an older onnc, or its header is damaged',
    ])
  })
})

/** The small program's file with its message changed, sealed again. */
function withMessage(
  change: (message: ProgramMessage) => void,
  version?: { major: number; minor: number },
  program: Program = smallProgram,
): Uint8Array {
  const message = messages.Program.decode(encodeProgram(program).slice(headerBytes))
  change(message)
  return sealed(messages.Program.encode(message).finish(), version)
}

function sealed(payload: Uint8Array, version?: { major: number; minor: number }): Uint8Array {
  const file = new Uint8Array(headerBytes + payload.length)
  file.set(payload, headerBytes)
  sealEnvelope(file, version)
  return file
}

describe('sealed files with malformed contents', () => {
  const wrong: [string, (message: ProgramMessage) => void, string[]][] = [
    ['tile lists', ({ tiles }) => tiles![0]!.levels!.push(3), [`a.mrr: 'tiles': 'levels' has length 2, expected 1 entries`]],
    ['codes', ({ tiles }) => (tiles![0]!.codes = Uint8Array.of(1)), [`a.mrr: 'tiles': 'codes' has length 1, expected 5 bytes`]],
    ['steps', ({ tiles }) => (tiles![0]!.steps = Uint8Array.of(1, 2)), [`a.mrr: 'tiles': 'steps' has length 2, expected 8 bytes`]],
    ['exact', ({ tiles }) => (tiles![0]!.hasExact = []), [`a.mrr: 'tiles': 'exact' has length 24, expected 0 bytes`]],
    ['has_exact', ({ tiles }) => (tiles![0]!.hasExact = [true, true]), [`a.mrr: 'tiles': 'has_exact' has length 2, expected 1 entries`]],
    [
      'claimed rings',
      ({ tiles }) => (tiles![0]!.rows = [4e9]),
      ['a.mrr: tiles[0]: rows x columns is 12000000000, expected at most 16777216'],
    ],
    ['no rows', ({ tiles }) => (tiles![0]!.rows = [0]), ['a.mrr: tiles[0]: rows is 0, expected 1 or more']],
    ['even levels', ({ tiles }) => (tiles![0]!.levels = [64]), ['a.mrr: tiles[0]: levels is 64, expected an odd number from 3 to 65535']],
    ['one level', ({ tiles }) => (tiles![0]!.levels = [1]), ['a.mrr: tiles[0]: levels is 1, expected an odd number from 3 to 65535']],
    [
      'code beyond the levels',
      ({ tiles }) => (tiles![0]!.codes = Uint8Array.of(255, 255, 255, 255, 15)),
      ['a.mrr: tiles[0]: code 32 at row 0, column 0, expected -31 to 31'],
    ],
    ['scales', ({ uses }) => (uses!.outScale = Uint8Array.of(1)), [`a.mrr: 'uses': 'out_scale' has length 1, expected 8 bytes`]],
    ['use of no tile', ({ uses }) => (uses!.tile = [7]), ['a.mrr: uses[0]: tile 7 does not exist, the program has 1']],
    [
      'strides',
      ({ patterns }) => (patterns![1]!.elementStrides = []),
      [`a.mrr: 'patterns[1]': 'element_strides' has length 0, expected 1 entries`],
    ],
    [
      'element type',
      ({ buffers }) => (buffers![0]!.elementType = 99),
      ['a.mrr: buffers[0]: element type is 99, expected the number of an ONNX element type'],
    ],
    [
      'memory',
      ({ buffers }) => (buffers![2]!.memory = 9 as never),
      ['a.mrr: buffers[2]: memory is 9, expected 1 (activation), 2 (ECU) or 3 (weight)'],
    ],
    ['work', ({ kernels }) => (kernels![0]!.work![0]!.kind = 0), ['a.mrr: kernels[0].work[0]: kind is 0, expected 1 to 5']],
    ['names', ({ sourceMap }) => (sourceMap!.op![1] = 4), ['a.mrr: sourceMap[1]: name 4 does not exist, the program has 4']],
    ['source map', ({ sourceMap }) => sourceMap!.node!.pop(), [`a.mrr: 'sourceMap': 'node' has length 1, expected 2 entries`]],
    ['words', (message) => (message.instructions = Uint8Array.of(1)), ['?: the instructions take 1 bytes, expected a multiple of 16']],
    [
      'several sections',
      ({ uses, sourceMap }) => {
        uses!.tile = [7]
        sourceMap!.node!.pop()
      },
      ['a.mrr: uses[0]: tile 7 does not exist, the program has 1', `a.mrr: 'sourceMap': 'node' has length 1, expected 2 entries`],
    ],
  ]
  test.each(wrong)('%s', (_, change, expected) => {
    expect(faults(decodeProgram(withMessage(change), 'a.mrr'))).toEqual(expected.map((fault) => fault.replace('?', 'a.mrr')))
  })

  test('an empty payload is an empty program', () => {
    expect(decodeProgram(sealed(new Uint8Array()), 'a.mrr').ok).toBe(true)
  })

  test('no protobuf at all', () => {
    expect(faults(decodeProgram(sealed(Uint8Array.of(0x12, 0x7f, 1)), 'a.mrr'))).toEqual([
      `a.mrr, byte 54: the program's contents are malformed near byte 54: a length passes the end of its message`,
    ])
  })

  test('any payload is read or refused, and what is read is sound', () => {
    const change = fc.tuple(fc.nat({ max: small.length - headerBytes - 1 }), fc.nat({ max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = small.slice()
        for (const [at, value] of changes) bytes[headerBytes + at] = value
        sealEnvelope(bytes)
        const result = decodeProgram(bytes, 'a.mrr')
        if (result.ok) expect(checkProgram(result.value)).toEqual([])
        else expect(result.diagnostics.every((diagnostic) => diagnostic.class === 'invalid')).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})

test('a small file that asks for much memory is refused', () => {
  const manyPatterns = sealed(new Uint8Array(200_000).map((_, i) => (i % 2 === 0 ? 0x2a : 0)))
  const result = readProgram(bytesSource(manyPatterns), 'a.mrr', createMemoryBudget(20e6))
  expect(faults(result)).toEqual(['a.mrr: reading the program would take more than 19.07 MiB of memory, all that is to be had'])
  expect(result.diagnostics[0]?.class).toBe('unsupported')
})

test('an invalid program is not written', () => {
  const use = { ...smallProgram.uses[0]!, tile: 3 }
  expect(() => encodeProgram({ ...smallProgram, uses: [use] })).toThrow('cannot write an invalid program: uses[0]: tile 3 does not exist')
})

test('tiles may stand in several groups', () => {
  fc.assert(
    fc.property(fc.array(arbitraryTile), fc.integer({ min: 1, max: 400 }), (tiles, groupBytes) => {
      const groups = groupTiles(tiles, groupBytes)
      expect(groups.length).toBeGreaterThanOrEqual(Math.min(1, tiles.length))
      const pieces = groups.flatMap((group) => {
        const bytes = writeGroup(group, () => {})
        return [tagAndLength(3, bytes.length), bytes]
      })
      const file = sealed(Buffer.concat(pieces))
      expect(decodeProgram(file, 'a.mrr')).toMatchObject({ ok: true, value: { tiles } })
    }),
  )
})

describe('links and ranges', () => {
  const linked: Program = {
    ...smallProgram,
    link: {
      chip: 'c',
      bits: 8,
      writes: [
        { tile: 0, bank: 48, codes: Uint16Array.of(1, 2, 3, 4, 5, 6), residual: 0.5 },
        {
          tile: 0,
          bank: 49,
          place: { rows: [3, 1], columns: [0, 2, 3] },
          codes: Uint16Array.from({ length: 8 }, (_, i) => i),
          residual: 0.25,
        },
      ],
    },
    ranges: [{ use: 0, input: 2.5, sums: Float32Array.of(1, 2, 3, 4) }],
  }

  test('are read back as they were written', () => {
    expect(plain(decodeProgram(encodeProgram(linked), 'a.mrr'))).toEqual({ ok: true, value: linked, diagnostics: [] })
  })

  const broken = (change: (message: ProgramMessage) => void): string[] =>
    faults(decodeProgram(withMessage(change, undefined, linked), 'a.mrr'))

  test.each<[string, (message: ProgramMessage) => void, string]>([
    ['a place that is taken twice', ({ link }) => (link!.rows = [3, 3]), 'a.mrr: link[1]: rows 3'],
    ['too few places', ({ link }) => (link!.columns = [0, 2]), 'a.mrr: link[1]: columns'],
    ['an entry that is not there', ({ link }) => (link!.placed = [2]), 'a.mrr: link.placed[0]: entry 2'],
    ['a use that is not there', ({ ranges }) => (ranges!.use = [1]), 'a.mrr: ranges[0]: use 1'],
    ['too few sums', ({ ranges }) => (ranges!.planes = [3]), 'a.mrr: ranges: sums'],
    ['a range that is none', ({ ranges }) => (ranges!.inputs = new Uint8Array(Float32Array.of(NaN).buffer)), 'a.mrr: ranges[0]: range'],
  ])('%s is refused', (_, change, message) => {
    const found = broken(change)
    expect(found).toHaveLength(1)
    expect(found[0]!.replaceAll(/'/g, '')).toContain(message)
  })
})

import protobuf from 'protobufjs/minimal.js'
import { writeBinding, writeBuffer, writeKernel } from './buffers-section.ts'
import { checkSections } from './check-program.ts'
import { tileChecksum } from './checksums.ts'
import { fillChecksums, writeClaims } from './claims-section.ts'
import { encodeInstructions } from './encode-instructions.ts'
import { checksumAt, startEnvelope } from './envelope.ts'
import { writeLink } from './link-section.ts'
import { messages, type ProgramMessage } from './messages.ts'
import { writePattern } from './patterns-section.ts'
import type { Program } from './program.ts'
import { writeRanges } from './ranges-section.ts'
import { writeSourceMap } from './source-map-section.ts'
import { groupTiles, tagAndLength, tileKey, writeGroup } from './tiles-section.ts'
import { writeUses } from './uses-section.ts'

/** Takes the bytes of a file, one piece after the other. */
export interface ByteSink {
  write(bytes: Uint8Array): void
  /** Writes over bytes that were written before. */
  patch(offset: number, bytes: Uint8Array): void
}

/** What was written. */
export interface WrittenProgram {
  readonly bytes: number
  /** Tiles that differ in shape, levels, step or codes. */
  readonly distinctTiles: number
  /** `tileChecksum` of each tile, to be compared with the claims. */
  readonly tileChecksums: Uint32Array
}

/**
 * Writes a `.mrr` file; the same program always gives the same bytes, and `decodeProgram` reads them back. Codes and weights of tiles are
 * computed and written group by group, so that no more than a group is in memory. Throws on a program that `checkProgram` finds at
 * fault: whoever made it has a bug.
 */
export function writeProgram(program: Program, sink: ByteSink): WrittenProgram {
  const [problem] = checkSections(program, { codes: false })
  if (problem !== undefined) {
    const where = problem.location?.kind === 'instruction' ? `instructions[${problem.location.index}]: ` : ''
    throw new Error(`cannot write an invalid program: ${where}${problem.message}`)
  }
  const before = encode(firstSections(program))
  const groups = groupTiles(program.tiles)
  const lastMessage = lastSections(program)
  const openings = groups.map(({ byteLength }) => tagAndLength(tilesField, byteLength))
  const groupBytes = groups.reduce((sum, { byteLength }, i) => sum + openings[i]!.length + byteLength, 0)
  const payloadBytes = before.length + groupBytes + encode(lastMessage).length
  const envelope = startEnvelope(payloadBytes)
  const write = (piece: Uint8Array): void => {
    envelope.add(piece)
    sink.write(piece)
  }
  const keys = new Set<string>()
  const tileChecksums = new Uint32Array(program.tiles.length)
  let written = 0
  sink.write(envelope.header)
  write(before)
  for (const [i, group] of groups.entries()) {
    write(openings[i]!)
    const bytes = writeGroup(group, (tile, packed) => {
      keys.add(tileKey(tile, packed))
      tileChecksums[written] = tileChecksum(tile, packed)
      // A claim that is computed when it is asked for needs the codes that were just computed.
      program.claims?.tileChecksums.at(written++)
    })
    write(bytes)
  }
  if (program.claims !== undefined) fillChecksums(lastMessage.claims!, program.claims)
  write(encode(lastMessage))
  sink.patch(checksumAt, envelope.checksum())
  return { bytes: envelope.header.length + payloadBytes, distinctTiles: keys.size, tileChecksums }
}

/** The bytes of a `.mrr` file in memory. */
export function encodeProgram(program: Program): Uint8Array {
  const pieces: Uint8Array[] = []
  let checksum: { offset: number; bytes: Uint8Array } | undefined
  const { bytes } = writeProgram(program, {
    write: (piece) => void pieces.push(piece),
    patch: (offset, patched) => (checksum = { offset, bytes: patched }),
  })
  const file = new Uint8Array(bytes)
  let at = 0
  for (const piece of pieces) {
    file.set(piece, at)
    at += piece.length
  }
  if (checksum !== undefined) file.set(checksum.bytes, checksum.offset)
  return file
}

/** The field of `Program` that holds groups of tiles: between all that is before it and all behind it. */
const tilesField = 3

function firstSections({ target, instructions }: Program): ProgramMessage {
  return { target: { name: target.name, definition: target.definition }, instructions: encodeInstructions(instructions) }
}

function lastSections(program: Program): ProgramMessage {
  return {
    uses: writeUses(program.uses),
    patterns: program.patterns.map(writePattern),
    kernels: program.kernels.map(writeKernel),
    buffers: program.buffers.map(writeBuffer),
    inputs: program.inputs.map(writeBinding),
    outputs: program.outputs.map(writeBinding),
    sourceMap: writeSourceMap(program.sourceMap),
    ...(program.claims === undefined ? {} : { claims: writeClaims(program.claims) }),
    ...(program.link === undefined ? {} : { link: writeLink(program.link) }),
    ...(program.ranges === undefined ? {} : { ranges: writeRanges(program.ranges, program.uses) }),
    ...(program.queues === undefined ? {} : { bankQueues: true }),
  }
}

function encode(message: ProgramMessage): Uint8Array {
  return messages.Program.encode(message, protobuf.Writer.create()).finish()
}

export { assemble } from './assemble.ts'
export { assembleFile, blobName, blobOf, type BlobReference, disassembleBlob, disassembleText, type Joined } from './assembly-file.ts'
export { type ByteSource, bytesSource, fileSource } from './byte-source.ts'
export { checkProgram, checkUnrolled, fingerprintOf } from './check-program.ts'
export {
  calibrationKey,
  type ClaimedPattern,
  type Checksums,
  type Claims,
  type CompactClaim,
  type ConstantClaim,
  type ImprintClaim,
  type KernelClaim,
  type StreamClaim,
} from './claims.ts'
export { floatsChecksum, tileChecksum } from './checksums.ts'
export { decodeInstructions } from './decode-instructions.ts'
export { decodeProgram, readProgram } from './decode-program.ts'
export { disassemble, type Sink } from './disassemble.ts'
export { encodeInstructions } from './encode-instructions.ts'
export { type ByteSink, encodeProgram, type WrittenProgram, writeProgram } from './encode-program.ts'
export { formatVersion, type FormatVersion } from './format-version.ts'
export type { ChoiceField, Field, FieldValue, FlagField, IndexField, SectionName, SectionSizes, UintField } from './field.ts'
export { instructionFromJson } from './instruction-json.ts'
export { type FieldLayout, type InstructionLayout, type InstructionSet, wordBytes } from './instruction-set.ts'
export { type Instruction, type InstructionNamed, instructionSet } from './instruction-table.ts'
export { isaReference } from './isa-reference.ts'
export { activationTile, hasExact, lazyTile } from './lazy-tile.ts'
export { packCodes, packedBytes } from './pack-codes.ts'
export { copy as copySource } from './program-blob.ts'
export { patternRange, type Range } from './pattern-range.ts'
export { printInstruction } from './print-instruction.ts'
export {
  type Binding,
  type Kernel,
  type KernelWork,
  type Link,
  columnsInReach,
  type LinkedWrite,
  type TilePlace,
  type UseRange,
  type Program,
  type ProgramBuffer,
  programLimits,
  type ProgramTarget,
  sectionSizes,
  type SourceMapEntry,
  type Tile,
  type Use,
  type WorkKind,
  workKinds,
} from './program.ts'
export { type AddressPattern, type Axis, type Guard } from './address-pattern.ts'
export { type MappedInstructions, rollLoops } from './roll-loops.ts'
export { type Unrolled, unrollLoops } from './unroll-loops.ts'
export { outputsOf } from './uses-section.ts'
export { type ProgramSummary, programSummary } from './program-summary.ts'

// The generated module stands beside `dist` as beside the sources: this one path reaches it from both, so that nothing copies it.
import { onnc } from '../src/generated/program.js'

/** The messages of the container; `proto/program.proto` says what each field holds. */
export const messages: typeof onnc.program = onnc.program

/** To be written: every field may be left out. */
export type ProgramMessage = onnc.program.Program.$Properties
export type TilesMessage = onnc.program.Tiles.$Properties
export type UsesMessage = onnc.program.Uses.$Properties
export type PatternMessage = onnc.program.AddressPattern.$Properties
export type KernelMessage = onnc.program.Kernel.$Properties
export type BindingMessage = onnc.program.Binding.$Properties
export type BufferMessage = onnc.program.ProgramBuffer.$Properties
export type ClaimsMessage = onnc.program.Claims.$Properties
export type LinkMessage = onnc.program.Link.$Properties
export type RangesMessage = onnc.program.Ranges.$Properties
export type SourceMapMessage = onnc.program.SourceMap.$Properties

/** As read: an absent number, list, text or byte list answers with its default; an absent message is null. */
export type Read<Message> = { [Field in keyof Message]-?: ReadField<NonNullable<Message[Field]>> }

type ReadField<T> = T extends number | boolean | string | Uint8Array | Int64
  ? T
  : T extends readonly (infer Element)[]
    ? ReadElement<Element>[]
    : Read<T> | null

type ReadElement<T> = T extends number | boolean | string | Uint8Array | Int64 ? T : Read<T>

/** A 64-bit field: numbers are written, objects are read. */
export type Int64 = number | { toNumber(): number }

/** The value of a 64-bit field; not a safe integer where a number cannot hold it. */
export function int64ToNumber(value: Int64): number {
  return typeof value === 'number' ? value : value.toNumber()
}

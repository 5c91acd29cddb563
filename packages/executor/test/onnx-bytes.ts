import { type ElementType, onnxOfElementType } from '@onnc/support'

interface Value {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | string)[]
}

/** The bytes of an ONNX model (opset 13, IR 8) of one node; field numbers are those of onnx.proto. */
export function oneNodeModel(opType: string, inputs: readonly Value[], outputs: readonly Value[]): Uint8Array {
  const node = [...inputs.flatMap(({ name }) => text(1, name)), ...outputs.flatMap(({ name }) => text(2, name)), ...text(4, opType)]
  const graph = [
    ...message(1, node),
    ...text(2, 'kernel'),
    ...inputs.flatMap((value) => message(11, valueInfo(value))),
    ...outputs.flatMap((value) => message(12, valueInfo(value))),
  ]
  return Uint8Array.from([...int(1, 8), ...message(7, graph), ...message(8, [...text(1, ''), ...int(2, 13)])])
}

function valueInfo({ name, type, shape }: Value): number[] {
  const dimensions = shape.flatMap((dim) => message(1, typeof dim === 'number' ? int(1, dim) : text(2, dim)))
  return [...text(1, name), ...message(2, message(1, [...int(1, onnxOfElementType(type)), ...message(2, dimensions)]))]
}

function int(field: number, value: number): number[] {
  return [field << 3, ...varint(value)]
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)])
}

function message(field: number, bytes: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(bytes.length), ...bytes]
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}

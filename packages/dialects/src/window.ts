/** A sliding window over spatial axes, one entry an axis, as ONNX defines it. */
export interface Window {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly padsBegin: readonly number[]
  readonly padsEnd: readonly number[]
}

/** Output positions of a window along each axis of `sizes` elements (ONNX Conv, `ceil_mode` 0). */
export function windowPositions(sizes: readonly number[], { kernel, strides, dilations, padsBegin, padsEnd }: Window): number[] {
  return sizes.map((size, axis) => {
    const room = size + padsBegin[axis]! + padsEnd[axis]! - dilations[axis]! * (kernel[axis]! - 1) - 1
    return Math.floor(room / strides[axis]!) + 1
  })
}

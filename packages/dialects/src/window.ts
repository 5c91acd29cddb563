/** One axis of a sliding window, as ONNX defines it. */
export interface Window {
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly padBegin: number
  readonly padEnd: number
}

/** Output positions of a window over `size` elements (ONNX Conv, `ceil_mode` 0). */
export function convOutputSize(size: number, window: Window): number {
  return Math.floor((size + window.padBegin + window.padEnd - window.dilation * (window.kernel - 1) - 1) / window.stride) + 1
}

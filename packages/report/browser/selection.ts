/** Where people look at one ONNX node in all parts of the page at once. */
export interface Selection {
  readonly node: string | undefined
  readonly select: (node: string | undefined) => void
}

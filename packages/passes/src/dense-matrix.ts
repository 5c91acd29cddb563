/** A matrix in memory, row-major. */
export interface Dense {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}

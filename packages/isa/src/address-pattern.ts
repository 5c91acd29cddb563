/**
 * Which elements of a buffer the positions of a stream touch:
 *
 *     address(p, e) = offset + sum_i positions[i].stride * p_i + sum_j elements[j].stride * e_j (+ list[e])
 *
 * in elements of the buffer. `p` and `e` run row-major (last axis fastest); of the flattened element index only [first, first + count)
 * is taken. Where a guard does not hold, the element is padding: it reads as 0, and its address may lie anywhere.
 */
export interface AddressPattern {
  readonly buffer: number
  readonly offset: number
  readonly positions: readonly Axis[]
  readonly elements: readonly Axis[]
  readonly first: number
  readonly count: number
  readonly guards: readonly Guard[]
  /**
   * An index list: the element axes count through it, row-major, and its entries, in elements of the buffer, are added to the address; as
   * long as the product of the element axes' counts. Guards look at the axes only.
   */
  readonly list?: readonly number[]
  /**
   * The flattened elements that are taken, in this order, instead of [first, first + count): `count` of them, with `first` 0. How a tile of
   * a sparse matrix leaves out the inputs that none of its weights multiplies; guards and `list` hold for each as before.
   */
  readonly select?: readonly number[]
  /**
   * A buffer of the activation memory with an index list that is made at run time, by `compact`: element e of those taken is the element that entry
   * e of the list says. Without guards, `list` and `select`, for what streams read.
   */
  readonly indices?: number
}

/** A loop of `count` steps of `stride` elements. */
export interface Axis {
  readonly count: number
  readonly stride: number
}

/** Holds where `start + sum_i positionCoefficients[i] * p_i + sum_j elementCoefficients[j] * e_j` lies in [0, extent). */
export interface Guard {
  readonly start: number
  readonly extent: number
  /** One per position axis. */
  readonly positionCoefficients: readonly number[]
  /** One per element axis. */
  readonly elementCoefficients: readonly number[]
}

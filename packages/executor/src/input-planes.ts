import type { Moving } from '@onnc/hardware'

/** One symbol stream of a vector: `sliceBits` bits of one part of its codes. Sums of all planes, weighted by `factor`, make the product. */
export interface Plane {
  readonly part: 'positive' | 'negative' | 'both' | 'shifted'
  readonly shift: number
  readonly mask: number
  /** +-2^shift. */
  readonly factor: number
}

/** How inputs become light: the largest code, what is added to codes so that none is negative, and the symbols sent. */
export interface InputEncoding {
  /** Distinct for distinct encodings. */
  readonly key: string
  readonly largest: number
  readonly offset: number
  readonly planes: readonly Plane[]
}

/**
 * Unsigned magnitudes of `bits` bits in slices of `sliceBits`, least significant first. Signed inputs go as positive and then negative
 * part (`two-pass`), both at once (`arms`: symbols have a sign, the difference of the arms being what is converted), or shifted by half the range in one pass (`offset`; zero and padding become the shift, not darkness).
 */
export function inputEncoding(moving: Pick<Moving, 'bits' | 'sliceBits' | 'signs'>, signed: boolean): InputEncoding {
  const { bits, sliceBits } = moving
  const shifted = signed && moving.signs === 'offset'
  const both: readonly Plane['part'][] = moving.signs === 'arms' ? ['both'] : ['positive', 'negative']
  const parts: readonly Plane['part'][] = shifted ? ['shifted'] : signed ? both : ['positive']
  const planes = parts.flatMap((part) =>
    Array.from({ length: Math.ceil(bits / sliceBits) }, (_, slice): Plane => {
      const shift = slice * sliceBits
      const width = Math.min(sliceBits, bits - shift)
      return { part, shift, mask: 2 ** width - 1, factor: (part === 'negative' ? -1 : 1) * 2 ** shift }
    }),
  )
  const key = `${parts.join('+')} ${bits}/${sliceBits}`
  const half = 2 ** (bits - 1) - 1
  return shifted ? { key, largest: half, offset: half, planes } : { key, largest: 2 ** bits - 1, offset: 0, planes }
}

/** The symbol of a signed code in a plane. */
export function symbolOf(code: number, { part, shift, mask }: Plane, offset: number): number {
  if (part === 'both') return Math.sign(code) * ((Math.abs(code) >> shift) & mask)
  const magnitude = (part === 'negative' ? -code : code) + offset
  return magnitude > 0 ? (magnitude >> shift) & mask : 0
}

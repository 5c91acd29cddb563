/**
 * Which elements of each position are real. Positions with the same real elements share a kind: a padded convolution has few (corners,
 * edges, inside), however many positions there are.
 */
export interface Padding {
  /** Kind of each position. */
  readonly kindOf: Int32Array
  readonly kinds: readonly PaddingKind[]
}

/** The real elements, ascending, and their addresses relative to the position's. */
export interface PaddingKind {
  readonly element: Int32Array
  readonly address: Int32Array
}

/** An element is real where position[p] + element[e] lies in [0, extent) for every guard. */
export interface GuardTable {
  readonly extent: number
  readonly position: Int32Array
  readonly element: Int32Array
}

/** Entries of all kinds together; a convolution on 64 columns has some thousands. */
const largestTable = 2 ** 22

/** Kinds of positions, and for each which elements are real. */
export interface PaddingMasks {
  readonly kindOf: Int32Array
  readonly masks: readonly Uint8Array[]
}

/** Sorts positions into kinds; undefined where the kinds would need a table of unreasonable size. At least one guard. */
export function paddingMasks(guards: readonly GuardTable[]): PaddingMasks | undefined {
  const elements = guards[0]!.element.length
  let kindOf: Int32Array = new Int32Array(guards[0]!.position.length)
  let masks: Uint8Array[] = [new Uint8Array(elements).fill(1)]
  for (const guard of guards) {
    const refined = refine(kindOf, masks, guard)
    if (refined === undefined) return undefined
    ;({ kindOf, masks } = refined)
  }
  return { kindOf, masks }
}

/** The same with the addresses of the real elements. */
export function paddingOf({ kindOf, masks }: PaddingMasks, elementAddress: Int32Array): Padding {
  const kinds = masks.map((mask) => {
    const element = Int32Array.from(mask.keys()).filter((e) => mask[e] === 1)
    return { element, address: element.map((e) => elementAddress[e]!) }
  })
  return { kindOf, kinds }
}

/** Splits kinds by one more guard, whose real elements depend on nothing but the position's coordinate. */
function refine(
  kindOf: Int32Array,
  masks: readonly Uint8Array[],
  { extent, position, element }: GuardTable,
): { kindOf: Int32Array; masks: Uint8Array[] } | undefined {
  const finer = new Int32Array(kindOf.length)
  const finerMasks: Uint8Array[] = []
  const byMask = new Map<string, number>()
  const known = kindsByCoordinate(position, masks.length)
  const texts = masks.map((mask) => mask.join(''))
  const [least, most] = [element.reduce((a, b) => Math.min(a, b), Infinity), element.reduce((a, b) => Math.max(a, b), -Infinity)]
  for (let p = 0; p < kindOf.length; p++) {
    const coordinate = position[p]!
    const coarse = kindOf[p]!
    let kind = known.get(coarse, coordinate)
    if (kind === -1) {
      const isInside = coordinate + least >= 0 && coordinate + most < extent
      const mask = isInside ? masks[coarse]! : guarded(masks[coarse]!, element, coordinate, extent)
      const text = isInside ? texts[coarse]! : mask.join('')
      kind = byMask.get(text) ?? finerMasks.push(mask) - 1
      if (finerMasks.length * mask.length > largestTable) return undefined
      byMask.set(text, kind)
      known.set(coarse, coordinate, kind)
    }
    finer[p] = kind
  }
  return { kindOf: finer, masks: finerMasks }
}

/** The elements that are real, of those that a guard lets through at a coordinate. */
function guarded(mask: Uint8Array, element: Int32Array, coordinate: number, extent: number): Uint8Array {
  return mask.map((real, e) => {
    const place = coordinate + element[e]!
    return real === 1 && place >= 0 && place < extent ? 1 : 0
  })
}

/** Entries of a table of coordinates, up to which one is made. */
const largestSpan = 2 ** 16

/** What is known by kind and coordinate, -1 before: a table where coordinates lie close together, as those of images do. */
function kindsByCoordinate(
  position: Int32Array,
  kinds: number,
): { readonly get: (kind: number, coordinate: number) => number; readonly set: (kind: number, coordinate: number, finer: number) => void } {
  let [least, most] = [Infinity, -Infinity]
  for (let p = 0; p < position.length; p++) {
    least = Math.min(least, position[p]!)
    most = Math.max(most, position[p]!)
  }
  const span = Math.max(0, most - least + 1)
  if (span * kinds <= largestSpan) {
    const table = new Int32Array(span * kinds).fill(-1)
    return {
      get: (kind, coordinate) => table[kind * span + coordinate - least]!,
      set: (kind, coordinate, finer) => (table[kind * span + coordinate - least] = finer),
    }
  }
  const map = new Map<number, number>()
  return {
    get: (kind, coordinate) => map.get(kind * span + coordinate - least) ?? -1,
    set: (kind, coordinate, finer) => map.set(kind * span + coordinate - least, finer),
  }
}

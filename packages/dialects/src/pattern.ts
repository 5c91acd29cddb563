import { type Attribute, attrOf, type AttributeSpec, dictionaryAttribute, i64ArrayAttribute, integerAttribute } from '@onnc/ir'

export interface Axis {
  readonly count: number
  /** In elements of the tensor. */
  readonly stride: number
}

/** The coordinate `start + positions . positionCoefficients + elements . elementCoefficients` must lie in [0, extent): else it is padding. */
export interface Guard {
  readonly start: number
  readonly extent: number
  readonly positionCoefficients: readonly number[]
  readonly elementCoefficients: readonly number[]
}

/**
 * Which elements of a tensor a stream touches. Vector `p` has as element `e` the tensor's element
 * offset + sum positions[i].stride * p_i + sum elements[j].stride * e_j, indices row-major over the axes' counts; `first` and
 * `count` cut the range of the flattened `e`.
 * `select` takes `count` of the flattened elements, in its order, instead of the range; `first` is 0 then.
 */
export interface Pattern {
  readonly offset: number
  readonly positions: readonly Axis[]
  readonly elements: readonly Axis[]
  readonly first: number
  readonly count: number
  readonly guards: readonly Guard[]
  readonly select?: readonly number[]
}

const axesAttribute = (axes: readonly Axis[]): Attribute => i64ArrayAttribute(axes.flatMap((a) => [a.count, a.stride]))

/** Patterns and attributes do not change, and many streams share one: each is translated once. */
const attributes = new WeakMap<Pattern, Attribute>()
const patterns = new WeakMap<Attribute, Pattern>()

/** A pattern as a dictionary of integers; axes are flat [count, stride, ...], guards [start, extent, position..., element..., ...]. */
export const patternAttr: AttributeSpec<Pattern> = attrOf<Pattern>(
  'address pattern',
  (attribute) => recall(patterns, attribute, readPattern),
  (pattern) => recall(attributes, pattern, writePattern)!,
)

function recall<K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V | undefined): V | undefined {
  const found = known.get(key) ?? make(key)
  if (found !== undefined) known.set(key, found)
  return found
}

function writePattern(pattern: Pattern): Attribute {
  return dictionaryAttribute([
    ['offset', integerAttribute(pattern.offset)],
    ['positions', axesAttribute(pattern.positions)],
    ['elements', axesAttribute(pattern.elements)],
    ['range', i64ArrayAttribute([pattern.first, pattern.count])],
    ...(pattern.guards.length === 0
      ? []
      : [
          [
            'guards',
            i64ArrayAttribute(pattern.guards.flatMap((g) => [g.start, g.extent, ...g.positionCoefficients, ...g.elementCoefficients])),
          ] as const,
        ]),
    ...(pattern.select === undefined ? [] : [['select', i64ArrayAttribute([...pattern.select])] as const]),
  ])
}

function readPattern(attribute: Attribute): Pattern | undefined {
  if (attribute.kind !== 'dictionary') return undefined
  const ints = (name: string): number[] | undefined => {
    const value = attribute.entries.get(name)
    return value?.kind === 'dense-array' && value.element.kind === 'integer' ? value.values.map(Number) : undefined
  }
  const offset = attribute.entries.get('offset')
  const [positions, elements, range] = [axes(ints('positions')), axes(ints('elements')), ints('range')]
  if (offset?.kind !== 'integer' || positions === undefined || elements === undefined || range?.length !== 2) return undefined
  const flat = ints('guards') ?? []
  const width = 2 + positions.length + elements.length
  if (flat.length % width !== 0) return undefined
  const guards: Guard[] = []
  for (let at = 0; at < flat.length; at += width) {
    const [start, extent, ...coefficients] = flat.slice(at, at + width)
    guards.push({
      start: start!,
      extent: extent!,
      positionCoefficients: coefficients.slice(0, positions.length),
      elementCoefficients: coefficients.slice(positions.length),
    })
  }
  const select = ints('select')
  if (select !== undefined && select.length !== range[1]) return undefined
  return {
    offset: Number(offset.value),
    positions,
    elements,
    first: range[0]!,
    count: range[1]!,
    guards,
    ...(select === undefined ? {} : { select }),
  }
}

function axes(flat: readonly number[] | undefined): Axis[] | undefined {
  if (flat === undefined || flat.length % 2 !== 0) return undefined
  return Array.from({ length: flat.length / 2 }, (_, i) => ({ count: flat[2 * i]!, stride: flat[2 * i + 1]! }))
}

/** Vectors the pattern visits. */
export function positionCount(pattern: Pattern): number {
  return pattern.positions.reduce((product, axis) => product * axis.count, 1)
}

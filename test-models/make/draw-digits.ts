import { glyphs, type Point, type Stroke } from './glyphs.ts'
import { between, createUniform, type Uniform } from './random.ts'

/** Images are square, one byte per pixel, 0 background to 255 ink, row-major. */
export const imageSize = 28
export const pixelCount: number = imageSize * imageSize

export interface Digit {
  readonly label: number
  readonly pixels: Uint8Array
}

/** An endless stream of handwritten-looking digits; only + - * / and square roots, so the same bits on every machine. */
export function* drawDigits(seed: number): Generator<Digit, never> {
  const uniform = createUniform(seed)
  for (;;) {
    const label = Math.floor(uniform() * 10)
    const ways = glyphs[label] as readonly (readonly Stroke[])[]
    const strokes = ways[Math.floor(uniform() * ways.length)] as readonly Stroke[]
    yield { label, pixels: inkOf(segmentsOf(strokes, uniform), uniform) }
  }
}

type Segment = readonly [from: Point, to: Point]

/** Places a glyph on the canvas: every point shaken, then one random shear, scale, turn and shift for all. */
function segmentsOf(strokes: readonly Stroke[], uniform: Uniform): Segment[] {
  const turn = between(uniform, -0.2, 0.2) // tangent of half the angle: 23 degrees either way
  const cosine = (1 - turn * turn) / (1 + turn * turn)
  const sine = (2 * turn) / (1 + turn * turn)
  const shear = between(uniform, -0.45, 0.25)
  const width = between(uniform, 8, 19)
  const height = between(uniform, 13, 22)
  const [shiftX, shiftY] = [between(uniform, -3, 3), between(uniform, -3, 3)]
  const shake = 0.1
  const place = ([x, y]: Point): Point => {
    const v = (y - 0.5 + between(uniform, -shake, shake)) * height
    const u = (x - 0.5 + between(uniform, -shake, shake)) * width - shear * v
    return [imageSize / 2 + shiftX + cosine * u - sine * v, imageSize / 2 + shiftY + sine * u + cosine * v]
  }
  return strokes.flatMap(({ kind, points }) => {
    const placed = points.map(place)
    const path = kind === 'curve' ? smooth(placed) : placed
    return path.slice(1).map((to, i): Segment => [path[i] as Point, to])
  })
}

/** Four pieces per span of the Catmull-Rom curve through the points. */
function smooth(points: readonly Point[]): Point[] {
  const at = (i: number): Point => points[Math.min(Math.max(i, 0), points.length - 1)] as Point
  const path: Point[] = [at(0)]
  for (let span = 0; span + 1 < points.length; span++)
    for (let piece = 1; piece <= 4; piece++) {
      const t = piece / 4
      const along = (axis: 0 | 1): number => {
        const [a, b, c, d] = [at(span - 1)[axis], at(span)[axis], at(span + 1)[axis], at(span + 2)[axis]]
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
      }
      path.push([along(0), along(1)])
    }
  return path
}

/** Ink by distance to the nearest stroke, with a soft edge a pixel wide, uneven ink and a few stray specks. */
function inkOf(segments: readonly Segment[], uniform: Uniform): Uint8Array {
  const radius = between(uniform, 0.6, 1.8)
  const strength = between(uniform, 0.6, 1)
  const distances = squaredDistances(segments, radius + 0.5)
  const pixels = Uint8Array.from(distances, (distance) => {
    const cover = Math.min(1, radius + 0.5 - Math.sqrt(distance))
    return cover > 0 ? Math.floor(255 * cover * strength * between(uniform, 0.85, 1)) : 0
  })
  for (let speck = 0; speck < 8; speck++) pixels[Math.floor(uniform() * pixelCount)] = Math.floor(between(uniform, 0, 255))
  return pixels
}

/** For each pixel's centre the squared distance to the nearest segment, infinite where none is within `reach`. */
function squaredDistances(segments: readonly Segment[], reach: number): Float64Array {
  const nearest = new Float64Array(pixelCount).fill(Infinity)
  for (const [from, to] of segments) {
    const [top, bottom] = pixelRange(from[1], to[1], reach)
    const [left, right] = pixelRange(from[0], to[0], reach)
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const at = row * imageSize + column
        nearest[at] = Math.min(nearest[at] as number, squaredDistance(column + 0.5, row + 0.5, from, to))
      }
  }
  return nearest
}

/** The pixels, from first to before last, that lie within `reach` of the span from a to b on one axis. */
function pixelRange(a: number, b: number, reach: number): [first: number, end: number] {
  return [Math.max(0, Math.floor(Math.min(a, b) - reach)), Math.min(imageSize, Math.ceil(Math.max(a, b) + reach))]
}

function squaredDistance(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length))
  const [ex, ey] = [x - ax - t * dx, y - ay - t * dy]
  return ex * ex + ey * ey
}

/**
 * One row of pixels, which is drawn as tall as a track. Where slices are narrower than pixels, setting pixels costs next to nothing, and
 * drawing a box for each would make panning jerk.
 */
export interface PixelStrip {
  readonly clear: (width: number) => void
  /** `colour` as `rgba` gives it. */
  readonly set: (x: number, colour: number) => void
  readonly draw: (context: CanvasRenderingContext2D, x: number, y: number, height: number) => void
  /** A colour of CSS as the four bytes of a pixel. */
  readonly rgba: (colour: string, alpha: number) => number
}

export function createPixelStrip(): PixelStrip {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const known = new Map<string, number>()
  let image = context.createImageData(1, 1)
  let pixels = new Uint32Array(image.data.buffer)
  return {
    clear: (width) => {
      if (image.width !== width) {
        canvas.width = width
        canvas.height = 1
        image = context.createImageData(width, 1)
        pixels = new Uint32Array(image.data.buffer)
      }
      pixels.fill(0)
    },
    set: (x, colour) => {
      pixels[x] = colour
    },
    draw: (target, x, y, height) => {
      context.putImageData(image, 0, 0)
      target.imageSmoothingEnabled = false
      target.drawImage(canvas, x, y, image.width, height)
    },
    rgba: (colour, alpha) => {
      const key = `${alpha} ${colour}`
      const found = known.get(key)
      if (found !== undefined) return found
      const probe = document.createElement('canvas').getContext('2d')!
      probe.fillStyle = colour
      probe.fillRect(0, 0, 1, 1)
      const { data } = probe.getImageData(0, 0, 1, 1)
      data[3] = Math.round(255 * alpha)
      const value = new Uint32Array(data.buffer)[0]!
      known.set(key, value)
      return value
    },
  }
}

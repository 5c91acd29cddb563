/** Whether images [C, H, W] meet an input [..., H, W, C]: the same pixels, the channels last. */
export function wantsChannelsLast(image: readonly number[], input: readonly number[]): boolean {
  const [channels, height, width] = image
  const [h, w, c] = input.slice(-3)
  return (
    image.length === 3 && input.length >= 3 && h === height && w === width && c === channels && !(channels === height && height === width)
  )
}

/** Planes [C, H, W] as pixels [H, W, C]. */
export function interleavePlanes(pixels: Float32Array, channels: number): Float32Array {
  const area = pixels.length / channels
  const interleaved = new Float32Array(pixels.length)
  for (let channel = 0; channel < channels; channel++)
    for (let at = 0; at < area; at++) interleaved[at * channels + channel] = pixels[channel * area + at]!
  return interleaved
}

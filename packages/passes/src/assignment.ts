/**
 * For each of `count` places one of as many things, each once, so that the values `worth[place * count + thing]` add up to the most
 * (Hungarian method with potentials, cubic).
 */
export function assign(worth: Int32Array, count: number): Int32Array {
  // One place and one thing more than there are, numbered 0.
  const ofPlace = new Float64Array(count + 1)
  const ofThing = new Float64Array(count + 1)
  const placeOf = new Int32Array(count + 1)
  const before = new Int32Array(count + 1)
  const least = new Float64Array(count + 1)
  const seen = new Uint8Array(count + 1)
  for (let place = 1; place <= count; place++) {
    placeOf[0] = place
    let thing = 0
    least.fill(Infinity)
    seen.fill(0)
    do {
      seen[thing] = 1
      const at = placeOf[thing]!
      let [step, next] = [Infinity, 0]
      for (let other = 1; other <= count; other++) {
        if (seen[other] === 1) continue
        const rest = -worth[(at - 1) * count + other - 1]! - ofPlace[at]! - ofThing[other]!
        if (rest < least[other]!) {
          least[other] = rest
          before[other] = thing
        }
        if (least[other]! < step) [step, next] = [least[other]!, other]
      }
      for (let other = 0; other <= count; other++)
        if (seen[other] === 1) {
          ofPlace[placeOf[other]!]! += step
          ofThing[other]! -= step
        } else least[other]! -= step
      thing = next
    } while (placeOf[thing] !== 0)
    while (thing !== 0) {
      placeOf[thing] = placeOf[before[thing]!]!
      thing = before[thing]!
    }
  }
  const chosen = new Int32Array(count)
  for (let thing = 1; thing <= count; thing++) chosen[placeOf[thing]! - 1] = thing - 1
  return chosen
}

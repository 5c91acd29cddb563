/**
 * For each of `count` places one of as many things, each once, so that the values `worth[place * count + thing]` add up to the most
 * (Hungarian method with potentials, cubic; most places have their thing before it begins).
 */
export function assign(worth: Int32Array, count: number): Int32Array {
  // One place and one thing more than there are, numbered 0.
  const ofPlace = new Float64Array(count + 1)
  const ofThing = new Float64Array(count + 1)
  const placeOf = new Int32Array(count + 1)
  const before = new Int32Array(count + 1)
  const least = new Float64Array(count + 1)
  const seen = new Uint8Array(count + 1)
  for (const place of startWith(worth, count, { ofPlace, ofThing, placeOf })) {
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

interface Potentials {
  readonly ofPlace: Float64Array
  readonly ofThing: Float64Array
  readonly placeOf: Int32Array
}

/**
 * Potentials with which places take what is worth most to them, each thing at the highest price that leaves it so, as far as things are free; the places
 * that are left, numbered from 1 (column reduction of Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
 * problems", 1987).
 */
function startWith(worth: Int32Array, count: number, { ofPlace, ofThing, placeOf }: Potentials): readonly number[] {
  const taken = new Uint8Array(count + 1)
  // What a thing is worth to whom it is worth most is its price; that place takes it, where it has none yet.
  for (let thing = 1; thing <= count; thing++) {
    let best = 1
    for (let place = 2; place <= count; place++)
      if (worth[(place - 1) * count + thing - 1]! > worth[(best - 1) * count + thing - 1]!) best = place
    ofThing[thing] = -worth[(best - 1) * count + thing - 1]!
    if (taken[best] === 1) continue
    taken[best] = 1
    placeOf[thing] = best
  }
  const left: number[] = []
  for (let place = 1; place <= count; place++) {
    if (taken[place] === 1) continue
    // The least that any thing costs this place; a thing that is free and costs no more is taken.
    let [least, free] = [Infinity, 0]
    for (let thing = 1; thing <= count; thing++) {
      const cost = -worth[(place - 1) * count + thing - 1]! - ofThing[thing]!
      if (cost < least || (cost === least && placeOf[thing] === 0)) [least, free] = [cost, placeOf[thing] === 0 ? thing : 0]
    }
    ofPlace[place] = least
    if (free === 0) left.push(place)
    else placeOf[free] = place
  }
  return left
}

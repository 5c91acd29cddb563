/**
 * One of `there` things for each of `here` ones, all different, such that each pair fits: bipartite matching by augmenting paths (Kuhn). Things keep
 * their own number where that fits. Undefined where there is no such choice.
 */
export function matchPairs(here: number, there: number, fits: (one: number, other: number) => boolean): number[] | undefined {
  const choice = Array.from({ length: here }, () => -1)
  const takenBy = new Int32Array(there).fill(-1)
  const place = (one: number, seen: Uint8Array): boolean => {
    for (let other = 0; other < there; other++) {
      if (seen[other] === 1 || !fits(one, other)) continue
      seen[other] = 1
      if (takenBy[other]! >= 0 && !place(takenBy[other]!, seen)) continue
      takenBy[other] = one
      choice[one] = other
      return true
    }
    return false
  }
  for (let one = 0; one < Math.min(here, there); one++) {
    if (!fits(one, one)) continue
    takenBy[one] = one
    choice[one] = one
  }
  for (let one = 0; one < here; one++) if (choice[one] === -1 && !place(one, new Uint8Array(there))) return undefined
  return choice
}

/** A buffer that wants room in a memory from one moment to another, both inclusive. */
export interface BufferRequest {
  readonly bytes: number
  readonly first: number
  readonly last: number
  /** Has no other place to be; the others stay out of the memory where it is short. */
  readonly required: boolean
}

export interface Placement {
  /** Byte address of each request; undefined for one that found no room. */
  readonly addresses: readonly (number | undefined)[]
  /** Highest address in use, and one. */
  readonly peakBytes: number
  /** Most bytes that placed requests need at any one moment: no placement has a lower peak. */
  readonly lowerBoundBytes: number
}

/**
 * Gives every request an address below `capacity`, such that requests that live at the same time do not overlap: required ones first, larger
 * ones first, each in the lowest gap. If required ones find no room, other orders are tried. Cost: the square of the number of requests
 * at worst, with a small factor.
 */
export function placeBuffers(requests: readonly BufferRequest[], capacity: number): Placement {
  const all = [...requests.keys()]
  const orders: readonly ((a: BufferRequest, b: BufferRequest) => number)[] = [
    (a, b) => b.bytes - a.bytes || a.first - b.first,
    (a, b) => a.first - b.first || b.bytes - a.bytes,
    (a, b) => spanOf(b) * b.bytes - spanOf(a) * a.bytes || b.bytes - a.bytes,
  ]
  let best: readonly (number | undefined)[] | undefined
  for (const order of orders) {
    const sorted = all.toSorted((a, b) => rank(requests[a]!) - rank(requests[b]!) || order(requests[a]!, requests[b]!) || a - b)
    const addresses = placeInOrder(requests, sorted, capacity)
    if (all.every((i) => addresses[i] !== undefined || !requests[i]!.required)) {
      best = addresses
      break
    }
    best ??= addresses
  }
  const addresses = best ?? []
  const placed = all.filter((i) => addresses[i] !== undefined)
  return {
    addresses,
    peakBytes: placed.reduce((peak, i) => Math.max(peak, addresses[i]! + requests[i]!.bytes), 0),
    lowerBoundBytes: mostLive(placed.map((i) => requests[i]!)).bytes,
  }
}

function rank({ required }: BufferRequest): number {
  return required ? 0 : 1
}

/** How long a request lives; those that never end live as long as anything else. */
function spanOf({ first, last }: BufferRequest): number {
  return Math.min(last, 2 ** 32) - first + 1
}

function placeInOrder(requests: readonly BufferRequest[], order: readonly number[], capacity: number): (number | undefined)[] {
  const addresses: (number | undefined)[] = requests.map(() => undefined)
  /** Placed requests that take room, by address. */
  const placed: number[] = []
  for (const index of order) {
    const request = requests[index]!
    if (request.bytes === 0) {
      addresses[index] = 0
      continue
    }
    let address = 0
    for (const other of placed) {
      const { first, last, bytes } = requests[other]!
      if (last < request.first || first > request.last) continue
      if (addresses[other]! >= address + request.bytes) break
      address = Math.max(address, addresses[other]! + bytes)
    }
    if (address + request.bytes > capacity) continue
    addresses[index] = address
    placed.splice(insertionPoint(placed, addresses, address), 0, index)
  }
  return addresses
}

function insertionPoint(placed: readonly number[], addresses: readonly (number | undefined)[], address: number): number {
  let [low, high] = [0, placed.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (addresses[placed[middle]!]! <= address) low = middle + 1
    else high = middle
  }
  return low
}

/** The moment at which requests need most bytes, and how many. */
export function mostLive(requests: readonly BufferRequest[]): { readonly bytes: number; readonly at: number } {
  const changes = requests.flatMap(({ bytes, first, last }) => [
    { at: first, bytes },
    { at: last + 1, bytes: -bytes },
  ])
  let most = { bytes: 0, at: 0 }
  let live = 0
  // What ends at a moment is gone before anything begins at it.
  for (const change of changes.toSorted((a, b) => a.at - b.at || a.bytes - b.bytes)) {
    live += change.bytes
    if (live > most.bytes) most = { bytes: live, at: change.at }
  }
  return most
}

/** A network of directed edges with capacities and costs, without cycles. */
export interface Flow {
  readonly node: () => number
  readonly edge: (from: number, to: number, capacity: number, cost: number) => void
  /** The cost of the cheapest flow of so much from one node to another; all of it must find a way. */
  readonly cheapest: (from: number, to: number, amount: number) => number
}

/** An empty network. Flow is sent along cheapest paths, each as wide as it is (successive shortest paths, by Bellman and Ford). */
export function createFlow(): Flow {
  let nodes = 0
  const heads: number[] = []
  const tails: number[] = []
  const capacities: number[] = []
  const costs: number[] = []
  const add = (from: number, to: number, capacity: number, cost: number): void => {
    tails.push(from)
    heads.push(to)
    capacities.push(capacity)
    costs.push(cost)
  }
  return {
    node: () => nodes++,
    // Every edge is followed by its way back.
    edge: (from, to, capacity, cost) => {
      add(from, to, capacity, cost)
      add(to, from, 0, -cost)
    },
    cheapest: (from, to, amount) => {
      let [left, total] = [amount, 0]
      while (left > 0) {
        const distance = new Float64Array(nodes).fill(Infinity)
        const through = new Int32Array(nodes).fill(-1)
        distance[from] = 0
        for (let changed = true; changed;) {
          changed = false
          for (let edge = 0; edge < heads.length; edge++) {
            if (capacities[edge] === 0) continue
            const reached = distance[tails[edge]!]! + costs[edge]!
            if (reached >= distance[heads[edge]!]!) continue
            distance[heads[edge]!] = reached
            through[heads[edge]!] = edge
            changed = true
          }
        }
        if (distance[to] === Infinity) throw new Error('a flow that finds no way')
        let width = left
        for (let node = to; node !== from; node = tails[through[node]!]!) width = Math.min(width, capacities[through[node]!]!)
        for (let node = to; node !== from; node = tails[through[node]!]!) {
          capacities[through[node]!]! -= width
          capacities[through[node]! ^ 1]! += width
        }
        total += width * distance[to]!
        left -= width
      }
      return total
    },
  }
}

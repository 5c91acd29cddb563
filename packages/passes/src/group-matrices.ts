import type { Dense } from './dense-matrix.ts'
import { type Alike, equalWithin, inverseOrder, type Likeness, likenessByColumns, likenessOf, transposed } from './match-matrices.ts'

/** A matrix that is read when it has to be. */
export interface Candidate {
  readonly rows: number
  readonly columns: number
  /** Texts that are equal where the matrices are known to be. */
  readonly key: string
  readonly read: () => Float32Array
  /** Whether an order of the rows or the columns of what is held can be carried by the use. */
  readonly canCarry: (likeness: Likeness) => boolean
}

export interface Match extends Alike {
  /** Columns of what is held for rows. */
  readonly transpose: boolean
  /** A factor, of either sign, of each column; not together with factors of rows. */
  readonly inScale: boolean
}

/** A use of what is held: of `held` itself or, `transposed`, of its columns as rows, as the likeness says. */
export interface Use {
  /** Index of the candidate whose matrix is held. */
  readonly held: number
  readonly transposed: boolean
  readonly likeness: Likeness
}

/** Matrices of one held one. The first of them is not held any more where another serves uses in both directions. */
interface Group {
  held: number
  /** By candidate. */
  readonly uses: Map<number, { readonly transposed: boolean; readonly likeness: Likeness }>
}

/** Sums over a matrix that change neither with the order of rows and columns nor with the factors of rows, or of columns. */
interface Signature {
  readonly byRows: Sums
  /** The same of the transposed matrix. */
  readonly byColumns: Sums
}

/** Of rows divided by their largest magnitude: of squares, of magnitudes. */
type Sums = readonly [squares: number, magnitudes: number]

/** Signatures of matrices that are alike lie in the same cell or in neighbours, on a logarithmic scale. */
const cellsPerE = 2 ** 17

/**
 * Finds matrices that are alike: for each what is held in its place. Only what was compared value by value is merged. Cost: linear in the
 * elements of matrices whose shape occurs more than once; each is read once, and again when it is compared.
 */
export function groupMatrices(candidates: readonly Candidate[], match: Match): readonly Use[] {
  const groups: Group[] = []
  const groupOf = new Map<number, Group>()
  const forward: Index = new Map()
  const backward: Index = new Map()
  const byColumns: Index = new Map()
  const known = new Map<string, number>()
  const kept = new Map<number, Dense>()
  const denseOf = (index: number): Dense => {
    const dense = kept.get(index) ?? { ...sizeOf(candidates[index]!), values: candidates[index]!.read() }
    if (!kept.has(index) && kept.size > 3) kept.delete(kept.keys().next().value!)
    kept.set(index, dense)
    return dense
  }
  const shapes = countShapes(candidates, match)
  for (const [index, candidate] of candidates.entries()) {
    const twin = known.get(candidate.key)
    if (twin !== undefined) {
      const group = groupOf.get(twin)!
      group.uses.set(index, group.uses.get(twin)!)
      groupOf.set(index, group)
      continue
    }
    known.set(candidate.key, index)
    if ((shapes.get(shapeKey(candidate)) ?? 0) > 1) {
      const signature = signatureOf(denseOf(index), match.transpose || match.inScale)
      const same = findForward(index, signature) ?? (match.inScale ? findByColumns(index, signature) : undefined)
      const found = same ?? (match.transpose ? findBackward(index, signature) : undefined)
      // What has the factors of rows that its like has is found by that one.
      const isNew = same === undefined || same.uses.get(index)!.likeness.scale !== undefined
      if (same === undefined) register(forward, candidate.rows, candidate.columns, signature.byRows, index)
      if (match.transpose && isNew) register(backward, candidate.columns, candidate.rows, signature.byColumns, index)
      if (match.inScale) register(byColumns, candidate.rows, candidate.columns, signature.byColumns, index)
      if (found !== undefined) {
        groupOf.set(index, found)
        continue
      }
    }
    const group: Group = { held: index, uses: new Map([[index, { transposed: false, likeness: {} }]]) }
    groups.push(group)
    groupOf.set(index, group)
  }
  return candidates.map((_, index) => {
    const group = groupOf.get(index)!
    return { held: group.held, ...group.uses.get(index)! }
  })

  /** The group of a matrix that is held the same way, joined. */
  function findForward(index: number, { byRows }: Signature): Group | undefined {
    const { rows, columns } = candidates[index]!
    return joinLike(index, near(forward, rows, columns, byRows), likenessOf)
  }

  /** The same where columns have other factors. */
  function findByColumns(index: number, signature: Signature): Group | undefined {
    const { rows, columns } = candidates[index]!
    return joinLike(index, near(byColumns, rows, columns, signature.byColumns), likenessByColumns)
  }

  function joinLike(index: number, others: readonly number[], likenessTo: typeof likenessOf): Group | undefined {
    const candidate = candidates[index]!
    const seen = new Set<Group>()
    for (const other of others) {
      const group = groupOf.get(other)!
      const use = group.uses.get(other)!
      if (seen.has(group)) continue
      seen.add(group)
      const likeness = likenessTo(denseOf(index), denseOf(other), match)
      if (likeness === undefined) continue
      const own = { transposed: use.transposed, likeness: composed(likeness, use.likeness) }
      if (!candidate.canCarry(own.likeness)) continue
      group.uses.set(index, own)
      return group
    }
    return undefined
  }

  /** The group of a matrix whose transpose this one is, or that is the transpose of this one, joined. */
  function findBackward(index: number, { byRows, byColumns }: Signature): Group | undefined {
    const candidate = candidates[index]!
    for (const other of near(backward, candidate.rows, candidate.columns, byRows)) {
      const group = groupOf.get(other)!
      if (!holdForward(group, other)) continue
      const likeness = likenessOf(denseOf(index), transposed(denseOf(other)), match)
      if (likeness === undefined || !candidate.canCarry(likeness)) continue
      group.uses.set(index, { transposed: true, likeness })
      return group
    }
    for (const other of near(forward, candidate.columns, candidate.rows, byColumns)) {
      const group = groupOf.get(other)!
      if ([...group.uses.values()].some((use) => use.transposed)) continue
      const likeness = likenessOf(denseOf(other), transposed(denseOf(index)), match)
      if (likeness === undefined) continue
      const inverse = inverseOf(group.uses.get(other)!.likeness)
      const turned = [...group.uses].map(([member, use]) => [member, composed(composed(use.likeness, inverse), likeness)] as const)
      if (!turned.every(([member, own]) => candidates[member]!.canCarry(own))) continue
      for (const [member, own] of turned) group.uses.set(member, { transposed: true, likeness: own })
      group.uses.set(index, { transposed: false, likeness: {} })
      group.held = index
      return group
    }
    return undefined
  }

  /** Makes `member` what its group holds, if all other uses can be told by it. */
  function holdForward(group: Group, member: number): boolean {
    if (group.held === member) return true
    const own = group.uses.get(member)!
    if (own.transposed || [...group.uses.values()].some((use) => use.transposed)) return false
    const inverse = inverseOf(own.likeness)
    const turned = [...group.uses].map(([other, use]) => [other, other === member ? {} : composed(use.likeness, inverse)] as const)
    if (!turned.every(([other, likeness]) => candidates[other]!.canCarry(likeness))) return false
    for (const [other, likeness] of turned) group.uses.set(other, { transposed: false, likeness })
    group.held = member
    return true
  }
}

function sizeOf({ rows, columns }: Candidate): { rows: number; columns: number } {
  return { rows, columns }
}

function shapeKey({ rows, columns }: { readonly rows: number; readonly columns: number }): string {
  return `${rows}x${columns}`
}

/** How many matrices have a shape, or would if they were transposed. */
function countShapes(candidates: readonly Candidate[], { transpose }: Match): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const distinct = new Map(candidates.map((candidate) => [candidate.key, candidate]))
  for (const { rows, columns } of distinct.values())
    for (const key of new Set([shapeKey({ rows, columns }), ...(transpose ? [shapeKey({ rows: columns, columns: rows })] : [])]))
      counts.set(key, (counts.get(key) ?? 0) + 1)
  // A square matrix may be its own transpose's counterpart; one alone has none.
  return counts
}

function signatureOf({ rows, columns, values }: Dense, transpose: boolean): Signature {
  const most = new Float64Array(columns)
  const squares = new Float64Array(columns)
  const sizes = new Float64Array(columns)
  let [rowSquares, rowSizes] = [0, 0]
  for (let row = 0; row < rows; row++) {
    let [largest, sum, all] = [0, 0, 0]
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      const size = Math.abs(values[at]!)
      if (size > largest) largest = size
      sum += size * size
      all += size
    }
    if (largest > 0) rowSquares += sum / largest ** 2
    if (largest > 0) rowSizes += all / largest
    if (!transpose) continue
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const size = Math.abs(values[at]!)
      if (size > most[column]!) most[column] = size
      squares[column]! += size * size
      sizes[column]! += size
    }
  }
  let [columnSquares, columnSizes] = [0, 0]
  for (let column = 0; column < columns; column++) {
    const largest = most[column]!
    if (largest > 0) columnSquares += squares[column]! / largest ** 2
    if (largest > 0) columnSizes += sizes[column]! / largest
  }
  return { byRows: [rowSquares, rowSizes], byColumns: [columnSquares, columnSizes] }
}

function cellOf(signature: number): number {
  return signature > 0 && Number.isFinite(signature) ? Math.round(Math.log(signature) * cellsPerE) : -1e9
}

/** Matrices by shape and the cell of their first sum. */
type Index = Map<string, { readonly member: number; readonly magnitudes: number }[]>

function register(index: Index, rows: number, columns: number, [squares, magnitudes]: Sums, member: number): void {
  const key = `${rows}x${columns} ${cellOf(squares)}`
  const members = index.get(key)
  if (members === undefined) index.set(key, [{ member, magnitudes }])
  else members.push({ member, magnitudes })
}

function near(index: Index, rows: number, columns: number, [squares, magnitudes]: Sums): number[] {
  const cell = cellOf(squares)
  return [cell, cell - 1, cell + 1].flatMap((c) =>
    (index.get(`${rows}x${columns} ${c}`) ?? [])
      .filter((other) => !(Math.abs(other.magnitudes - magnitudes) * cellsPerE > 2 * magnitudes))
      .map(({ member }) => member),
  )
}

/** How first is third, by how first is second and second is third. */
export function composed(first: Likeness, second: Likeness): Likeness {
  const rowOrder = orderThrough(first.rowOrder, second.rowOrder)
  const columnOrder = orderThrough(first.columnOrder, second.columnOrder)
  const scale = factorsThrough(first.scale, second.scale, first.rowOrder)
  const inScale = factorsThrough(first.inScale, second.inScale, first.columnOrder)
  return {
    ...(rowOrder === undefined ? {} : { rowOrder }),
    ...(columnOrder === undefined ? {} : { columnOrder }),
    ...(scale === undefined ? {} : { scale }),
    ...(inScale === undefined ? {} : { inScale }),
  }
}

function orderThrough(first: Int32Array | undefined, second: Int32Array | undefined): Int32Array | undefined {
  const order = first === undefined || second === undefined ? (first ?? second) : first.map((place) => second[place]!)
  return order === undefined || isPlain(order) ? undefined : order
}

/** Factors times those of what is found at other places; undefined where all are 1. */
function factorsThrough(
  first: Float32Array | undefined,
  second: Float32Array | undefined,
  order: Int32Array | undefined,
): Float32Array | undefined {
  const moved = second === undefined || order === undefined ? second : Float32Array.from(order, (place) => second[place]!)
  const factors = first === undefined || moved === undefined ? (first ?? moved) : first.map((factor, i) => factor * moved[i]!)
  return factors?.every((factor) => Math.abs(factor - 1) <= equalWithin) === true ? undefined : factors
}

/** The other way round. */
function inverseOf({ rowOrder, columnOrder, scale, inScale }: Likeness): Likeness {
  const [rows, columns] = [rowOrder, columnOrder].map((order) => order && inverseOrder(order))
  return {
    ...(rows === undefined ? {} : { rowOrder: rows }),
    ...(columns === undefined ? {} : { columnOrder: columns }),
    ...(scale === undefined ? {} : { scale: reciprocals(scale, rows) }),
    ...(inScale === undefined ? {} : { inScale: reciprocals(inScale, columns) }),
  }
}

function reciprocals(factors: Float32Array, order: Int32Array | undefined): Float32Array {
  return Float32Array.from(factors, (_, i) => 1 / factors[order?.[i] ?? i]!)
}

function isPlain(order: Int32Array): boolean {
  return order.every((to, i) => to === i)
}

/** Solves matrix * x = right by elimination with row exchange; undefined for a matrix that is singular to working precision. */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const n = right.length
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i
    const head = rows[pivot]!
    if (Math.abs(head[k]!) < 1e-12) return undefined
    rows[pivot] = rows[k]!
    rows[k] = head
    for (let i = k + 1; i < n; i++) {
      const row = rows[i]!
      const factor = row[k]! / head[k]!
      for (let j = k; j <= n; j++) row[j] = row[j]! - factor * head[j]!
    }
  }
  const x = Array.from({ length: n }, () => 0)
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!
    for (let j = i + 1; j < n; j++) sum -= rows[i]![j]! * x[j]!
    x[i] = sum / rows[i]![i]!
  }
  return x
}

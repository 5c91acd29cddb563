import type { Operation } from './operation.ts'

/**
 * The operations that use a value, in the order in which they came to. Most values have one user, and modules have hundreds of thousands
 * of values: a set of its own comes with the second user.
 */
export class OperationSet implements Iterable<Operation> {
  private held: Operation | Set<Operation> | undefined = undefined

  get size(): number {
    return this.held === undefined ? 0 : this.held instanceof Set ? this.held.size : 1
  }

  has(operation: Operation): boolean {
    return this.held instanceof Set ? this.held.has(operation) : this.held === operation
  }

  add(operation: Operation): void {
    if (this.held === undefined) this.held = operation
    else if (this.held instanceof Set) this.held.add(operation)
    else if (this.held !== operation) this.held = new Set([this.held, operation])
  }

  delete(operation: Operation): void {
    if (this.held instanceof Set) this.held.delete(operation)
    else if (this.held === operation) this.held = undefined
  }

  clear(): void {
    this.held = undefined
  }

  forEach(visit: (operation: Operation) => void): void {
    for (const operation of this) visit(operation)
  }

  [Symbol.iterator](): Iterator<Operation> {
    if (this.held instanceof Set) return this.held.values()
    return (this.held === undefined ? [] : [this.held]).values()
  }
}

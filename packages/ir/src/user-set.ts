/**
 * The operations that use a value, in the order in which they came to. Most values have one user, and modules have hundreds of thousands
 * of values: a set of its own comes with the second user.
 */
export class UserSet<User extends object> implements Iterable<User> {
  private held: User | Set<User> | undefined = undefined

  get size(): number {
    return this.held === undefined ? 0 : this.held instanceof Set ? this.held.size : 1
  }

  has(user: User): boolean {
    return this.held instanceof Set ? this.held.has(user) : this.held === user
  }

  add(user: User): void {
    if (this.held === undefined) this.held = user
    else if (this.held instanceof Set) this.held.add(user)
    else if (this.held !== user) this.held = new Set([this.held, user])
  }

  delete(user: User): void {
    if (this.held instanceof Set) this.held.delete(user)
    else if (this.held === user) this.held = undefined
  }

  clear(): void {
    this.held = undefined
  }

  forEach(visit: (user: User) => void): void {
    for (const user of this) visit(user)
  }

  [Symbol.iterator](): Iterator<User> {
    if (this.held instanceof Set) return this.held.values()
    return (this.held === undefined ? [] : [this.held]).values()
  }
}

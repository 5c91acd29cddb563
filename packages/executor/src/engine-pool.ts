import { createEngine, type Engine } from './engine.ts'

/** Engines of closed machines, with their number of threads: making one reserves address space and starts workers. */
const idle: { readonly threads: number; readonly engine: Engine }[] = []
const most = 1
/** A larger memory is given back to the system. */
const largestKept = 2 ** 28

export function borrowEngine(threads: number): Engine {
  const found = idle.findIndex((entry) => entry.threads === threads)
  if (found >= 0) return idle.splice(found, 1)[0]!.engine
  const engine = createEngine(threads)
  threadsOf.set(engine, threads)
  return engine
}

const threadsOf = new WeakMap<Engine, number>()

export function returnEngine(engine: Engine): void {
  const threads = threadsOf.get(engine)
  if (threads === undefined || idle.some((entry) => entry.engine === engine)) return
  if (idle.length >= most || engine.views().bytes.length > largestKept) {
    threadsOf.delete(engine)
    engine.close()
    return
  }
  engine.reset()
  idle.push({ threads, engine })
}

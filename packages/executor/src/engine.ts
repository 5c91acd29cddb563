import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { kernelsModule } from './generated/kernels.ts'
import { type Memory, type Module, webAssembly } from './web-assembly.ts'

/**
 * The numeric kernels and their memory: one WebAssembly module on one shared memory, and workers that run the same module on it. Everything
 * that kernels touch lies here: values, symbols, weights, tables. Addresses are bytes.
 */
export interface Engine {
  /** That compute, this one included. */
  readonly threads: number
  readonly kernels: Kernels
  /** Room for `bytes`, zeroed, 64-byte aligned, kept until `reset`. May replace the views: take them after. */
  allocate(bytes: number): number
  /** Views of the whole memory as it is now; those taken earlier keep showing the part that was there. */
  readonly views: () => Views
  /** Runs `count` chunks of a table (at most 65534) on this thread and the workers; returns when all are done. */
  run(chunks: number, count: number, scratchBytes: number, parallel: boolean): void
  /** Forgets everything allocated. */
  reset(): void
  /** Stops the workers. */
  close(): void
}

export interface Views {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  readonly floats: Float32Array
}

interface Kernels {
  work(worker: number): void
  rangeOf(values: number, count: number, least: number): number
  normalNumbers(seed: number, count: number, into: number): void
  encodePlane(
    values: number,
    count: number,
    inverse: number,
    largest: number,
    sign: number,
    offset: number,
    shift: number,
    mask: number,
    wide: number,
    into: number,
  ): void
}

// Byte addresses of the control block, as in kernels/layout.as.
const control = 1024
const place = {
  epoch: control,
  ticket: control + 64,
  count: control + 128,
  completed: control + 192,
  chunks: control + 256,
  quit: control + 260,
  scratch: control + 264,
  scratchBytes: control + 268,
  pool: control + 272,
}
const firstFree = 4096
const pageBytes = 65536
const largestPages = 65536
/** Loads and stores of vectors reach a little past what they are for. */
const slack = 512
const closedTicket = 0xffff

/** Chunks of one job, at most. */
export const largestJob = 65534

let compiled: Module | undefined

function moduleOfKernels(): Module {
  return (compiled ??= new webAssembly.Module(Buffer.from(kernelsModule, 'base64')))
}

/** Threads to use where nobody says how many. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(8, availableParallelism()))
}

/** What a worker does; it shares nothing but the memory. */
const workerSource = `
const { workerData: { module, memory, index } } = require('node:worker_threads')
new WebAssembly.Instance(module, { env: { memory, abort() { throw new Error('abort') } } }).exports.serve(index)
`

function abort(): never {
  throw new Error('a kernel gave up')
}

/** `threads`: this one included. Workers start with the first parallel job. */
export function createEngine(threads: number): Engine {
  const memory = new webAssembly.Memory({ initial: 16, maximum: largestPages, shared: true })
  const module = moduleOfKernels()
  const kernels = new webAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Kernels
  const workers: Worker[] = []
  let free = firstFree
  let scratch = { address: 0, bytes: 0 }
  let epoch = 0
  let views = viewsOf(memory)
  const head = new Int32Array(memory.buffer, 0, firstFree / 4)
  Atomics.store(head, place.ticket / 4, closedTicket)

  const allocate = (bytes: number): number => {
    const address = free
    free = Math.ceil((free + bytes + slack) / 64) * 64
    const missing = Math.ceil(free / pageBytes) - memory.buffer.byteLength / pageBytes
    if (missing > 0) {
      // Grow by a quarter at least, so that many small pieces do not grow it one by one.
      const pages = memory.buffer.byteLength / pageBytes
      const more = Math.min(Math.max(missing, Math.floor(pages / 4)), largestPages - pages)
      if (more < missing) throw new Error('the values and weights of the program take more than 4 GiB')
      memory.grow(more)
      views = viewsOf(memory)
    }
    views.bytes.fill(0, address, address + bytes)
    return address
  }

  const startWorkers = (): void => {
    while (workers.length + 1 < threads) {
      const worker = new Worker(workerSource, { eval: true, workerData: { module, memory, index: workers.length + 1 }, stdout: false })
      worker.unref()
      workers.push(worker)
    }
  }

  return {
    threads,
    kernels,
    allocate,
    views: () => views,
    run: (chunks, count, scratchBytes, parallel) => {
      if (scratchBytes > scratch.bytes) {
        const bytes = Math.ceil(scratchBytes / 4096) * 4096
        scratch = { address: allocate(bytes * threads), bytes }
        head[place.scratch / 4] = scratch.address
        head[place.scratchBytes / 4] = bytes
      }
      head[place.chunks / 4] = chunks
      Atomics.store(head, place.completed / 4, 0)
      Atomics.store(head, place.count / 4, count)
      epoch = (epoch + 1) & 0x7fff
      Atomics.store(head, place.ticket / 4, epoch << 16)
      if (parallel && threads > 1 && count > 1) {
        startWorkers()
        Atomics.add(head, place.epoch / 4, 1)
        Atomics.notify(head, place.epoch / 4)
      }
      kernels.work(0)
      for (;;) {
        const completed = Atomics.load(head, place.completed / 4)
        if (completed >= count) break
        Atomics.wait(head, place.completed / 4, completed, 100)
      }
      Atomics.store(head, place.ticket / 4, closedTicket)
    },
    reset: () => {
      free = firstFree
      scratch = { address: 0, bytes: 0 }
    },
    close: () => {
      Atomics.store(head, place.quit / 4, 1)
      Atomics.add(head, place.epoch / 4, 1)
      Atomics.notify(head, place.epoch / 4)
      for (const worker of workers) void worker.terminate()
      workers.length = 0
    },
  }
}

function viewsOf({ buffer }: Memory): Views {
  return { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), floats: new Float32Array(buffer) }
}

/** Tells the kernels where the noise pool is. */
export function setPool(engine: Engine, address: number): void {
  engine.views().words[place.pool / 4] = address
}

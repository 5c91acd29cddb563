import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { failure } from '@onnc/support'
import { crashed, notStarted, outOfMemory, outOfTime } from './diagnostics.ts'
import { type Answer, doing, ready, type Request } from './request.ts'

/** What one request may take. */
export interface Limits {
  /** Wall-clock time, in seconds, from when the process is up. */
  readonly seconds: number
  /** Resident memory of the whole process, about 80 MB of which are Node.js and ONNX Runtime themselves. Watched on Linux only. */
  readonly bytes: number
}

/** A running isolated process. */
export interface IsolatedProcess {
  /** Whether it can take a request. Once it died, of whatever cause, it stays dead. */
  alive(): boolean
  /** Answers one request, or says why the process died over it. One request at a time. */
  ask(request: Request): Promise<Answer>
  /** Ends the process and removes its folder; resolves when both are done. */
  end(): Promise<void>
}

/** How often memory is looked at. ONNX Runtime touches new memory at 1 to 2 GB/s, so a limit is passed by some tens of MB. */
const watchIntervalMilliseconds = 20

const running = new Set<() => void>()

/**
 * Starts a process of this machine's Node.js with ONNX Runtime in it; nothing it prints is seen.
 *
 * @throws where no temporary folder or process can be made
 */
export function startIsolatedProcess(limits: Limits): IsolatedProcess {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'onnc-ort-'))
  let child: ChildProcess
  try {
    child = fork(entry, [String(process.pid)], {
      cwd: folder,
      execArgv: [...execArgv],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const destroy = (): void => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  if (running.size === 0) process.on('exit', destroyAll)
  running.add(destroy)

  /** Why the process is of no use, where this is not for what it was asked. */
  let unusable: string | undefined
  let answered: ((result: Answer) => void) | undefined
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      unusable ??= error.message
      if (child.pid === undefined) resolve(error.message)
    })
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).then((how) => {
    running.delete(destroy)
    if (running.size === 0) process.off('exit', destroyAll)
    rmSync(folder, { recursive: true, force: true })
    return how
  })
  const started = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => {
      unusable ??= `it does not start within ${startSeconds} s`
      child.kill('SIGKILL')
    }, startSeconds * 1000).unref()
    child.on('message', (said) => {
      if (said !== ready) return answered?.(said as Answer)
      clearTimeout(timer)
      return resolve(true)
    })
    void ended.then((how) => {
      clearTimeout(timer)
      unusable ??= how
      resolve(false)
    })
  })
  letGo(child)

  const alive = (): boolean => child.connected && !child.killed && child.exitCode === null && unusable === undefined
  const serve = (request: Request): Promise<Answer> =>
    new Promise((resolve) => {
      const what = doing[request.kind]
      const finish = (result: Answer): void => {
        clearTimeout(timer)
        clearInterval(watch)
        answered = undefined
        resolve(result)
      }
      const kill = (result: Answer): void => {
        finish(result)
        child.kill('SIGKILL')
      }
      const timer = setTimeout(() => kill(failure(outOfTime(what, limits.seconds))), limits.seconds * 1000)
      const watch = setInterval(() => {
        if (residentBytes(child.pid) > limits.bytes) kill(failure(outOfMemory(what, formatBytes(limits.bytes))))
      }, watchIntervalMilliseconds)
      answered = finish
      void ended.then((how) => {
        if (answered === finish) finish(failure(crashed(what, how)))
      })
      try {
        child.send({ ...request, model: handOver(request.model, folder) }, (error) => {
          // When the process dies while it is being written to, its end says more than the broken pipe.
          if (error !== null && alive()) kill(failure(notStarted(error.message)))
        })
      } catch (error) {
        kill(failure(notStarted(error instanceof Error ? error.message : String(error))))
      }
    })
  return {
    alive,
    ask: async (request) => {
      hold(child)
      const result = (await started) ? await serve(request) : failure(notStarted(unusable ?? 'it ended'))
      letGo(child)
      return result
    },
    end: async () => {
      hold(child)
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** How long Node.js and ONNX Runtime may take to load; a tenth of a second is usual. */
const startSeconds = 30

/** Large models go through the process's folder: the channel moves about 80 MB/s, and what it moves is in memory several times. */
function handOver(model: Request['model'], folder: string): Request['model'] {
  if (!(model instanceof Uint8Array) || model.byteLength < 2 ** 20) return model
  const file = path.join(folder, 'model.onnx')
  writeFileSync(file, model)
  return { file }
}

/** TypeScript sources run as they are, with the export condition that leads to the sources of other packages. */
const fromSource = import.meta.url.endsWith('.ts')
const entry = fileURLToPath(new URL(fromSource ? './child.ts' : './child.js', import.meta.url))
const execArgv = fromSource
  ? ['--conditions=@onnc/source', ...(process.features.typescript ? [] : ['--experimental-strip-types', '--no-warnings'])]
  : []

function destroyAll(): void {
  for (const destroy of running) destroy()
}

/** An idle process does not keep its parent from ending. */
function letGo(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
}

function hold(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

/** Resident memory of a process, 0 where it cannot be read. */
function residentBytes(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return kilobytes === null ? 0 : Number(kilobytes[1]) * 1024
  } catch {
    return 0
  }
}

function formatBytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${Number((bytes / 2 ** 30).toFixed(1))} GiB` : `${Math.ceil(bytes / 2 ** 20)} MiB`
}

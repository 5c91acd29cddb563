import type { Terminal } from './terminal.ts'

const quietSeconds = 1
const betweenSeconds = 0.1
const clearLine = '\r\u001b[K'

/** One line that a person sees grow, with the time left; silent in a pipe and in the first second. */
export function showProgress(terminal: Terminal, what: string, total: number): (done: number) => void {
  const progress = startProgress(terminal, what)
  return (done) => (done >= total ? progress.end() : progress.show(done, total))
}

/** The same where the total comes with each report, and the end is told. */
export function startProgress(
  { isTerminal, err }: Terminal,
  what: string,
): { readonly show: (done: number, total: number) => void; readonly end: () => void } {
  const start = performance.now()
  let shown = -1
  return {
    show: (done, total) => {
      if (!isTerminal || done <= 0) return
      const seconds = (performance.now() - start) / 1e3
      if (seconds < quietSeconds || seconds < shown + betweenSeconds) return
      shown = seconds
      err(`${clearLine}${Math.floor(done)} of ${total} ${what}, ${timeText((seconds / done) * (total - done))} left`)
    },
    end: () => {
      if (shown >= 0) err(clearLine)
    },
  }
}

/** What a compilation is at, after its first second; how long each part takes is not known before. */
export function startPhases({ isTerminal, err }: Terminal): { readonly show: (phase: string) => void; readonly end: () => void } {
  const start = performance.now()
  let shown = false
  return {
    show: (phase) => {
      const seconds = (performance.now() - start) / 1e3
      if (!isTerminal || seconds < quietSeconds) return
      shown = true
      err(`${clearLine}${phase}, after ${timeText(seconds)}`)
    },
    end: () => {
      if (shown) err(clearLine)
      shown = false
    },
  }
}

/** Whole seconds, or minutes and seconds. */
export function timeText(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

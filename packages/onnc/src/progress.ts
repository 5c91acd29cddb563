import type { Terminal } from './terminal.ts'

const quietSeconds = 1

/** One line that a person sees grow, with the time left; silent in a pipe and in the first second. */
export function showProgress({ isTerminal, err }: Terminal, what: string, total: number): (done: number) => void {
  const start = performance.now()
  let shown = false
  return (done) => {
    const seconds = (performance.now() - start) / 1e3
    if (!isTerminal || seconds < quietSeconds) return
    if (done >= total) {
      if (shown) err('\r\u001b[K')
      return
    }
    shown = true
    err(`\r\u001b[K${done} / ${total} ${what}, ${Math.ceil((seconds / done) * (total - done))} s left`)
  }
}
